"""The columns of an export: every question ever asked, under its latest wording.

Where several options can be ticked, each has a column of its own after that of the
whole answer; so has each idea on each scale. What is no longer offered comes last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from consultation.responses.answers import IdeaCell, idea_cells
from consultation.responses.columns import FACTS, merge_questions
from consultation.responses.definitions import COMMENT, Question, QuestionType
from consultation.responses.exporting.facts import OTHERWISE
from consultation.responses.exporting.parts import OfIdea, Option, Part, Whole
from consultation.responses.models import FormVersion


class Asked(NamedTuple):
    """The questions of one form version."""

    version: int
    page_key: int
    questions: Mapping[str, Question]


class Place(NamedTuple):
    """Where the cells of a column are found in the answers to one page."""

    key: str
    part: Part


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column.

    Args:
        heading: what stands above it; no two columns share one.
        kind: what its cells are: "text", "number", "whole" (a whole number), "yes" or "date".
        type: type of the question, in its latest form.
        personal: whether the question was ever marked as personal, or asks for an address.
        places: where its cells are found, by page.
    """

    heading: str
    kind: str
    type: str
    personal: bool
    places: Mapping[int, Place] = field(hash=False)

    def description(self) -> dict[str, Any]:
        """Return what a program may want to know of the column, as JSON-ready data."""
        keys = sorted({place.key for place in self.places.values()})
        part = next(iter(self.places.values())).part
        return {
            "heading": self.heading,
            "key": keys[0] if len(keys) == 1 else keys,
            "question_type": self.type,
            "personal": self.personal,
            "kind": self.kind,
            **part.description(),
        }


# What a question's answers are as long as it was never of another type.
_KINDS = {
    QuestionType.RATING: "whole",
    QuestionType.CONSENT: "yes",
    QuestionType.DATE: "date",
}


def asked_on(page_key: int | None) -> list[Asked]:
    """Return the form versions of one page or, for None, of all, the latest last, by one query."""
    versions = FormVersion.objects.order_by("page_key", "last_used_at", "pk")
    if page_key is not None:
        versions = versions.filter(page_key=page_key)
    return [
        Asked(version.pk, version.page_key, version.definition.by_key())
        for version in versions.iterator()
    ]


def _kind(questions: Sequence[Question]) -> str:
    """Return the kind of a question's whole answers from all that it ever was."""
    types = {question.type for question in questions}
    if types == {QuestionType.NUMBER}:
        return "whole" if all(question.whole for question in questions) else "number"
    return _KINDS.get(types.pop(), "text") if len(types) == 1 else "text"


def is_personal(questions: Iterable[Question]) -> bool:
    """Say whether a question ever asked for personal data: a mark taken off frees no old answer."""
    return any(question.is_personal for question in questions)


def _options_ever(questions: Iterable[Question]) -> list[str]:
    """Return the options that could ever be ticked, the latest ones first."""
    options: dict[str, None] = {}
    for question in questions:
        if question.type == QuestionType.SEVERAL_CHOICES:
            current = dict.fromkeys(question.options)
            options = current | {old: None for old in options if old not in current}
    return list(options)


def _cells_ever(questions: Iterable[Question]) -> list[tuple[IdeaCell, str]]:
    """Return the cells a question ever had with their kinds, the latest ones first."""
    cells: dict[tuple[str, str], tuple[IdeaCell, str]] = {}
    for question in questions:
        current = {}
        for cell in idea_cells(question):
            scored = question.type == QuestionType.IDEA_SCORING and cell.scale != COMMENT
            kind = "whole" if scored else "text" if cell.scale else "yes"
            before = cells.get((cell.row, cell.scale))
            current[cell.row, cell.scale] = (
                cell,
                kind if before is None or before[1] == kind else "text",
            )
        cells = current | {name: cell for name, cell in cells.items() if name not in current}
    return list(cells.values())


class Headings:
    """Gives each column a heading of its own."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def new(self, wanted: str, distinction: str) -> str:
        """Return the heading, with what tells it apart in brackets where it is taken."""
        heading, number = wanted, 1
        while heading in self._taken:
            number += 1
            heading = f"{wanted} ({distinction}{'' if number == 2 else f' {number - 1}'})"
        self._taken.add(heading)
        return heading


def _columns_of_page(asked: Sequence[Asked]) -> list[ExportColumn]:
    """Return one page's columns from its form versions, the latest last."""
    if not asked:
        return []
    page_key = asked[0].page_key
    merged = merge_questions(each.questions.values() for each in asked)
    headings = Headings((*FACTS, OTHERWISE, *(column.label for column in merged)))
    columns: list[ExportColumn] = []
    for column in merged:
        key = column.key
        # What only Parquet files have beside the questions is not known where lists are made.
        label = headings.new(OTHERWISE, key) if column.label == OTHERWISE else column.label
        versions = [each.questions[key] for each in asked if key in each.questions]
        latest, personal = versions[-1].type, is_personal(versions)

        def add(heading: str, kind: str, part: Part) -> None:
            place = {page_key: Place(key, part)}  # noqa: B023  (called at once)
            columns.append(ExportColumn(heading, kind, latest, personal, place))  # noqa: B023

        cells = _cells_ever(versions)
        if not cells or any(each.type not in QuestionType.OF_IDEAS for each in versions):
            add(label, _kind(versions), Whole(beside_ideas=bool(cells)))
        for option in _options_ever(versions):
            add(headings.new(f"{label}: {option}", key), "yes", Option(option))
        labels = [cell.label for cell, _ in cells]
        for cell, kind in cells:
            heading = f"{label}: {cell.label}"
            if labels.count(cell.label) > 1:
                heading = f"{heading} ({cell.row})"
            add(headings.new(heading, key), kind, OfIdea(cell))
    return columns


def export_columns(asked: Sequence[Asked]) -> list[ExportColumn]:
    """Return the columns of an export, one heading for all questions of that wording.

    A key is a question's name on its own page alone, so what brings questions of
    two pages under one heading is their wording. Personal ones never share a
    heading with others: what is left out must not take more along.

    Args:
        asked: the form versions, page by page, the latest of each last.
    """
    of_page: dict[int, list[Asked]] = {}
    for each in asked:
        of_page.setdefault(each.page_key, []).append(each)
    shared: dict[tuple[str, bool], ExportColumn] = {}
    for versions in of_page.values():
        for column in _columns_of_page(versions):
            name = (column.heading, column.personal)
            other = shared.get(name)
            if other is None:
                shared[name] = column
            else:
                kind = column.kind if column.kind == other.kind else "text"
                places = {**other.places, **column.places}
                shared[name] = replace(column, kind=kind, places=places)
    open_headings = {heading for heading, personal in shared if not personal}
    headings = Headings((*FACTS, OTHERWISE, *(heading for heading, _ in shared)))
    return [
        replace(column, heading=headings.new(f"{heading} (personal)", "asked elsewhere"))
        if personal and heading in open_headings
        else column
        for (heading, personal), column in shared.items()
    ]
