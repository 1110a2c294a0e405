"""Columns of exports: as in lists, but each idea and scale a column of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.responses.columns import AnswerColumn, merge_questions
from consultation.responses.definitions import Question, QuestionType
from consultation.responses.idea_cells import IdeaCell, idea_cells
from consultation.responses.models import FormVersion, Response


@dataclass(frozen=True, slots=True)
class IdeaColumn:
    """The column of one idea on one scale of a question."""

    key: str
    label: str
    cell: IdeaCell

    def answer(self, response: Response) -> Any:
        """Return what a response says of this idea on this scale; None if nothing."""
        return self.cell.value(response.form_data.get(self.key))


@dataclass(frozen=True, slots=True)
class SharedColumn:
    """The column of those questions of several pages that have one wording."""

    label: str
    of_pages: dict[int, AnswerColumn | IdeaColumn]

    def answer(self, response: Response) -> Any:
        """Return what a response answers, as it is stored; None if nothing."""
        column = self.of_pages.get(response.page_key)
        return None if column is None else column.answer(response)


AnyColumn = AnswerColumn | IdeaColumn | SharedColumn


def _cells_ever(definitions: Sequence[Sequence[Question]], key: str) -> list[IdeaCell]:
    """Return the cells a question ever had, each in its latest wording, retired ones last."""
    cells: dict[tuple[str, str], IdeaCell] = {}
    for questions in definitions:
        for question in questions:
            if question.key == key:
                current = {(cell.row, cell.scale): cell for cell in idea_cells(question)}
                cells = current | {
                    name: cell for name, cell in cells.items() if name not in current
                }
    return list(cells.values())


def expand_columns(
    columns: Iterable[AnswerColumn], definitions: Sequence[Sequence[Question]]
) -> list[AnswerColumn | IdeaColumn]:
    """Return columns with those of questions about ideas parted into their cells.

    A heading that two ideas share gets the idea's code added.
    """
    expanded: list[AnswerColumn | IdeaColumn] = []
    for column in columns:
        if column.type not in QuestionType.OF_IDEAS:
            expanded.append(column)
            continue
        cells = _cells_ever(definitions, column.key)
        labels = [cell.label for cell in cells]
        for cell in cells:
            label = f"{column.label}: {cell.label}"
            if labels.count(cell.label) > 1:
                label = f"{label} ({cell.row})"
            expanded.append(IdeaColumn(column.key, label, cell))
    return expanded


def page_export_columns(page_key: int) -> list[AnswerColumn | IdeaColumn]:
    """Return the columns of one page's export, by one query."""
    definitions = [
        version.definition.questions for version in FormVersion.objects.of_page(page_key)
    ]
    return expand_columns(merge_questions(definitions), definitions)


def shared_columns() -> list[SharedColumn]:
    """Return the columns of all pages together, vanished ones too, by one query.

    A key is a question's name on its own page alone, so what brings questions of
    two pages under one heading is their wording.
    """
    asked: dict[int, list[Sequence[Question]]] = {}
    for version in FormVersion.objects.order_by("page_key", "last_used_at", "pk"):
        asked.setdefault(version.page_key, []).append(version.definition.questions)
    shared: dict[str, dict[int, AnswerColumn | IdeaColumn]] = {}
    for page_key, definitions in asked.items():
        for column in expand_columns(merge_questions(definitions), definitions):
            shared.setdefault(column.label, {})[page_key] = column
    return [SharedColumn(label, of_pages) for label, of_pages in shared.items()]
