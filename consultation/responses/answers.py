"""From stored answers to what people read."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from consultation.responses.definitions import COMMENT, FormDefinition, Question, QuestionType

PICKED = "Yes"
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
    """Return an answer as a person reads it: dates in words, ratings with their scale."""
    if question is None:
        return answer_text(value)
    if question.type == QuestionType.DATE and isinstance(value, str):
        date = parse_date(value)
        return date_format(date, "j F Y") if isinstance(date, datetime.date) else value
    if question.type in QuestionType.OF_IDEAS and value:
        cells = ((cell.label, cell.text(value)) for cell in idea_cells(question))
        return "\n".join(f"{label}: {text}" for label, text in cells if text)
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


def texts(data: Mapping[str, Any]) -> list[str]:
    """Return the non-empty answers as texts."""
    return [text for text in map(answer_text, data.values()) if text]


@dataclass(frozen=True, slots=True)
class IdeaCell:
    """One row on one scale; a pick has no scale.

    Args:
        row: code of the idea or theme.
        scale: key of the scale, the comment's key, or "" for a pick.
        label: what it is, in the wording of its time.
    """

    row: str
    scale: str
    label: str

    def value(self, answer: Any) -> Any:
        """Return this cell's part of the whole question's answer; None if it was left open."""
        if not self.scale:
            return PICKED if isinstance(answer, list) and self.row in answer else None
        if not isinstance(answer, dict):
            return None
        return (answer.get(self.row) or {}).get(self.scale)

    def text(self, answer: Any) -> str:
        """Return this cell's part as text, "" if it was left open."""
        value = self.value(answer)
        return "" if value is None else str(value)


def idea_cells(question: Question) -> list[IdeaCell]:
    """Return the cells of a question about ideas, row by row; of any other question none."""
    if question.type == QuestionType.IDEA_PICKS:
        return [IdeaCell(row.key, "", row.label) for row in question.rows]
    if question.type not in QuestionType.GRIDS:
        return []
    scales = [(scale.key, scale.label) for scale in question.scales]
    if question.with_comment:
        scales.append((COMMENT, "Comment"))
    return [
        IdeaCell(row.key, key, f"{row.label}: {label}")
        for row in question.rows
        for key, label in scales
    ]


def answered_keys(definition: FormDefinition, answers: dict) -> set[str]:
    """Return the keys of the ideas and themes that answers are about."""
    # Picked ideas are a list; scored and judged ones have their answers below their keys.
    return {
        key
        for question in definition.questions
        if question.type in QuestionType.OF_IDEAS
        for key in answers.get(question.key) or ()
    }


def has_free_text(definition: FormDefinition, answers: dict) -> bool:
    """Say whether the respondent wrote something in their own words, personal data aside."""
    for question in definition.questions:
        answer = answers.get(question.key) or {}
        if question.type in QuestionType.GRIDS:
            if any(row.get(COMMENT) for row in answer.values()):
                return True
        elif question.type in QuestionType.TEXTS and answer and not question.is_personal:
            return True
    return False
