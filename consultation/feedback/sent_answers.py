"""What a respondent sent, in words: for copying, and for saying what has changed since."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from consultation.feedback.fields import build_field
from consultation.responses.answers import SEPARATOR, readable_text
from consultation.responses.definitions import FormDefinition, Question, QuestionType

# What a form sends beside the answers.
_OWN_FIELDS = frozenset({"form_key", "csrfmiddlewaretoken"})


def control_names(question: Question, data: QueryDict) -> list[str]:
    """Return the names of a question's controls, of which ideas have several."""
    inner = f"{question.key}__"
    return [name for name in data if name == question.key or name.startswith(inner)]


def sent_value(question: Question, data: QueryDict) -> Any:
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


def sent_text(question: Question, data: QueryDict) -> str:
    """Return what was sent in answer to a question, as its author reads it; "" for nothing.

    Args:
        question: the question as it was shown.
        data: the POST data.
    """
    value = sent_value(question, data)
    if value is None:
        return ""
    if question.type == QuestionType.IDEA_PICKS:
        return "\n".join(row.label for row in question.rows if row.key in value)
    if question.type == QuestionType.DATE:
        # As it was typed: it may be no date.
        return str(value)
    return readable_text(question, value)


def sent_texts(definition: FormDefinition | None, data: QueryDict) -> list[tuple[str, str]]:
    """Return (question, text) of everything that somebody sent.

    Args:
        definition: the questions as they were shown, if that may be told.
        data: the POST data.
    """
    questions = definition.questions if definition else ()
    known = {name for question in questions for name in control_names(question, data)}
    told = [(question.label, sent_text(question, data)) for question in questions]
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
