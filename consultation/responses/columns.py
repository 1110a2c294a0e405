"""The columns of lists and exports: every question ever asked."""

from collections.abc import Iterable
from typing import NamedTuple

from consultation.responses.definitions import Question

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


class AnswerColumn(NamedTuple):
    """A question's column: its stable key and its latest wording."""

    key: str
    label: str


def merge_questions(definitions: Iterable[Iterable[Question]]) -> list[AnswerColumn]:
    """Return one column per key from definitions in order of use, the latest last.

    The latest form's questions come first in their own order; questions that it
    no longer asks follow. Labels that two keys share get the key added, so that
    no heading stands for two columns.
    """
    wording: dict[str, str] = {}
    for questions in definitions:
        current = {question.key: question.label for question in questions}
        # In the order of the first, with the values of the last.
        wording = current | wording | current
    taken = (*METADATA, *wording.values())
    return [
        AnswerColumn(key, label if taken.count(label) == 1 else f"{label} ({key})")
        for key, label in wording.items()
    ]
