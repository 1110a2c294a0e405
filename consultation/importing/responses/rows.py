"""From a row of a spreadsheet to what a response is made of, or to why it cannot be one."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from consultation.importing.responses.columns import ColumnProfile
from consultation.importing.responses.dates import ColumnDates, DateInDoubtError, DateOrder, is_day
from consultation.importing.responses.destination import Destination, PageMatcher
from consultation.importing.responses.mapping import UNIQUE, Column, Mapping, Use
from consultation.importing.responses.page_schema import (
    PageSchema,
    inferred_questions,
    make_schema,
)
from consultation.importing.responses.tables import (
    HELPERS,
    Cell,
    ResponseImportError,
    Table,
    cell_text,
    has_content,
)
from consultation.responses.definitions import Question, QuestionType, idea_cells
from consultation.responses.models import Source, Status
from consultation.responses.references import ALPHABET, LENGTH, parse_reference

# A response that is older is a mistake in reading.
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
STATUSES = {str(label): Status(value) for value, label in Status.choices}


class RowRejectedError(Exception):
    """A row that cannot be a response; the text says why, without anything that stands in it."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that can be a response: its answers, and further fields of the response.

    Args:
        digest: SHA-256 of what stands in it; the same for the same row in another file.
        reference: the one that another portal gave it, or "".
    """

    schema: PageSchema
    answers: dict[str, Any]
    received_at: datetime
    digest: str
    reference: str
    fields: dict[str, Any]


class RowReader:
    """Reads the rows of a spreadsheet by a mapping, twice: before `finish` and after it.

    Raises:
        ResponseImportError: the mapping does not fit.
    """

    def __init__(
        self,
        table: Table,
        mapping: Mapping,
        destination: Destination,
        profiles: Sequence[ColumnProfile],
    ) -> None:
        self._matcher = check_mapping(mapping, table.headings, destination)
        order = {heading: place for place, heading in enumerate(table.headings)}
        columns = sorted(mapping.columns, key=lambda column: order[column.heading])
        self._mapping = mapping = mapping.model_copy(update={"columns": tuple(columns)})
        self._destination, self._headings = destination, table.headings
        self._profiles = dict(zip(table.headings, profiles, strict=True))
        self._inferred = inferred_questions(mapping)
        self._places = {
            column.becomes: place
            for place, column in enumerate(columns)
            if column.becomes in UNIQUE
        }
        source = mapping.of(Use.SOURCE)
        self._no_answers = {self._inferred[source.heading].key} if source else set()
        # One time for both passes, so that they find the same.
        self._now = timezone.now()
        self._otherwise = _as_time(_said_date(mapping)) or self._now
        self.schemas: dict[int, PageSchema] = {}
        self._seen: Counter[bytes] = Counter()

    def finish(self) -> None:
        """Settle the questions after all rows have been read once."""
        for schema in self.schemas.values():
            schema.finish()
        self._seen.clear()

    @property
    def has_times(self) -> bool:
        """Whether a column says when each response came."""
        return Use.RECEIVED in self._places

    def _cell(self, row: Sequence[Cell], use: Use) -> Cell:
        place = self._places.get(use)
        return None if place is None or place >= len(row) else row[place]

    def _text(self, row: Sequence[Cell], use: Use) -> str:
        return cell_text(self._cell(row, use)).strip()

    def read(self, number: int, row: Sequence[Cell]) -> ReadRow:
        """Return what a row becomes.

        Raises:
            RowRejectedError: it cannot be a response.
        """
        try:
            received_at = self._received_at(number, row)
            schema = self._schema(row)
            status = self._status(row)
            reference = parse_reference(self._text(row, Use.REFERENCE))
            if reference and (len(reference) != LENGTH or set(reference) - set(ALPHABET)):
                raise RowRejectedError("Its reference is not one that a portal gives.")
            answers = schema.answers(number, row)
        except DateInDoubtError as error:
            raise RowRejectedError(
                "It has a date that can be read with the day first or with the month first. Say in "
                "the mapping which is right."
            ) from error
        if not answers.keys() - self._no_answers:
            raise RowRejectedError("It holds no answer.")
        return ReadRow(
            schema=schema,
            answers=answers,
            received_at=received_at,
            digest=self._digest(row, schema, received_at),
            reference=reference,
            fields={
                "status": status,
                "status_reason": self._text(row, Use.REASON),
                "after_closing": self._text(row, Use.LATE).casefold() in ("yes", "true", "1"),
            },
        )

    def _received_at(self, number: int, row: Sequence[Cell]) -> datetime:
        place = self._places.get(Use.RECEIVED)
        if place is None:
            return self._otherwise
        cell, column = self._cell(row, Use.RECEIVED), self._mapping.columns[place]
        dates = self._profiles[column.heading].dates
        found = _as_time(dates.read(number, cell, column.dates))
        if found is None or found < EARLIEST:
            raise RowRejectedError(f"Column “{column.heading}” has no date that can be read.")
        if found > self._now:
            raise RowRejectedError(f"The date in column “{column.heading}” is in the future.")
        return found

    def _schema(self, row: Sequence[Cell]) -> PageSchema:
        page_pk = self._destination.page.pk
        if Use.PAGE in self._places:
            page_pk = self._matcher.find(self._text(row, Use.PAGE))
        if page_pk is None:
            raise RowRejectedError("The page that it answers was not found.")
        if page_pk not in self.schemas:
            form = self._destination.forms[page_pk]
            self.schemas[page_pk] = make_schema(
                form, self._destination, self._mapping, self._inferred, self._profiles
            )
        return self.schemas[page_pk]

    def _status(self, row: Sequence[Cell]) -> Status:
        if self._text(row, Use.SOURCE) == Source.EXAMPLE.label:
            raise RowRejectedError("It is an example, made up.")
        text = self._text(row, Use.STATUS)
        status = STATUSES.get(text) if text else Status.COUNTED
        if status is None or status == Status.ERASED:
            raise RowRejectedError("It was erased." if status else "Its status is not known.")
        return status

    def _digest(self, row: Sequence[Cell], schema: PageSchema, received_at: datetime) -> str:
        """Return the digest of a row, of the page it answers, and of how often it was there.

        The order of columns, the file and what the mapping makes of the answers are no part of it.
        """
        headings = [*self._headings, *[""] * (len(row) - len(self._headings))]
        received = self._places.get(Use.RECEIVED)
        content = sorted(
            [heading, cell_text(cell).strip()]
            for place, (heading, cell) in enumerate(zip(headings, row, strict=False))
            if has_content(cell) and heading not in HELPERS and place != received
        )
        time_text = received_at.isoformat() if self.has_times else ""
        told = json.dumps(["import", schema.form.page.pk, time_text, content])
        digest = hashlib.sha256(told.encode()).digest()
        number = self._seen[digest]
        self._seen[digest] += 1
        return hashlib.sha256(digest + str(number).encode()).hexdigest()


def _as_time(found: datetime | None) -> datetime | None:
    """Return a time by the portal's clock; a day without an hour stands for its noon."""
    if found is None:
        return None
    if not found.tzinfo:
        found = found.replace(hour=12) if is_day(found) else found
        found = timezone.make_aware(found, timezone.get_default_timezone())
    return found.astimezone(UTC)


