"""What a respondent sent, in words: for copying, and for saying what has changed since."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import QueryDict

from consultation.feedback.fields import build_field
from consultation.feedback.forms import ResponseForm
from consultation.responses.answers import SEPARATOR, readable_text
from consultation.responses.definitions import FormDefinition, Question, QuestionType

# What a form sends beside the answers.
_OWN_FIELDS = frozenset({"form_token", "csrfmiddlewaretoken"})


def control_names(question: Question, data: QueryDict) -> list[str]:
    """Return the names of a question's controls, of which ideas have several."""
    inner = f"{question.key}__"
    return [name for name in data if name == question.key or name.startswith(inner)]


def submitted_value(question: Question, data: QueryDict) -> Any:
    """Return what was sent in answer to a question, unchecked; None if it was left open."""
    try:
        widget = build_field(question).widget
    except KeyError:
        # A type that only another version of the portal knows.
        names = control_names(question, data)
        value: Any = SEPARATOR.join(each for name in names for each in data.getlist(name))
    else:
        value = widget.value_from_datadict(data, {}, question.key)
    if isinstance(value, str) and not value.strip():
        return None
    return value or None


def submitted_text(question: Question, data: QueryDict) -> str:
    """Return what was sent in answer to a question, as its author reads it; "" for nothing.

    Args:
        question: the question as it was shown.
        data: the POST data.
    """
    value = submitted_value(question, data)
    if value is None:
        return ""
    if question.type == QuestionType.IDEA_PICKS:
        return "\n".join(row.label for row in question.rows if row.key in value)
    if question.type == QuestionType.DATE:
        # As it was typed: it may be no date.
        return str(value)
    return readable_text(question, value)


def submitted_texts(definition: FormDefinition | None, data: QueryDict) -> list[tuple[str, str]]:
    """Return (question, text) of everything that somebody sent.

    Args:
        definition: the questions as they were shown, if that may be told.
        data: the POST data.
    """
    questions = definition.questions if definition else ()
    known = {name for question in questions for name in control_names(question, data)}
    told = [(question.label, submitted_text(question, data)) for question in questions]
    return [*((label, text) for label, text in told if text), *_others(data, known)]


def _others(data: QueryDict, known: set[str]) -> Iterator[tuple[str, str]]:
    """Yield what was sent under names that no question has."""
    number = 0
    for name, values in data.lists():
        if name in _OWN_FIELDS:
            continue
        number += 1
        text = ", ".join(value for value in values if value.strip())
        if text and name not in known:
            yield f"Answer {number}", text


_CHOICES = frozenset(
    {
        QuestionType.SINGLE_CHOICE,
        QuestionType.SEVERAL_CHOICES,
        QuestionType.ROLE,
        QuestionType.REFLECTION,
    }
)


@dataclass(slots=True)
class ChangedQuestions:
    """What became of the answers to questions that were changed meanwhile.

    Args:
        removed: (question, text) pairs to copy, whose question is not asked any more.
        retyped: the same, whose question takes answers of another kind now.
        lost: what to say at a question, by its key, where a choice is not offered any more.
        unsure: the same, where the answer may mean something else by now. It stands as it was
            given if the form can be stored, and has to be looked at again if it cannot.
        uncarried: questions whose answer must not be carried over into the form of now.
    """

    removed: list[tuple[str, str]] = field(default_factory=list)
    retyped: list[tuple[str, str]] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)
    unsure: dict[str, str] = field(default_factory=dict)
    uncarried: list[Question] = field(default_factory=list)

    @property
    def orphaned_answers(self) -> list[tuple[str, str]]:
        """All (question, text) pairs to copy."""
        return self.removed + self.retyped

    @property
    def stop(self) -> bool:
        """Whether something that was sent would be lost if the form were stored as it is."""
        return bool(self.orphaned_answers or self.lost)

    @property
    def notice(self) -> str:
        """What to say above the form, or ""."""
        if not self.orphaned_answers:
            return ""
        several = len(self.orphaned_answers) > 1
        happened = [
            word for word, pairs in (("removed", self.removed), ("changed", self.retyped)) if pairs
        ]
        subject = "Questions were" if several else "A question was"
        answers = "Your answers to them are" if several else "Your answer to it is"
        return (
            f"{subject} {' or '.join(happened)} while you were writing. {answers} below for you "
            "to copy. Check the rest and send it again."
        )

    def say_in(self, form: ResponseForm) -> None:
        """Say at each question of a form that comes back what has changed."""
        for key, message in (self.unsure | self.lost).items():
            form.errors.pop(key, None)
            form.add_error(key, message)
        for question in self.uncarried:
            forget(question, cast(QueryDict, form.data))


