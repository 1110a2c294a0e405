"""The rows of an export, read in small batches and never held whole, and what a file is of them."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from django.db.models import Max, TextField
from django.db.models.functions import Cast

from consultation.common.page_names import PageNames
from consultation.responses.definitions import METADATA
from consultation.responses.exports.columns import (
    FormQuestions,
    Reader,
    export_columns,
    load_forms,
)
from consultation.responses.models import Response, Source, Status
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.references import display_reference

# Rows fetched at once; while they are written, the next are not read yet.
CHUNK = 500

Row = list[Any]

_FIELDS = (
    "submit_time",
    "reference",
    "consultation_key",
    "page_key",
    "page_title",
    "status",
    "status_reason",
    "source",
    "after_closing",
)
_STATUS = {str(value): str(label) for value, label in Status.choices}
_SOURCE = {str(value): str(label) for value, label in Source.choices}


def metadata_cells(row: Sequence[Any], names: PageNames) -> Row:
    """Return what stands before the answers, in the order of `METADATA`, from a row of fields."""
    received, reference, consultation, page, title, status, reason, source, after_closing = row
    name = names.page(page, consultation, title)
    return [
        received,
        display_reference(reference),
        name.consultation or None,
        name.title,
        page,
        _STATUS.get(status, status),
        reason or None,
        _SOURCE.get(source, source),
        # Only what is out of the ordinary is said.
        after_closing or None,
    ]


def is_number(value: Any) -> bool:
    """Say whether an answer is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class RowMapper:
    """How the answers to one form version become cells.

    Args:
        keys: the question of each column; None where this page never asked it.
        readers: the columns that take a part of an answer, and how.
        known: all keys that have a column, be it one that is left out.
    """

    keys: tuple[str | None, ...]
    readers: tuple[tuple[int, Reader], ...]
    known: frozenset[str | None]

    def cells(self, answers: dict[str | None, Any]) -> Row:
        """Return one cell for each column; None where nothing was answered."""
        cells: Row = list(map(answers.get, self.keys))
        for position, read in self.readers:
            value = cells[position]
            if value is not None:
                cells[position] = read(value)
        return cells


class Table:
    """What an export holds, whatever the format.

    Args:
        queryset: the responses, filtered and ordered.
        page_key: id of the page they answer; None if they may answer any.
        personal: whether personal data are part of it.

    After `batches`, `rows` counts its rows by form version, and `unknown` the answers to
    questions that no form version has.
    """

    def __init__(
        self, queryset: ResponseQuerySet, page_key: int | None = None, personal: bool = False
    ) -> None:
        self.queryset = queryset
        self.page_key = page_key
        self.personal = personal
        self.rows: Counter[int] = Counter()
        self.unknown: Counter[str] = Counter()
        forms = load_forms(page_key)
        self._forms = {form.version: form for form in forms}
        pages = (form.page_key for form in forms)
        self._names = PageNames([*pages, *Response.objects.distinct_values("consultation_key")])
        columns = export_columns(forms)
        self.columns = [each for each in columns if personal or not each.personal]
        self.left_out = [each for each in columns if each.personal and not personal]

    def headings(self) -> list[str]:
        """Return what stands above all columns, those before the answers first."""
        return [*METADATA, *(column.heading for column in self.columns)]

    def descriptions(self) -> list[dict[str, Any]]:
        """Return what a program may want to know of each column, as JSON-ready data."""
        metadata = [{"heading": heading, "kind": kind} for heading, kind in METADATA.items()]
        return [*metadata, *(column.description() for column in self.columns)]

    def newest(self) -> int:
        """Return the highest id of all responses there are; 0 if there are none."""
        everything = Response.objects.order_by()
        return int(everything.aggregate(newest=Max("pk"))["newest"] or 0)

    def batches(
        self, responses: ResponseQuerySet | None = None, *, with_unknown: bool = False
    ) -> Iterator[list[Row]]:
        """Yield rows in order, some hundred at once: the metadata, then a cell for each column.

        A cell is None, a text, a number, True or False, a list of texts, or what
        else was stored. The time of receipt has its time zone.

        Args:
            responses: read these in place of all.
            with_unknown: whether each row ends with a further cell, for answers to a
                question that no form version has; None where there are none.
        """
        self.rows.clear()
        self.unknown.clear()
        mappers: dict[int, RowMapper] = {}
        width = len(_FIELDS)
        names, decode = self._names, json.JSONDecoder().decode
        found = self.queryset if responses is None else responses
        read = (
            found.annotate(stored=Cast("form_data", TextField()))
            .values_list(*_FIELDS, "form_version_id", "stored")
            .iterator(chunk_size=CHUNK)
        )

        def cells_of(row: tuple[Any, ...]) -> Row:
            version = row[width]
            mapper = mappers.get(version)
            if mapper is None:
                mapper = mappers[version] = self._mapper(self._forms[version])
            answers: dict[str | None, Any] = decode(row[-1])
            cells = metadata_cells(row[:width], names) + mapper.cells(answers)
            self.rows[version] += 1
            unknown = None
            if not mapper.known.issuperset(answers):
                unknown = {key: answers[key] for key in answers if key not in mapper.known}
                self.unknown.update(map(str, unknown))
            # What is unknown may be personal.
            return [*cells, unknown if self.personal else None] if with_unknown else cells

        while batch := [cells_of(row) for row in islice(read, CHUNK)]:
            yield batch

    def _mapper(self, form: FormQuestions) -> RowMapper:
        keys: list[str | None] = []
        readers: list[tuple[int, Reader]] = []
        for position, column in enumerate(self.columns):
            source = column.sources.get(form.page_key)
            keys.append(source.key if source else None)
            reader = source.reader(form.questions.get(source.key)) if source else None
            if reader:
                readers.append((position, reader))
        left_out = (column.sources.get(form.page_key) for column in self.left_out)
        known = {*keys, *(source.key for source in left_out if source)}
        return RowMapper(tuple(keys), tuple(readers), frozenset(known))


class ExportFile:
    """A table as a file of some format.

    Each format is a subclass: its name, which files end with, what people choose it by, what
    browsers are told, and whether it leaves nothing to compress.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    content_type: ClassVar[str]
    compressed: ClassVar[bool] = True

    def __init__(self, table: Table) -> None:
        self.table = table

    def columns(self) -> list[dict[str, Any]]:
        """Return what is to be known of the columns in the file, once it is written."""
        return self.table.descriptions()

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in small parts."""
        raise NotImplementedError