def _said_date(mapping: Mapping) -> datetime | None:
    """Return when responses came that have no time of their own, if a person has said it."""
    return ColumnDates().read(0, mapping.received, DateOrder.DAY_FIRST)


def check_mapping(
    mapping: Mapping, headings: Sequence[str], destination: Destination
) -> PageMatcher:
    """Compare a mapping with the file and the questions; return what finds pages by it.

    Raises:
        ResponseImportError: the first thing that does not fit.
    """
    matcher = PageMatcher(destination, mapping.pages)
    for problem in _problems(mapping, headings, destination, matcher):
        raise ResponseImportError(problem)
    return matcher


def _problems(
    mapping: Mapping, headings: Sequence[str], destination: Destination, matcher: PageMatcher
) -> Iterator[str]:
    named = Counter(column.heading for column in mapping.columns)
    for heading in dict.fromkeys((*named, *headings)):
        if named[heading] != 1 or heading not in headings:
            yield f"Column “{heading}” has to be once in the mapping and once in the file."
    if mapping.received and _said_date(mapping) is None:
        yield f"The mapping has “{mapping.received}” for “received”, which is not a date."
    for page in matcher.unknown:
        yield f"In the mapping, “pages” has “{page}”, which is not a page of “{destination}”."
    taken: set[tuple[str, ...]] = set()
    for column in mapping.columns:
        identity = (column.becomes, *column.part)
        if identity in taken:
            yield f"Column “{column.heading}”: another column becomes the same."
        if column.becomes in (*UNIQUE, Use.QUESTION):
            taken.add(identity)
        question = destination.find(column.key, column.heading)
        if column.becomes == Use.QUESTION and question is None:
            yield f"Column “{column.heading}”: no question has the key “{column.key}”."
        elif question is not None and not _can_answer(column, question):
            yield f"Column “{column.heading}”: “{column.key}” has no such option, row or scale."


def _can_answer(column: Column, question: Question) -> bool:
    """Say whether a question has the part that a column answers."""
    if column.option:
        return question.type == QuestionType.SEVERAL_CHOICES
    if not column.row:
        return question.type not in QuestionType.GRIDS
    cells = {(cell.row, cell.scale) for cell in idea_cells(question)}
    return (column.row, column.scale) in cells
