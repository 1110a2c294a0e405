"""Two forms compared, question by question."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from consultation.common.wording import same_wording
from consultation.responses.definitions import FormDefinition, Question, QuestionType, Row, Scale
from consultation.workflow.diff.changes import Change, Kind, begin_sentence, named

TYPES = {
    QuestionType.SHORT_TEXT: "a line of text",
    QuestionType.LONG_TEXT: "a longer text",
    QuestionType.SINGLE_CHOICE: "a single choice",
    QuestionType.SEVERAL_CHOICES: "several choices",
    QuestionType.RATING: "a rating",
    QuestionType.NUMBER: "a number",
    QuestionType.DATE: "a date",
    QuestionType.EMAIL: "an email address",
    QuestionType.CONSENT: "a box to tick",
    QuestionType.ROLE: "the respondent’s role",
    QuestionType.REFLECTION: "the kind of reflection",
    QuestionType.IDEA_SCORING: "scores for ideas",
    QuestionType.IDEA_JUDGEMENT: "a judgement of ideas",
    QuestionType.IDEA_PICKS: "picks of ideas",
}


def compare_forms(old: FormDefinition | None, new: FormDefinition | None) -> list[Change]:
    """Return what changed from one form to another, in the order of the newer one.

    Args:
        old: the earlier questions; None where there was no form.
        new: the later ones; None where there is none any more.
    """
    if old is None or new is None:
        return _whole_form(old, new)
    if old == new:
        return []
    before, after = old.by_key(), new.by_key()
    gone = {key: before[key] for key in before if key not in after}
    changes: list[Change] = []
    for question in new.questions:
        if question.key in before:
            changes += compare_questions(before[question.key], question)
            continue
        other = next((each for each in gone.values() if _is_rekeyed(each, question)), None)
        if other:
            del gone[other.key]
            changes += [_rekeyed(other, question), *compare_questions(other, question)]
        else:
            changes.append(Change(Kind.ADDED, f"Added: {_described(question)}."))
    changes += [
        Change(Kind.REMOVED, f"Removed: {_described(question)}.", key, breaks=True)
        for key, question in gone.items()
    ]
    changes += _question_order(old, new)
    return changes


def _whole_form(old: FormDefinition | None, new: FormDefinition | None) -> list[Change]:
    if new is not None:
        return [Change(Kind.FORM_ADDED, f"A form is added, which asks: {_labels(new)}.")]
    if old is not None:
        return [
            Change(
                Kind.FORM_REMOVED, f"The form is removed. It asked: {_labels(old)}.", breaks=True
            )
        ]
    return []


def _labels(definition: FormDefinition) -> str:
    return named(question.label for question in definition.questions) or "nothing yet"


def _described(question: Question) -> str:
    must = ", must be answered" if question.required else ""
    return f"“{question.label}” ({TYPES.get(question.type, question.type)}{must})"


def _is_rekeyed(old: Question, new: Question) -> bool:
    return old.type == new.type and old.label == new.label


def _rekeyed(old: Question, new: Question) -> Change:
    return Change(
        Kind.REKEYED,
        f"“{new.label}” has another key: “{new.key}” instead of “{old.key}”. "
        "To analysts that is a new question, with a column of its own.",
        old.key,
        breaks=True,
    )


def compare_questions(old: Question, new: Question) -> Iterator[Change]:
    """Yield what changed in one question."""
    yield from _wording(old, new)
    if old.type != new.type:
        # Lines of text and longer texts are both read, not counted.
        yield Change(
            Kind.TYPE,
            f"“{new.label}” now asks for {TYPES.get(new.type, new.type)}; "
            f"it asked for {TYPES.get(old.type, old.type)}.",
            old.key,
            breaks=not {old.type, new.type} <= {QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT},
        )
    yield from _duties(old, new)
    if old.type in QuestionType.TEXTS and new.type in QuestionType.TEXTS:
        yield from _length(old, new)
    if old.type != new.type:
        return
    yield from compare_options(old, new)
    if new.type == QuestionType.RATING:
        yield from scale_changes(old.key, f"“{new.label}”", _rating(old), _rating(new))
    if new.type == QuestionType.NUMBER:
        yield from _number_limits(old, new)
    yield from compare_scales(old, new)
    yield from compare_rows(old, new)


def _wording(old: Question, new: Question) -> Iterator[Change]:
    if old.label != new.label:
        same = same_wording(old.label, new.label)
        yield Change(
            Kind.CORRECTED if same else Kind.REWORDED,
            f"“{old.label}” now reads “{new.label}”.",
            old.key,
            breaks=not same,
        )
    if old.help_text != new.help_text:
        if not old.help_text:
            sentence = f"“{new.label}” now has the help text “{new.help_text}”."
        elif not new.help_text:
            sentence = f"“{new.label}” no longer has the help text “{old.help_text}”."
        else:
            sentence = (
                f"The help text of “{new.label}” now reads “{new.help_text}”; "
                f"it read “{old.help_text}”."
            )
        yield Change(Kind.HELP_TEXT, sentence, old.key)


def _duties(old: Question, new: Question) -> Iterator[Change]:
    if old.required != new.required:
        yield Change(
            Kind.REQUIRED,
            f"“{new.label}” must now be answered; it could be left open."
            if new.required
            else f"“{new.label}” can now be left open; it had to be answered.",
            old.key,
        )
    if old.personal != new.personal:
        yield Change(
            Kind.PERSONAL,
            f"Answers to “{new.label}” {'now' if new.personal else 'no longer'} count "
            "as personal data.",
            old.key,
        )
    if old.quoting != new.quoting:
        yield Change(
            Kind.QUOTING,
            f"A tick at “{new.label}” {'now' if new.quoting else 'no longer'} allows the "
            "answers to be quoted.",
            old.key,
        )
    if old.type == new.type and old.display != new.display:
        shown = "in a list to open" if new.display == "select" else "all in sight"
        yield Change(Kind.DISPLAY, f"The options of “{new.label}” are now {shown}.", old.key)


def _rating(question: Question) -> Scale:
    """Return the scale of a rating as that of an idea would be kept."""
    steps = tuple(str(step) for step in range(1, question.points + 1))
    return Scale(question.key, question.label, steps, question.low_label, question.high_label)


def _limit(name: str, old: float | None, new: float | None, label: str) -> Iterator[str]:
    if old == new:
        return
    now = "no longer set" if new is None else f"now {new:,g}"
    before = "there was none" if old is None else f"it was {old:,g}"
    yield f"The {name} for “{label}” is {now}; {before}."


def _length(old: Question, new: Question) -> Iterator[Change]:
    for name, field in (
        ("least number of characters", "minimum_characters"),
        ("greatest number of characters", "maximum_characters"),
        ("greatest number of words", "maximum_words"),
    ):
        for sentence in _limit(name, getattr(old, field), getattr(new, field), new.label):
            yield Change(Kind.LENGTH, sentence, old.key)


def _number_limits(old: Question, new: Question) -> Iterator[Change]:
    for name, field in (("least number", "minimum"), ("greatest number", "maximum")):
        for sentence in _limit(name, getattr(old, field), getattr(new, field), new.label):
            yield Change(Kind.LIMITS, sentence, old.key, breaks=True)
    if old.whole != new.whole:
        kind = "whole numbers only" if new.whole else "parts of a number as well"
        yield Change(Kind.LIMITS, f"“{new.label}” now takes {kind}.", old.key, breaks=True)


def _question_order(old: FormDefinition, new: FormDefinition) -> list[Change]:
    """Return the new order of the questions that stayed, if it is another."""
    before, after = old.by_key(), new.by_key()
    if [key for key in before if key in after] == [key for key in after if key in before]:
        return []
    return [
        Change(
            Kind.ORDER,
            f"The questions are in another order: {named(q.label for q in new.questions)}.",
        )
    ]


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


def row_reworded(key: str, old: str, new: str, row: str, where: str = "") -> Change:
    """Return the change of an idea's wording.

    Args:
        key: the question's key, or "" for all questions.
        old: the wording as it was.
        new: as it is now.
        row: the idea's code.
        where: in which question, as the sentence begins, or "".
    """
    return Change(
        Kind.ROW_REWORDED,
        f"{where}“{old}” now reads “{new}”.",
        key,
        rows=(row,),
        breaks=not same_wording(old, new),
    )


def compare_rows(old: Question, new: Question) -> Iterator[Change]:
    """Yield what changed in what a question asks about, and how.

    Scores and judgements of one idea do not depend on the others. Picks do: whoever
    picks some leaves the others out.
    """
    before = {row.key: row for row in old.rows}
    after = {row.key: row for row in new.rows}
    picks = new.type == QuestionType.IDEA_PICKS
    come = [row for key, row in after.items() if key not in before]
    gone = [row for key, row in before.items() if key not in after]
    if come:
        sentence = f"“{new.label}” also asks about {_named(come, 'more ')}."
        yield Change(Kind.ROWS_ADDED, sentence, old.key, breaks=picks and bool(before))
    if gone:
        yield Change(
            Kind.ROWS_REMOVED,
            f"“{new.label}” no longer asks about {_named(gone)}.",
            old.key,
            rows=() if picks else tuple(row.key for row in gone),
            breaks=True,
        )
    for key, row in after.items():
        if key in before and before[key].label != row.label:
            where = f"In “{new.label}”: "
            yield row_reworded(old.key, before[key].label, row.label, key, where)
    if _row_order(old, after) != _row_order(new, before):
        yield Change(
            Kind.ROW_ORDER,
            f"“{new.label}” asks about the ideas in another order or under other headings.",
            old.key,
        )
    if old.with_comment != new.with_comment:
        has = "now has" if new.with_comment else "no longer has"
        sentence = f"“{new.label}” {has} room for a comment on each idea."
        yield Change(Kind.COMMENTS, sentence, old.key)
    if old.at_most != new.at_most:
        now = f"{new.at_most} ideas at most" if new.at_most else "any number of ideas"
        then = f"{old.at_most} at most" if old.at_most else "without a limit"
        yield Change(
            Kind.LIMITS, f"“{new.label}” now takes {now}; it was {then}.", old.key, breaks=True
        )


def _named(rows: list[Row], more: str = "") -> str:
    labels = named(row.label for row in rows)
    if len(rows) == 1:
        return labels
    things = "themes" if rows[0].key.startswith("theme-") else "ideas"
    return f"{len(rows)} {more}{things}: {labels}"


def _row_order(question: Question, others: dict[str, Row]) -> list[tuple[str, str]]:
    """Return the rows that both versions have, with their headings, in their order."""
    return [(row.key, row.group) for row in question.rows if row.key in others]
