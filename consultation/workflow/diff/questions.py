"""Two forms compared question by question, and what parts old answers from new ones.

Which changes do is said in docs/handbook/en/compare-versions.md.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Q
from django.utils.text import capfirst

from consultation.common.text import same_wording
from consultation.responses.definitions import FormDefinition, Question, QuestionType, Row, Scale
from consultation.workflow.review.texts import quoted

WORDS = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
LIMITS_OF_NUMBERS = ("minimum", "maximum", "whole")


@dataclass(slots=True)
class Change:
    """One change, as a reviewer reads it."""

    sentence: str
    breaks: bool = False  # earlier answers can no longer be compared with later ones
    removes: bool = False  # it breaks because something is no longer asked
    rows: tuple[str, ...] = ()  # codes of the ideas or themes, where it concerns some only
    key: str = ""  # the question's; "" for the form as a whole or an answer list
    given_in: Sequence[int] = ()  # ids of the form versions whose answers it parts
    condition: Q = field(default_factory=Q)  # what else holds for these answers
    answered: int = 0  # how many responses hold an answer that it parts from later ones

    def __post_init__(self) -> None:
        # A quoted wording that ends its own sentence ends ours.
        self.sentence = re.sub(r"(?<=[.?!…]”)\.$", "", self.sentence)


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Everything that changed in the questions between two versions, in the order of the form."""

    changes: tuple[Change, ...] = ()
    answered: int = 0  # how many responses hold an answer that a change parts from later ones

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def warning(self) -> str:
        """What the changes mean for the answers there are, or ""."""
        if not self.answered:
            return ""
        one = self.answered == 1
        number = "1 response" if one else f"{self.answered:,} responses"
        answers = "Its answers" if one else "Their answers"
        if all(change.removes for change in self.changes if change.answered):
            return f"{number} answered what is no longer asked. {answers} stay with the analysts."
        were = "was given" if one else "were given"
        return f"{number} {were} to the earlier wording. {answers} will no longer be comparable."

    @property
    def reassurance(self) -> str:
        """What the changes mean where they part no answers."""
        if any(change.breaks for change in self.changes):
            return "Nobody has answered what changes."
        return "Answers given so far stay comparable with later ones."


def compare_forms(old: FormDefinition | None, new: FormDefinition | None) -> list[Change]:
    """Return what changed from one form to another, in the order of the newer; None is no form."""
    if old == new:
        return []
    if old is None or new is None:
        labels = quoted(each.label for form in (old, new) if form for each in form.questions)
        labels = labels or "nothing yet"
        if old is None:
            return [Change(f"A form is added, which asks: {labels}.")]
        return [Change(f"The form is removed. It asked: {labels}.", breaks=True, removes=True)]
    before, after = old.by_key(), new.by_key()
    changes: list[Change] = []
    for key, question in after.items():
        if key not in before:
            changes.append(Change(f"Added: {_described(question)}."))
            continue
        for change in _compare_questions(before[key], question):
            change.key = key
            changes.append(change)
    changes += [
        Change(f"Removed: {_described(question)}.", breaks=True, removes=True, key=key)
        for key, question in before.items()
        if key not in after
    ]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        order = quoted(question.label for question in new.questions)
        changes.append(Change(f"The questions are in another order: {order}."))
    return changes


def _described(question: Question) -> str:
    must = ", must be answered" if question.required else ""
    return f"“{question.label}” ({WORDS['types'][question.type]}{must})"


def _compare_questions(old: Question, new: Question) -> Iterator[Change]:
    of = f"“{new.label}”"
    if old.label != new.label:
        same = same_wording(old.label, new.label)
        yield Change(f"“{old.label}” now reads {of}.", breaks=not same)
    if old.help_text != new.help_text:
        now = (
            f"now has the help text “{new.help_text}”" if new.help_text else "has no help text now"
        )
        then = f"; it was “{old.help_text}”" if old.help_text else ""
        yield Change(f"{of} {now}{then}.")
    if old.type != new.type:
        now, then = WORDS["types"][new.type], WORDS["types"][old.type]
        # Lines of text and longer texts are both read, not counted.
        breaks = not {old.type, new.type} <= {QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT}
        yield Change(f"{of} now asks for {now}; it asked for {then}.", breaks)
    yield from _switches(old, new, "required", "personal", "quoting")
    if old.type == new.type or {old.type, new.type} <= QuestionType.TEXTS:
        yield from _limits(old, new)
    if old.type != new.type:
        return
    if old.display != new.display:
        shown = "in a list to open" if new.display == "select" else "all in sight"
        yield Change(f"The options of {of} are now {shown}.")
    yield from compare_options(of, old.options, new.options)
    if old.points != new.points:
        yield Change(f"{of} now has {new.points} steps; it had {old.points}.", breaks=True)
    yield from _ends(of, old, new)
    yield from _scales(of, old, new)
    yield from _rows(of, old, new)
    yield from _switches(old, new, "whole", "with_comment")
    if old.at_most != new.at_most:
        now = f"{new.at_most} ideas at most" if new.at_most else "any number of ideas"
        then = f"{old.at_most} at most" if old.at_most else "without a limit"
        yield Change(f"{of} now takes {now}; it was {then}.", breaks=True)


