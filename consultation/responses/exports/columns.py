"""The columns of an export: every question ever asked, under its latest wording.

Where several options can be ticked, each has a column of its own after that of the
whole answer; so has each idea on each scale. What is no longer offered comes last.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from consultation.responses.definitions import (
    COMMENT,
    METADATA,
    IdeaCell,
    Question,
    QuestionType,
    idea_cells,
    merge_questions,
)
from consultation.responses.models import FormVersion

# In Parquet alone: holds, as JSON, what is not of its column's type or has no column. Almost
# always empty.
UNMAPPED = "Answers of another kind"

# What a question's answers are as long as it was never of another type.
_KINDS = {
    QuestionType.RATING: "integer",
    QuestionType.CONSENT: "boolean",
    QuestionType.DATE: "date",
}

# Takes a stored answer that is not None; gives what stands in the cell.
Reader = Callable[[Any], Any]


class FormQuestions(NamedTuple):
    """The questions of one form version."""

    version: int
    page_key: int
    questions: Mapping[str, Question]


@dataclass(frozen=True, slots=True)
class CellSource:
    """What a column takes out of the answers to one page.

    Args:
        key: the question.
        option: take whether this one of several options was ticked.
        idea: take what was answered about one idea on one scale, or whether it was picked.
        beside_ideas: take what columns of single ideas cannot: answers from when the
            question was of another type.
    """

    key: str
    option: str | None = None
    idea: IdeaCell | None = None
    beside_ideas: bool = False

    def description(self) -> dict[str, str]:
        """Return what tells this part from others of the same answer."""
        option = {"option": self.option} if self.option is not None else {}
        row = {"row": self.idea.row} if self.idea else {}
        scale = {"scale": self.idea.scale} if self.idea and self.idea.scale else {}
        return option | row | scale

    def reader(self, question: Question | None) -> Reader | None:
        """Return how to read it from answers to a question as it was asked; None: as it is."""
        if self.option is not None:
            return _ticked(self.option, question is not None and self.option in question.options)
        if self.idea is not None:
            if self.idea.scale:
                return self.idea.value
            rows = question.rows if question else ()
            return _ticked(self.idea.row, any(row.key == self.idea.row for row in rows))
        if self.beside_ideas and (question is None or question.type in QuestionType.OF_IDEAS):
            return lambda value: None if isinstance(value, dict | list) else value
        return None


def _ticked(item: str, offered: bool) -> Reader:
    """Return how to read whether an item was ticked; None if it was not on offer."""
    otherwise = False if offered else None

    def read(value: Any) -> bool | None:
        if not isinstance(value, list):
            return None
        return True if item in value else otherwise

    return read


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column.

    Args:
        heading: what stands above it; no two columns share one.
        kind: what its cells are: "text", "number", "integer", "boolean" or "date".
        type: type of the question, in its latest form.
        personal: whether the question was ever marked as personal, or asks for an address.
        sources: where its cells are found, by page.
    """

    heading: str
    kind: str
    type: str
    personal: bool
    sources: Mapping[int, CellSource] = field(hash=False)

    def description(self) -> dict[str, Any]:
        """Return what a program may want to know of the column, as JSON-ready data."""
        source, *_ = self.sources.values()
        keys = sorted({each.key for each in self.sources.values()})
        return {
            "heading": self.heading,
            "key": keys[0] if len(keys) == 1 else keys,
            "question_type": self.type,
            "personal": self.personal,
            "kind": self.kind,
            "pages": sorted(self.sources),
            **source.description(),
        }


def load_forms(page_key: int | None) -> list[FormQuestions]:
    """Return the form versions of one page or, for None, of all, the latest last, by one query."""
    versions = FormVersion.objects.order_by("page_key", "last_used_at", "pk")
    if page_key is not None:
        versions = versions.filter(page_key=page_key)
    return [
        FormQuestions(version.pk, version.page_key, version.definition.by_key())
        for version in versions.iterator()
    ]


def personal_keys(forms: Iterable[FormQuestions]) -> frozenset[tuple[int, str]]:
    """Return (page, key) of the questions that were ever personal.

    A mark that was taken off frees no old answer.
    """
    return frozenset(
        (form.page_key, key)
        for form in forms
        for key, question in form.questions.items()
        if question.is_personal
    )


