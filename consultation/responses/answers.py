"""From stored answers to what people read."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from consultation.responses.definitions import FormDefinition, Question, QuestionType
from consultation.responses.idea_cells import idea_cells

# Between several ticked options in one cell. Options are refused a semicolon for it.
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with what was answered; `text` is "" where it was left open."""

    question: Question
    value: Any
    text: str


def answer_text(value: Any) -> str:
    """Return one stored answer as text, the same in lists, exports and search."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {answer_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return SEPARATOR.join(str(item) for item in value)
    return str(value)


def readable_text(question: Question | None, value: Any) -> str:
    """Return an answer as a person reads it: dates in words, ratings with their scale.

    Args:
        question: the question as it was asked; None if it was not.
        value: the stored answer.
    """
    if question is None:
        return answer_text(value)
    if question.type == QuestionType.DATE and isinstance(value, str):
        date = parse_date(value)
        return date_format(date, "j F Y") if isinstance(date, datetime.date) else value
    if question.type in QuestionType.OF_IDEAS and value:
        return "\n".join(
            f"{cell.label}: {cell.text(value)}" for cell in idea_cells(question) if cell.text(value)
        )
    if question.type == QuestionType.RATING and value is not None:
        return f"{value} of {question.points}"
    return answer_text(value)


def read_answers(definition: FormDefinition, data: Mapping[str, Any]) -> Iterator[Answer]:
    """Yield every question of a form with its answer, then answers nobody asked for.

    The last kind cannot arise through the form; showing it keeps even an answer
    whose question went missing in sight.
    """
    asked = definition.by_key()
    for question in definition.questions:
        value = data.get(question.key)
        yield Answer(question, value, readable_text(question, value))
    for key, value in data.items():
        if key not in asked:
            question = Question(key=key, type=QuestionType.LONG_TEXT, label=key)
            yield Answer(question, value, answer_text(value))


def texts(data: Mapping[str, Any]) -> Iterable[str]:
    """Return the non-empty answers as texts."""
    return [text for text in map(answer_text, data.values()) if text]
