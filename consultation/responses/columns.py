"""The columns of lists and exports: every question ever asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from consultation.responses.definitions import Question
from consultation.responses.exporting.facts import HEADINGS
from consultation.responses.models import Response

# The headings that stand before the questions.
FACTS = HEADINGS


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A question's column: its stable key and its latest wording."""

    key: str
    label: str
    type: str
    personal: bool

    def answer(self, response: Response) -> Any:
        """Return what a response answers, as it is stored; None if nothing."""
        return response.form_data.get(self.key)


def merge_questions(definitions: Iterable[Iterable[Question]]) -> list[AnswerColumn]:
    """Return one column per key from definitions in order of use, the latest last.

    The latest form's questions come first in their own order; questions that it
    no longer asks follow. Labels that two keys share get the key added, so that
    no heading stands for two columns.
    """
    latest: dict[str, Question] = {}
    order: dict[str, None] = {}
    for questions in definitions:
        current = {question.key: question for question in questions}
        latest.update(current)
        order = dict.fromkeys((*current, *order))
    labels = [latest[key].label for key in order]
    taken = (*FACTS, *labels)
    return [
        AnswerColumn(
            key=key,
            label=label if taken.count(label) == 1 else f"{label} ({key})",
            type=latest[key].type,
            personal=latest[key].is_personal,
        )
        for key, label in zip(order, labels, strict=True)
    ]
