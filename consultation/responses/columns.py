"""The columns of lists and exports: every question ever asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from consultation.responses.definitions import Question
from consultation.responses.models import FormVersion, Response

# Heading and kind of the columns that stand before the questions.
METADATA = {
    "Received": "datetime",
    "Reference": "text",
    "Consultation": "text",
    "Page": "text",
    "Page ID": "integer",
    "Status": "text",
    "Reason for status": "text",
    "Source": "text",
    "Arrived just after closing": "boolean",
}


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
    taken = (*METADATA, *labels)
    return [
        AnswerColumn(
            key=key,
            label=label if taken.count(label) == 1 else f"{label} ({key})",
            type=latest[key].type,
            personal=latest[key].is_personal,
        )
        for key, label in zip(order, labels, strict=True)
    ]


def page_columns(page_key: int) -> list[AnswerColumn]:
    """Return the columns of one page, by one query."""
    versions = FormVersion.objects.of_page(page_key)
    return merge_questions(version.definition.questions for version in versions)
