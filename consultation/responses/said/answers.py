"""One response’s answer about ideas, idea by idea, in the words of its time and of now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consultation.responses.answers import Answer
from consultation.responses.definitions import COMMENT, Question, QuestionType
from consultation.responses.said.wordings import Present


@dataclass(frozen=True, slots=True)
class IdeaAnswer:
    """What a response says about one idea or theme.

    Args:
        words: its words when it was asked about.
        now: its words of now, where they are others; else "".
        state: what has become of it since, or "".
        lines: (scale, answer) pairs; none of a pick.
    """

    words: str
    now: str
    state: str
    lines: list[tuple[str, str]]


def asked_about(answers: Iterable[Answer]) -> set[str]:
    """Return the keys of all ideas and themes that answers are about."""
    return {row.key for answer in answers for row in answer.question.rows if answer.value}


def idea_answers(
    question: Question, value: Any, present: Mapping[str, Present]
) -> list[IdeaAnswer]:
    """Return what is said about each idea of a question; those left open are left out.

    Args:
        question: the question as it was asked.
        value: the stored answer.
        present: what the ideas are by now, by their keys.
    """
    if question.type not in QuestionType.OF_IDEAS or not value:
        return []
    return [
        IdeaAnswer(
            row.label,
            *_since(row.label, present.get(row.key)),
            [] if question.type == QuestionType.IDEA_PICKS else _lines(question, value[row.key]),
        )
        for row in question.rows
        if row.key in value
    ]


def _lines(question: Question, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was answered on each scale, scores with their highest step."""
    of = " of {}" if question.type == QuestionType.IDEA_SCORING else ""
    lines = [
        (scale.label, f"{given[scale.key]}{of.format(scale.options[-1])}")
        for scale in question.scales
        if scale.key in given
    ]
    return [*lines, ("Comment", given[COMMENT])] if COMMENT in given else lines


def _since(words: str, present: Present | None) -> tuple[str, str]:
    """Return other words of now, and what has become of the idea."""
    if present is None:
        return "", "No longer there."
    now = "" if present.words == words else present.words
    return now, "" if present.published else "Not shown to readers at present."
