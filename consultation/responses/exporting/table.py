"""The rows of an export, read in small batches and never held whole."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Max, TextField
from django.db.models.functions import Cast

from consultation.common.page_names import PageNames
from consultation.responses.exporting.columns import (
    Asked,
    ExportColumn,
    asked_on,
    export_columns,
)
from consultation.responses.exporting.facts import FIELDS, HEADINGS, facts
from consultation.responses.exporting.parts import Reader
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

# Rows fetched at once; while they are written, the next are not read yet.
CHUNK = 500

Row = list[Any]


class FileColumn(NamedTuple):
    """A column as it stands in a file.

    Args:
        heading: what stands above it.
        position: its place among the table's columns; None if it is none of them.
        part: 1, or more where a long answer goes on.
    """

    heading: str
    position: int | None
    part: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How the answers to one form version become cells.

    Args:
        keys: the question of each column; None where this page never asked it.
        parts: the columns that take a part of an answer, and how.
        known: all keys that have a column.
    """

    keys: tuple[str | None, ...]
    parts: tuple[tuple[int, Reader], ...]
    known: frozenset[str | None]

    def cells(self, answers: dict[str | None, Any]) -> Row:
        """Return one cell for each column; None where nothing was answered."""
        cells: Row = list(map(answers.get, self.keys))
        for position, read in self.parts:
            value = cells[position]
            if value is not None:
                cells[position] = read(value)
        return cells


def make_plan(columns: Sequence[ExportColumn], asked: Asked, left_out: frozenset[str]) -> Plan:
    """Return the plan for one form version."""
    keys: list[str | None] = []
    parts: list[tuple[int, Reader]] = []
    for position, column in enumerate(columns):
        place = column.places.get(asked.page_key)
        keys.append(place.key if place else None)
        reader = place.part.reader(asked.questions.get(place.key)) if place else None
        if reader:
            parts.append((position, reader))
    return Plan(tuple(keys), tuple(parts), left_out.union(keys))


@dataclass(slots=True)
class Table:
    """What an export holds, whatever the format.

    Args:
        queryset: the responses, filtered and ordered.
        page_key: id of the page they answer; None if they may answer any.
        personal: whether personal data are part of it.
        columns: the columns after the facts.
        left_out: the columns that are left out for their personal data.
        asked: the form versions whose answers may be among them.
        names: what the pages and their consultations are called.
        rows: how many rows were read so far, by form version.
        unknown: how often there were answers to a question that no form version has.
    """

    queryset: ResponseQuerySet
    page_key: int | None = None
    personal: bool = False
    columns: list[ExportColumn] = field(init=False)
    left_out: list[ExportColumn] = field(init=False)
    asked: dict[int, Asked] = field(init=False)
    names: PageNames = field(init=False)
    rows: Counter[int] = field(init=False, default_factory=Counter)
    unknown: Counter[str] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        asked = asked_on(self.page_key)
        self.asked = {each.version: each for each in asked}
        pages = (each.page_key for each in asked)
        self.names = PageNames([*pages, *Response.objects.distinct_values("consultation_key")])
        columns = export_columns(asked)
        self.columns = [each for each in columns if self.personal or not each.personal]
        self.left_out = [each for each in columns if each.personal and not self.personal]

    def headings(self) -> list[str]:
        """Return what stands above all columns, the facts first."""
        return [*HEADINGS, *(column.heading for column in self.columns)]

    def newest(self) -> int:
        """Return the highest id of all responses there are; 0 if there are none."""
        everything = Response.objects.order_by()
        return int(everything.aggregate(newest=Max("pk"))["newest"] or 0)

    def batches(
        self,
        responses: ResponseQuerySet | None = None,
        *,
        count: bool = True,
        with_unknown: bool = False,
    ) -> Iterator[list[Row]]:
        """Yield rows in order, some hundred at once: the facts, then a cell for each column.

        A cell is None, a text, a number, True or False, a list of texts, or what
        else was stored. The moment of receipt has its time zone.

        Args:
            responses: read these of them alone, and do not count them.
            count: whether to note how many were read.
            with_unknown: whether each row ends with a further cell, for answers to a
                question that no form version has; None where there are none.
        """
        plans: dict[int, Plan] = {}
        width = len(FIELDS)
        source = self.queryset if responses is None else responses
        count = count and responses is None
        read = (
            source.annotate(stored=Cast("form_data", TextField()))
            .values_list(*FIELDS, "form_version_id", "stored")
            .iterator(chunk_size=CHUNK)
        )
        decode = json.JSONDecoder().decode
        batch: list[Row] = []
        for row in read:
            version = row[width]
            plan = plans.get(version)
            if plan is None:
                plan = plans[version] = self._plan(version)
            answers: dict[str | None, Any] = decode(row[-1])
            cells = facts(row, self.names) + plan.cells(answers)
            if with_unknown:
                cells.append(self._unknown(plan, answers))
            batch.append(cells)
            if count:
                self.rows[version] += 1
                if not plan.known.issuperset(answers):
                    self.unknown.update(str(key) for key in answers.keys() - plan.known)
            if len(batch) == CHUNK:
                yield batch
                batch = []
        if batch:
            yield batch

    def _unknown(self, plan: Plan, answers: dict[Any, Any]) -> dict[str, Any] | None:
        """Return answers to no known question; what is unknown may be personal."""
        if not self.personal:
            return None
        return {key: value for key, value in answers.items() if key not in plan.known} or None

    def _plan(self, version: int) -> Plan:
        asked = self.asked[version]
        places = [each.places.get(asked.page_key) for each in self.left_out]
        return make_plan(self.columns, asked, frozenset(place.key for place in places if place))
