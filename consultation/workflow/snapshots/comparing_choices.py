"""Options and scales compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from consultation.responses.definitions import Question, Scale
from consultation.workflow.snapshots.changes import Change, Kind, begin_sentence, named

# From so much likeness on, of at most 1, a wording counts as a new form of another one.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What changed from one list of wordings to another."""

    reworded: list[tuple[str, str]]
    added: list[str]
    removed: list[str]
    reordered: bool


def compare_lists(old: tuple[str, ...], new: tuple[str, ...]) -> ListChanges:
    """Compare two lists; what is gone and what has come are one where they are alike."""
    removed = [text for text in old if text not in new]
    added = [text for text in new if text not in old]
    reworded = []
    for text in list(removed):
        likeness, successor = max(
            ((_likeness(text, other), other) for other in added), default=(0.0, "")
        )
        if likeness >= ALIKE:
            reworded.append((text, successor))
            removed.remove(text)
            added.remove(successor)
    renamed = dict(reworded)
    stayed = [renamed.get(text, text) for text in old if text not in removed]
    reordered = stayed != [text for text in new if text not in added]
    return ListChanges(reworded, added, removed, reordered)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


def option_changes(
    key: str, label: str, old: tuple[str, ...], new: tuple[str, ...]
) -> Iterator[Change]:
    """Yield what changed in the options of a question, or in a list of answers.

    Args:
        key: the question's key, or "".
        label: whose options they are, as sentences name it.
        old: the options as they were.
        new: as they are now.
    """
    found = compare_lists(old, new)
    for before, after in found.reworded:
        yield Change(
            Kind.OPTIONS,
            f"An option of {label} now reads “{after}”; it read “{before}”.",
            key,
            breaks=True,
        )
    if found.added:
        yield Change(
            Kind.OPTIONS,
            f"{begin_sentence(label)} also offers {named(found.added)}.",
            key,
            breaks=bool(old),
        )
    if found.removed:
        yield Change(
            Kind.OPTIONS,
            f"{begin_sentence(label)} no longer offers {named(found.removed)}.",
            key,
            breaks=True,
        )
    if found.reordered:
        yield Change(
            Kind.OPTION_ORDER, f"The options of {label} are in another order: {named(new)}.", key
        )


def compare_options(old: Question, new: Question) -> Iterator[Change]:
    """Yield what changed in the options of a choice."""
    yield from option_changes(old.key, f"“{new.label}”", old.options, new.options)


def scale_changes(key: str, of: str, old: Scale, new: Scale) -> Iterator[Change]:
    """Yield what changed in the steps of a scale and in what its ends mean."""
    if len(old.options) != len(new.options):
        yield Change(
            Kind.SCALE,
            f"{begin_sentence(of)} now has {len(new.options)} steps; it had {len(old.options)}.",
            key,
            breaks=True,
        )
    elif old.options != new.options:
        yield Change(
            Kind.SCALE,
            f"The answers on {of} are now {named(new.options)}; they were {named(old.options)}.",
            key,
            breaks=True,
        )
    for end, before, after in (
        ("lowest", old.low_label, new.low_label),
        ("highest", old.high_label, new.high_label),
    ):
        if before != after:
            now = f"now means “{after}”" if after else "now has no meaning written to it"
            then = f"; it meant “{before}”" if before else ""
            yield Change(Kind.SCALE, f"The {end} step of {of} {now}{then}.", key, breaks=True)


def compare_scales(old: Question, new: Question) -> Iterator[Change]:
    """Yield what changed in the scales of a question about ideas.

    A scale's key is made from its wording: another wording is another scale.
    """
    before = {scale.key: scale for scale in old.scales}
    after = {scale.key: scale for scale in new.scales}
    of = f"“{new.label}”"
    gone = [scale.label for key, scale in before.items() if key not in after]
    come = [scale.label for key, scale in after.items() if key not in before]
    for was, now in zip(gone, come, strict=False):
        sentence = f"A scale of {of} is now “{now}”; it was “{was}”."
        yield Change(Kind.SCALE, sentence, old.key, breaks=True)
    for now in come[len(gone) :]:
        yield Change(Kind.SCALE, f"{of} has one more scale, “{now}”.", old.key)
    for was in gone[len(come) :]:
        yield Change(Kind.SCALE, f"{of} no longer has the scale “{was}”.", old.key, breaks=True)
    for key in (key for key in before if key in after):
        yield from scale_changes(
            old.key, f"the scale “{after[key].label}” of {of}", before[key], after[key]
        )
        if before[key].label != after[key].label:
            yield Change(
                Kind.SCALE,
                f"The scale “{before[key].label}” of {of} now reads “{after[key].label}”.",
                old.key,
                breaks=True,
            )