def _kind(questions: Sequence[Question]) -> str:
    """Return the kind of a question's whole answers from all that it ever was."""
    types = {question.type for question in questions}
    if types == {QuestionType.NUMBER}:
        return "integer" if all(question.whole for question in questions) else "number"
    return _KINDS.get(types.pop(), "text") if len(types) == 1 else "text"


def _all_options(questions: Iterable[Question]) -> list[str]:
    """Return the options that could ever be ticked, the latest ones first."""
    options: dict[str, None] = {}
    for question in questions:
        if question.type == QuestionType.SEVERAL_CHOICES:
            options = dict.fromkeys(question.options) | options
    return list(options)


def _all_idea_cells(questions: Iterable[Question]) -> list[tuple[IdeaCell, str]]:
    """Return the cells a question ever had with their kinds, the latest ones first."""
    cells: dict[tuple[str, str], tuple[IdeaCell, str]] = {}
    for question in questions:
        current = {}
        for cell in idea_cells(question):
            scored = question.type == QuestionType.IDEA_SCORING and cell.scale != COMMENT
            kind = "integer" if scored else "text" if cell.scale else "boolean"
            _, old_kind = cells.get((cell.row, cell.scale), (cell, kind))
            current[cell.row, cell.scale] = cell, kind if kind == old_kind else "text"
        # In the order of the first, with the values of the last.
        cells = current | cells | current
    return list(cells.values())


class UniqueHeadings:
    """Gives each column a heading of its own."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)

    def add(self, wanted: str, distinction: str) -> str:
        """Return the heading, with what tells it apart in brackets where it is taken."""
        heading, number = wanted, 1
        while heading in self._taken:
            number += 1
            heading = f"{wanted} ({distinction}{'' if number == 2 else f' {number - 1}'})"
        self._taken.add(heading)
        return heading


def _page_columns(forms: Sequence[FormQuestions]) -> list[ExportColumn]:
    """Return one page's columns from its form versions, the latest last."""
    merged = merge_questions(form.questions.values() for form in forms)
    headings = UniqueHeadings((*METADATA, UNMAPPED, *merged.values()))
    columns: list[ExportColumn] = []
    for key, label in merged.items():
        # What only Parquet files have beside the questions is not known where lists are made.
        label = headings.add(UNMAPPED, key) if label == UNMAPPED else label
        versions = [form.questions[key] for form in forms if key in form.questions]
        found: list[tuple[str, str, CellSource]] = []
        cells = _all_idea_cells(versions)
        if not cells or any(question.type not in QuestionType.OF_IDEAS for question in versions):
            found.append((label, _kind(versions), CellSource(key, beside_ideas=bool(cells))))
        for option in _all_options(versions):
            heading = headings.add(f"{label}: {option}", key)
            found.append((heading, "boolean", CellSource(key, option=option)))
        labels = [cell.label for cell, _ in cells]
        for cell, kind in cells:
            row = f" ({cell.row})" if labels.count(cell.label) > 1 else ""
            heading = headings.add(f"{label}: {cell.label}{row}", key)
            found.append((heading, kind, CellSource(key, idea=cell)))
        type_, personal = versions[-1].type, any(question.is_personal for question in versions)
        columns += [
            ExportColumn(heading, kind, type_, personal, {forms[0].page_key: source})
            for heading, kind, source in found
        ]
    return columns


def export_columns(forms: Iterable[FormQuestions]) -> list[ExportColumn]:
    """Return the columns of an export, one heading for all questions of that wording.

    A key is a question's name on its own page alone, so what brings questions of
    two pages under one heading is their wording. Personal ones never share a
    heading with others: what is left out must not take more along.

    Args:
        forms: the form versions, page by page, the latest of each last.
    """
    by_page: dict[int, list[FormQuestions]] = {}
    for form in forms:
        by_page.setdefault(form.page_key, []).append(form)
    shared: dict[tuple[str, bool], ExportColumn] = {}
    for versions in by_page.values():
        for column in _page_columns(versions):
            other = shared.setdefault((column.heading, column.personal), column)
            if other is not column:
                shared[column.heading, column.personal] = replace(
                    column,
                    kind=column.kind if column.kind == other.kind else "text",
                    sources={**other.sources, **column.sources},
                )
    open_headings = {heading for heading, personal in shared if not personal}
    headings = UniqueHeadings((*METADATA, UNMAPPED, *(heading for heading, _ in shared)))
    return [
        replace(column, heading=headings.add(f"{heading} (personal)", "asked elsewhere"))
        if personal and heading in open_headings
        else column
        for (heading, personal), column in shared.items()
    ]
