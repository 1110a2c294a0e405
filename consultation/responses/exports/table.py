"""Which responses are exported, and their rows, read in small batches and never held whole."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar
from uuid import uuid4

from django.db.models import TextField
from django.db.models.functions import Cast

from consultation.common.page_names import PageNames
from consultation.common.streams import database_snapshot
from consultation.responses.definitions import METADATA
from consultation.responses.exports.columns import (
    ExportColumn,
    FormQuestions,
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
    "consultation_pk",
    "page_pk",
    "page_title",
    "status",
    "status_reason",
    "source",
    "after_closing",
)
_STATUS = {str(value): str(label) for value, label in Status.choices}
_SOURCE = {str(value): str(label) for value, label in Source.choices}


@dataclass(frozen=True, slots=True)
class Selection:
    """Responses to be exported, and who asked for them.

    Args:
        title: what they are, such as "Responses to “Mechanisms”".
        filename: without its ending.
        page_pk: id of the page that all of them answer; None if they may answer any.
        query: the filter as the list's address has it, without words searched for.
        words: the filter in words, such as "Status: Counted".
        personal: whether personal data are part of it.
        made_by: user name of whoever exports them.
        export_id: the name under which the audit log knows the export.
    """

    queryset: ResponseQuerySet
    title: str
    filename: str
    page_pk: int | None = None
    query: str = ""
    words: list[str] = field(default_factory=list)
    search: str = ""
    personal: bool = False
    made_by: str = ""
    export_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def conditions(self) -> list[str]:
        """The filter in words; words searched for may be a name, so only with personal data."""
        searched = f"Searched for: {self.search}" if self.personal else "those found by a search"
        return [*self.words, searched] if self.search else self.words


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


class RowMapper:
    """How the answers to one form version become cells, one for each column.

    `known` has the keys of all questions with a column, be it one that is left out.
    """

    def __init__(
        self, form: FormQuestions, columns: list[ExportColumn], left_out: list[ExportColumn]
    ) -> None:
        sources = [column.sources.get(form.page_pk) for column in columns]
        hidden = [column.sources.get(form.page_pk) for column in left_out]
        self.known = frozenset(source.key for source in (*sources, *hidden) if source)
        # None where this page never asked the question.
        self._keys = [source.key if source else None for source in sources]
        self._readers = [
            (position, reader)
            for position, source in enumerate(sources)
            if source and (reader := source.reader(form.questions.get(source.key)))
        ]

    def cells(self, answers: dict[str | None, Any]) -> Row:
        """Return one cell for each column; None where nothing was answered."""
        cells: Row = list(map(answers.get, self._keys))
        for position, read in self._readers:
            value = cells[position]
            if value is not None:
                cells[position] = read(value)
        return cells


class Table:
    """What an export holds, whatever the format.

    After `batches`, `rows` counts its rows by form version, and `unknown` the answers to
    questions that no form version has.
    """

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.rows: Counter[int] = Counter()
        self.unknown: Counter[str] = Counter()
        forms = load_forms(selection.page_pk)
        self._forms = {form.version: form for form in forms}
        pages = (form.page_pk for form in forms)
        self._names = PageNames([*pages, *Response.objects.distinct_values("consultation_pk")])
        columns, personal = export_columns(forms), selection.personal
        self.columns = [each for each in columns if personal or not each.personal]
        self.left_out = [each for each in columns if each.personal and not personal]

    def headings(self) -> list[str]:
        """Return what stands above all columns, those before the answers first."""
        return [*METADATA, *(column.heading for column in self.columns)]

    def descriptions(self) -> list[dict[str, Any]]:
        """Return what a program may want to know of each column, as JSON-ready data."""
        metadata = [{"heading": heading, "kind": kind} for heading, kind in METADATA.items()]
        return [*metadata, *(column.description() for column in self.columns)]

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
        found = self.selection.queryset if responses is None else responses
        read = (
            found.annotate(stored=Cast("form_data", TextField()))
            .values_list(*_FIELDS, "form_version_id", "stored")
            .iterator(chunk_size=CHUNK)
        )

        def cells_of(row: tuple[Any, ...]) -> Row:
            version = row[width]
            mapper = mappers.get(version)
            if mapper is None:
                mapper = RowMapper(self._forms[version], self.columns, self.left_out)
                mappers[version] = mapper
            answers: dict[str | None, Any] = decode(row[-1])
            cells = metadata_cells(row[:width], names) + mapper.cells(answers)
            self.rows[version] += 1
            unknown = None
            if not mapper.known.issuperset(answers):
                unknown = {key: answers[key] for key in answers if key not in mapper.known}
                self.unknown.update(map(str, unknown))
            # What is unknown may be personal.
            return [*cells, unknown if self.selection.personal else None] if with_unknown else cells

        while batch := [cells_of(row) for row in islice(read, CHUNK)]:
            yield batch


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

    @classmethod
    def stream(cls, selection: Selection) -> Iterator[bytes]:
        """Yield a whole file of responses, as they stand when the first part is asked for."""
        # Closed when the browser goes away: that ends the transaction and frees the rows.
        with database_snapshot():
            yield from cls(Table(selection)).chunks()

    def columns(self) -> list[dict[str, Any]]:
        """Return what is to be known of the columns in the file, once it is written."""
        return self.table.descriptions()

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in small parts."""
        raise NotImplementedError
