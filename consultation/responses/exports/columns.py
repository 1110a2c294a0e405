"""The columns of an export: every question ever asked, under its latest wording.

Where several options can be ticked, each has a column of its own after that of the
whole answer; so has each idea on each scale. What is no longer offered comes last.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from django.utils.translation import gettext, gettext_noop

from consultation.responses.definitions import (
    COMMENT,
    METADATA,
    IdeaCell,
    Question,
    QuestionType,
    idea_cells,
    merge_questions,
    metadata_headings,
)
from consultation.responses.models import FormVersion

# Only in Parquet: as JSON, values that are not of their column's type or have no column.
# Almost always empty.
UNMAPPED = gettext_noop("Answers of another kind")

# The kind of a question's answers, unless it was once of another type.
_KINDS = {
    QuestionType.RATING: "integer",
    QuestionType.CONSENT: "boolean",
    QuestionType.DATE: "date",
}


class CellSource(NamedTuple):
    """The part of the answers to one page that a column holds."""

    key: str  # of the question
    option: str | None = None  # whether this one of several was ticked
    row: str | None = None  # the answer about this idea or theme, or whether it was chosen
    scale: str = ""  # on which scale; "" for chosen ideas

    def reader(self, question: Question | None) -> Callable[[Any], Any] | None:
        """Return a function that reads it from answers to a question; None means unchanged."""
        if self.row is not None and self.scale:
            return IdeaCell(self.row, self.scale, "").value
        rows = [row.key for row in question.rows] if question else []
        item = self.row if self.option is None else self.option
        if item is not None:
            offered = question is not None and item in (*question.options, *rows)
            return partial(_ticked, item, offered)
        if rows:
            # Each idea has its own column; the rest are answers from when it was of another type.
            return lambda value: None if isinstance(value, dict | list) else value
        return None


def _ticked(item: str, offered: bool, value: Any) -> bool | None:
    """Say whether an item was ticked; None if it was not offered."""
    if not isinstance(value, list):
        return None
    return item in value or (False if offered else None)


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of answers."""

    heading: str  # no two columns share one
    kind: str  # of its cells: "text", "number", "integer", "boolean" or "date"
    type: str  # of the question, in its latest form
    personal: bool  # whether the question was ever marked as personal, or asks for an address
    sources: Mapping[int, CellSource] = field(hash=False)  # by page

    def description(self) -> dict[str, Any]:
        source, *_ = self.sources.values()
        keys = sorted({each.key for each in self.sources.values()})
        part = {name: value for name, value in source._asdict().items() if value}
        return {
            "heading": self.heading,
            **part,
            "key": keys[0] if len(keys) == 1 else keys,
            "question_type": self.type,
            "personal": self.personal,
            "kind": self.kind,
            "pages": sorted(self.sources),
        }


def personal_columns(page_pk: int | None) -> list[ExportColumn]:
    """Return the columns with personal data of the answers to one page or, for None, to all."""
    columns = export_columns(FormVersion.objects.of_page(page_pk))
    return [column for column in columns if column.personal]


def _kind(questions: Sequence[Question]) -> str:
    """Return the kind of a question's whole answers, from all its versions."""
    types = {question.type for question in questions}
    if types == {QuestionType.NUMBER}:
        return "integer" if all(question.whole for question in questions) else "number"
    return _KINDS.get(types.pop(), "text") if len(types) == 1 else "text"


def _parts(question: Question) -> dict[CellSource, tuple[str, str]]:
    """Return the parts of a question's answers that have columns, with their names and kinds."""
    if question.type == QuestionType.SEVERAL_CHOICES:
        return {CellSource(question.key, each): (each, "boolean") for each in question.options}
    parts = {}
    for cell in idea_cells(question):
        scored = question.type == QuestionType.IDEA_SCORING and cell.scale != COMMENT
        kind = "integer" if scored else "text" if cell.scale else "boolean"
        parts[CellSource(question.key, row=cell.row, scale=cell.scale)] = cell.label, kind
    return parts


def _all_parts(questions: Iterable[Question]) -> dict[CellSource, tuple[str, str]]:
    """Return all parts that a question's answers ever had, those of its latest version first."""
    parts: dict[CellSource, tuple[str, str]] = {}
    for question in questions:
        current = {
            source: (name, kind if parts.get(source, (name, kind))[1] == kind else "text")
            for source, (name, kind) in _parts(question).items()
        }
        # In the order of the first, with the values of the last.
        parts = current | parts | current
    return parts


def unique_heading(wanted: str, distinction: str, taken: set[str]) -> str:
    """Return a unique heading and take it, with a distinction in brackets if need be."""
    heading, number = wanted, 1
    while heading in taken:
        number += 1
        heading = f"{wanted} ({distinction}{'' if number == 2 else f' {number - 1}'})"
    taken.add(heading)
    return heading


def _reserved() -> set[str]:
    """Return the headings that no question can have, in English and the active language."""
    return {*METADATA, *metadata_headings(), UNMAPPED, gettext(UNMAPPED)}


def _page_columns(forms: Sequence[FormVersion]) -> list[ExportColumn]:
    merged = merge_questions(form.definition.questions for form in forms)
    taken = _reserved().union(merged.values())
    extra = {UNMAPPED, gettext(UNMAPPED)}
    columns: list[ExportColumn] = []
    for key, label in merged.items():
        # The extra column of Parquet files is not known where lists are made.
        label = unique_heading(UNMAPPED, key, taken) if label in extra else label
        versions = [form.questions[key] for form in forms if key in form.questions]
        parts = _all_parts(versions)
        names = [name for name, _ in parts.values()]
        found: list[tuple[str, str, CellSource]] = []
        if not parts or any(question.type not in QuestionType.OF_IDEAS for question in versions):
            found.append((label, _kind(versions), CellSource(key)))
        for source, (name, kind) in parts.items():
            row = f" ({source.row})" if source.row and names.count(name) > 1 else ""
            heading = unique_heading(f"{label}: {name}{row}", key, taken)
            found.append((heading, kind, source))
        type_, personal = versions[-1].type, any(question.is_personal for question in versions)
        columns += [
            ExportColumn(heading, kind, type_, personal, {forms[0].page_pk: source})
            for heading, kind, source in found
        ]
    return columns


def export_columns(forms: Iterable[FormVersion]) -> list[ExportColumn]:
    """Return the columns of an export: under one heading, all questions of one wording.

    A key names a question only on its own page. Personal questions never share a heading with
    others: leaving them out must not leave out more.
    """
    by_page: dict[int, list[FormVersion]] = {}
    for form in forms:
        by_page.setdefault(form.page_pk, []).append(form)
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
    taken = _reserved().union(heading for heading, _ in shared)

    def apart(heading: str) -> str:
        wanted = gettext("%(heading)s (personal)") % {"heading": heading}
        # Translators: after the heading of a column, to tell it from another with this heading.
        return unique_heading(wanted, gettext("asked elsewhere"), taken)

    return [
        replace(column, heading=apart(heading)) if personal and heading in open_headings else column
        for (heading, personal), column in shared.items()
    ]