def _switches(old: Question, new: Question, *names: str) -> Iterator[Change]:
    for name in names:
        if getattr(old, name) != getattr(new, name):
            sentence = WORDS["switches"][name]["on" if getattr(new, name) else "off"]
            yield Change(sentence.format(new.label), breaks=name in LIMITS_OF_NUMBERS)


def _limits(old: Question, new: Question) -> Iterator[Change]:
    for name, words in WORDS["limits"].items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            now = "no longer set" if after is None else f"now {after:,g}"
            then = "there was none" if before is None else f"it was {before:,g}"
            sentence = f"The {words} for “{new.label}” is {now}; {then}."
            yield Change(sentence, breaks=name in LIMITS_OF_NUMBERS)


def compare_options(of: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    """Yield what changed in options; `of` is whose they are, as a sentence names it."""
    removed = [text for text in old if text not in new]
    added = [text for text in new if text not in old]
    if added:
        yield Change(f"{capfirst(of)} also offers {quoted(added)}.", breaks=bool(old))
    if removed:
        yield Change(f"{capfirst(of)} no longer offers {quoted(removed)}.", breaks=True)
    if [text for text in old if text in new] != [text for text in new if text in old]:
        yield Change(f"The options of {of} are in another order: {quoted(new)}.")


def _ends(of: str, old: Question | Scale, new: Question | Scale) -> Iterator[Change]:
    for end, name in (("lowest", "low_label"), ("highest", "high_label")):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            now = f"now means “{after}”" if after else "now has no meaning written to it"
            then = f"; it meant “{before}”" if before else ""
            yield Change(f"The {end} step of {of} {now}{then}.", breaks=True)


def _scales(of: str, old: Question, new: Question) -> Iterator[Change]:
    # A scale's key is made from its wording: another wording is another scale.
    before = {scale.key: scale for scale in old.scales}
    after = {scale.key: scale for scale in new.scales}
    for key, was in before.items():
        if key not in after:
            yield Change(f"{of} no longer has the scale “{was.label}”.", breaks=True)
    for key, now in after.items():
        if key not in before:
            yield Change(f"{of} has one more scale, “{now.label}”.")
            continue
        was, scale = before[key], f"the scale “{now.label}” of {of}"
        if was.label != now.label:
            sentence = f"A scale of {of} is now “{now.label}”; it was “{was.label}”."
            yield Change(sentence, breaks=True)
        if was.options != now.options:
            options = f"are now {quoted(now.options)}; they were {quoted(was.options)}"
            yield Change(f"The answers on {scale} {options}.", breaks=True)
        yield from _ends(scale, was, now)


def row_reworded(old: str, new: str, row: str, where: str = "") -> Change:
    """Return the change of an idea's wording, perhaps with the beginning of its sentence."""
    breaks = not same_wording(old, new)
    return Change(f"{where}“{old}” now reads “{new}”.", breaks, rows=(row,))


def _rows(of: str, old: Question, new: Question) -> Iterator[Change]:
    # Scores and judgements of one idea do not depend on the others. Picks do: whoever
    # picks some leaves the others out.
    before = {row.key: row for row in old.rows}
    after = {row.key: row for row in new.rows}
    picks = new.type == QuestionType.IDEA_PICKS
    come = [row for key, row in after.items() if key not in before]
    gone = [row for key, row in before.items() if key not in after]
    if come:
        breaks = picks and bool(before)
        yield Change(f"{of} also asks about {_named_rows(come, 'more ')}.", breaks)
    if gone:
        rows = () if picks else tuple(row.key for row in gone)
        sentence = f"{of} no longer asks about {_named_rows(gone)}."
        yield Change(sentence, breaks=True, removes=True, rows=rows)
    for key, row in after.items():
        if key in before and before[key].label != row.label:
            yield row_reworded(before[key].label, row.label, key, f"In {of}: ")
    stayed = before.keys() & after.keys()
    then, now = (
        [(row.key, row.group) for row in each.rows if row.key in stayed] for each in (old, new)
    )
    if then != now:
        yield Change(f"{of} asks about the ideas in another order or under other headings.")


def _named_rows(rows: list[Row], more: str = "") -> str:
    labels = quoted(row.label for row in rows)
    things = "themes" if rows[0].key.startswith("theme-") else "ideas"
    return labels if len(rows) == 1 else f"{len(rows)} {more}{things}: {labels}"
