"""The responses to export, and their rows, read in small batches and never held whole."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, ClassVar
from uuid import uuid4

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext

from consultation.common.page_names import PageNames
from consultation.common.streams import database_snapshot
from consultation.responses.definitions import METADATA, metadata_headings
from consultation.responses.exports.columns import ExportColumn, export_columns
from consultation.responses.models import FormVersion, Response, ResponseQuerySet, Source, Status
from consultation.responses.references import display_reference

# Rows fetched at once; the next are read once these are written.
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


@dataclass(frozen=True, slots=True)
class Selection:
    """The responses to export, and who exports them."""

    queryset: ResponseQuerySet
    title: str  # such as "Responses to “Parks”"
    filename: str  # without its ending
    page_pk: int | None = None  # None if they may answer any page
    query: str = ""  # the filter as the list's address has it, without search words
    words: list[str] = field(default_factory=list)  # the filter, such as "Status: Counted"
    search: str = ""
    personal: bool = False  # whether personal data are part of it
    made_by: str = ""  # a user name
    # The name of the export in the audit log.
    export_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def conditions(self) -> list[str]:
        """The filter in words; search words may be a name, so only with personal data."""
        if not self.search:
            return self.words
        searched = gettext("Searched for: %(words)s") % {"words": self.search}
        return [*self.words, searched if self.personal else gettext("Those found by a search")]


def _labels() -> dict[str, str]:
    """Return the labels of all statuses and sources by their values."""
    return {str(value): str(label) for value, label in (*Status.choices, *Source.choices)}


def metadata_cells(row: Sequence[Any], names: PageNames, labels: dict[str, str]) -> Row:
    """Return the cells before the answers, in the order of `METADATA`, from a row of fields."""
    received, reference, consultation, page, title, status, reason, source, after_closing = row
    name = names.page(page, consultation, title)
    return [
        received,
        display_reference(reference),
        name.consultation or None,
        name.title,
        page,
        labels.get(status, status),
        reason or None,
        labels.get(source, source),
        # Empty in most rows: only the exception is said.
        after_closing or None,
    ]


def is_number(value: Any) -> bool:
    """Say whether an answer is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def row_mapper(
    form: FormVersion, columns: list[ExportColumn]
) -> Callable[[dict[str | None, Any]], Row]:
    """Return how answers to a form become cells, one for each column; None if left blank."""
    sources = [column.sources.get(form.page_pk) for column in columns]
    # None if this page never asked the question.
    keys = [source.key if source else None for source in sources]
    readers = [
        (position, reader)
        for position, source in enumerate(sources)
        if source and (reader := source.reader(form.questions.get(source.key)))
    ]

    def cells_of(answers: dict[str | None, Any]) -> Row:
        cells: Row = list(map(answers.get, keys))
        for position, read in readers:
            value = cells[position]
            if value is not None:
                cells[position] = read(value)
        return cells

    return cells_of


class Table:
    """The content of an export in any format; rows are counted as they are read."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.rows: Counter[int] = Counter()  # by form version
        self.unknown: Counter[str] = Counter()  # answers to questions that no form version has
        forms = list(FormVersion.objects.of_page(selection.page_pk))
        self._forms = {form.pk: form for form in forms}
        # Every question that a page ever asked has a column, even one that is left out.
        self._asked: dict[int, set[str]] = defaultdict(set)
        for form in forms:
            self._asked[form.page_pk].update(form.questions)
        consultations = Response.objects.distinct_values("consultation_pk")
        self._names = PageNames([*self._asked, *consultations])
        columns, personal = export_columns(forms), selection.personal
        self.columns = [each for each in columns if personal or not each.personal]
        self.left_out = [each for each in columns if each.personal and not personal]

    def headings(self) -> list[str]:
        """Return the headings of all columns, those before the answers first."""
        return [*metadata_headings(), *(column.heading for column in self.columns)]

    def descriptions(self) -> list[dict[str, Any]]:
        """Return the properties of each column for programs, as JSON-ready data."""
        metadata = [
            {"heading": heading, "kind": kind}
            for heading, kind in zip(metadata_headings(), METADATA.values(), strict=True)
        ]
        return [*metadata, *(column.description() for column in self.columns)]

    def batches(
        self, responses: ResponseQuerySet | None = None, *, with_unknown: bool = False
    ) -> Iterator[list[Row]]:
        """Yield rows, or those of other responses, in order and some hundred at once.

        First come the metadata, then a cell for each column: None, or the stored answer or part of
        it. `with_unknown` adds a cell for answers to questions that no form version has, or None.
        """
        self.rows.clear()
        self.unknown.clear()
        mappers: dict[int, Callable[[dict[str | None, Any]], Row]] = {}
        width = len(_FIELDS)
        names, labels, decode = self._names, _labels(), json.JSONDecoder().decode
        found = self.selection.queryset if responses is None else responses
        read = (
            found.annotate(stored=Cast("form_data", TextField()))
            .values_list(*_FIELDS, "form_version_id", "stored")
            .iterator(chunk_size=CHUNK)
        )

        def cells_of(row: tuple[Any, ...]) -> Row:
            version = row[width]
            form = self._forms[version]
            if version not in mappers:
                mappers[version] = row_mapper(form, self.columns)
            answers: dict[str | None, Any] = decode(row[-1])
            cells = metadata_cells(row[:width], names, labels) + mappers[version](answers)
            self.rows[version] += 1
            unknown, known = None, self._asked[form.page_pk]
            if not known.issuperset(answers):
                unknown = {key: answers[key] for key in answers if key not in known}
                self.unknown.update(map(str, unknown))
            # An unknown answer may be personal.
            return [*cells, unknown if self.selection.personal else None] if with_unknown else cells

        while batch := [cells_of(row) for row in islice(read, CHUNK)]:
            yield batch


class ExportFile:
    """A table as a file of some format; each format is a subclass."""

    name: ClassVar[str]  # which files end with
    label: ClassVar[str | Promise]  # what people choose it by
    content_type: ClassVar[str]
    compressed: ClassVar[bool] = True

    def __init__(self, table: Table) -> None:
        self.table = table

    @classmethod
    def stream(cls, selection: Selection) -> Iterator[bytes]:
        """Yield a whole file of responses, as they are when the first part is requested."""
        # Closed when the browser goes away: that ends the transaction and frees the rows.
        with database_snapshot():
            yield from cls(Table(selection)).chunks()

    def columns(self) -> list[dict[str, Any]]:
        """Return the properties of the columns in the file, once it is written."""
        return self.table.descriptions()

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in small parts."""
        raise NotImplementedError