def forget(question: Question, data: QueryDict) -> None:
    """Take what was sent in answer to a question out of the data."""
    for name in control_names(question, data):
        del data[name]


def find_changes(shown: FormDefinition, now: FormDefinition, data: QueryDict) -> ChangedQuestions:
    """Return what became of the answers to questions that were changed meanwhile.

    Args:
        shown: the questions as the respondent was shown them.
        now: the questions to answer.
        data: the POST data; answers of another kind than their question takes are left out of it.
    """
    changes = ChangedQuestions()
    if shown is now:
        return changes
    asked = now.by_key()
    for question in shown.questions:
        if asked.get(question.key) != question and submitted_text(question, data):
            _compare(question, asked.get(question.key), data, changes)
    return changes


def _compare(
    shown: Question, now: Question | None, data: QueryDict, changes: ChangedQuestions
) -> None:
    """Note what became of one answer."""
    text = submitted_text(shown, data)
    if now is None:
        changes.removed.append((shown.label, text))
    elif _kind(shown) != _kind(now):
        changes.retyped.append((shown.label, text))
        forget(shown, data)
    elif _breaks_lines(shown, now) and "\n" in text:
        changes.retyped.append((shown.label, text))
    elif shown.type in _CHOICES:
        _compare_choice(shown, now, data, changes)
    elif shown.type == QuestionType.RATING:
        _compare_rating(shown, now, text, changes)
    elif shown.type == QuestionType.CONSENT and shown.label != now.label:
        # A tick is for the words that were ticked.
        changes.uncarried.append(now)
        changes.unsure[now.key] = (
            f"You had ticked “{shown.label}”, which has been reworded. Read it again, and tick it "
            "if you agree."
        )


def _kind(question: Question) -> str:
    """Return what can hold an answer of one question and of another."""
    if question.type in QuestionType.TEXTS:
        return "text"
    return "choice" if question.type in _CHOICES else question.type


def _breaks_lines(shown: Question, now: Question) -> bool:
    """Say whether a text of several lines has only one line left to be shown in."""
    return shown.type == QuestionType.LONG_TEXT and now.type in (
        QuestionType.TEXTS - {QuestionType.LONG_TEXT}
    )


def _quoted(options: list[str]) -> str:
    names = [f"“{option}”" for option in options]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _compare_choice(
    shown: Question, now: Question, data: QueryDict, changes: ChangedQuestions
) -> None:
    value = submitted_value(shown, data)
    chosen = list(dict.fromkeys(value if isinstance(value, list) else [value]))
    gone = [each for each in chosen if each in shown.options and each not in now.options]
    single = now.type != QuestionType.SEVERAL_CHOICES
    if gone:
        has, is_ = ("has", "is") if len(gone) == 1 else ("have", "are")
        # New options may be other words for the old ones, which nobody can tell for certain.
        only_removed = set(now.options) <= set(shown.options)
        what = "" if only_removed else f"{has} been reworded or "
        told = f"You had chosen {_quoted(gone)}, which {what}{is_} no longer offered."
        changes.lost[now.key] = f"{told} {_next_step(now)}"
    elif single and len(chosen) > 1:
        changes.uncarried.append(now)
        changes.lost[now.key] = (
            f"You had chosen {_quoted(chosen)}. Only one answer can be chosen now. "
            f"{_next_step(now)}"
        )
    elif shown.label != now.label:
        changes.unsure[now.key] = (
            f"You had chosen {_quoted(chosen)} when the question was “{shown.label}”. It has been "
            "reworded: check your answer."
        )


def _next_step(now: Question) -> str:
    if now.required:
        return f"Choose an answer to “{now.label}”."
    return f"Check your answer to “{now.label}”."


def _compare_rating(shown: Question, now: Question, text: str, changes: ChangedQuestions) -> None:
    scales = [(each.points, each.low_label, each.high_label) for each in (shown, now)]
    if scales[0] == scales[1] and shown.label == now.label:
        return
    ends = ", ".join(
        f"{step}: {meaning}"
        for step, meaning in ((1, shown.low_label), (shown.points, shown.high_label))
        if meaning
    )
    told = f"You had chosen {text}{f' ({ends})' if ends else ''} for “{shown.label}”."
    if scales[0] != scales[1]:
        changes.uncarried.append(now)
        changes.unsure[now.key] = f"{told} The scale has changed: {_again(now)}."
    else:
        changes.unsure[now.key] = f"{told} The question has been reworded: check your answer."


def _again(now: Question) -> str:
    return "choose again" if now.required else "choose again, or leave it out"
