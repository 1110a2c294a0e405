"""Two forms compared, question by question."""

from collections.abc import Iterator

from consultation.common.wording import same_wording
from consultation.responses.definitions import FormDefinition, Question, QuestionType, Scale
from consultation.workflow.snapshots.changes import Change, Kind, named
from consultation.workflow.snapshots.comparing_choices import (
    compare_options,
    compare_scales,
    scale_changes,
)
from consultation.workflow.snapshots.comparing_rows import compare_rows

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
    changes += _order(old, new)
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
        yield from _number(old, new)
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


def _number(old: Question, new: Question) -> Iterator[Change]:
    for name, field in (("least number", "minimum"), ("greatest number", "maximum")):
        for sentence in _limit(name, getattr(old, field), getattr(new, field), new.label):
            yield Change(Kind.LIMITS, sentence, old.key, breaks=True)
    if old.whole != new.whole:
        kind = "whole numbers only" if new.whole else "parts of a number as well"
        yield Change(Kind.LIMITS, f"“{new.label}” now takes {kind}.", old.key, breaks=True)


def _order(old: FormDefinition, new: FormDefinition) -> list[Change]:
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
