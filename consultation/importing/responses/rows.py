"""From a row of a spreadsheet to what a response is made of, or to why it cannot be one."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consultation.common.spreadsheets import Cell, Row, SheetRows, cell_text, has_content
from consultation.importing.responses.answer_schema import AnswerSchema
from consultation.importing.responses.columns import ColumnProfile
from consultation.importing.responses.dates import DateInDoubtError, is_day
from consultation.importing.responses.destination import Destination, PageMatcher
from consultation.importing.responses.mapping import Mapping, Use
from consultation.importing.responses.tables import ResponseImportError, helpers
from consultation.responses.definitions import QuestionType
from consultation.responses.models import Status
from consultation.responses.references import ALPHABET, LENGTH, parse_reference

# A response that is older is a mistake in reading.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class RowRejectedError(Exception):
    """A row that cannot be a response; the text says why, without any of its cells."""


class ReadRow(NamedTuple):
    """A row that can be a response.

    Args:
        digest: the same for the same row in another file.
        reference: that of the response in an export of a portal, or "".
    """

    page: Any
    received_at: datetime
    digest: str
    reference: str
    status: Status
    status_reason: str
    answers: dict[str, Any]


def _statuses() -> dict[str, Status]:
    """Return statuses by their labels, in English and the active language."""
    active = {str(status.label): status for status in Status}
    with translation.override(None):
        return {str(status.label): status for status in Status} | active


class RowReader:
    """Reads the rows of a spreadsheet by a mapping.

    Raises:
        ResponseImportError: the mapping does not fit.
    """

    def __init__(
        self,
        table: SheetRows,
        mapping: Mapping,
        destination: Destination,
        profiles: Sequence[ColumnProfile],
    ) -> None:
        check_mapping(mapping, table.headings, destination)
        self._columns = mapping.columns
        self.schema = AnswerSchema(mapping, destination, profiles)
        self._destination, self._matcher = destination, PageMatcher(destination)
        self._headings, self._profiles = table.headings, profiles
        self._places = {column.becomes: place for place, column in enumerate(self._columns)}
        self._helpers = helpers()
        self._statuses, self._now = _statuses(), timezone.now()
        self._seen: Counter[bytes] = Counter()

    @property
    def has_times(self) -> bool:
        """Whether a column says when each response came."""
        return Use.RECEIVED in self._places

    def _cell(self, row: Row, use: Use) -> Cell:
        place = self._places.get(use, len(row))
        return row[place] if place < len(row) else None

    def _text(self, row: Row, use: Use) -> str:
        return cell_text(self._cell(row, use)).strip()

    def read(self, number: int, row: Row) -> ReadRow:
        """Return what a row becomes.

        Raises:
            RowRejectedError: it cannot be a response.
        """
        try:
            received_at = self._received_at(number, row)
            page = self._page(row)
            reference, status = self._reference(row), self._status(row)
            answers = self.schema.answers(number, row)
        except DateInDoubtError as error:
            text = _("It has a date that can be read in two ways. Decide in the mapping.")
            raise RowRejectedError(text) from error
        if not answers:
            raise RowRejectedError(_("It holds no answer."))
        digest, reason = self._digest(row, page, received_at), self._text(row, Use.REASON)
        return ReadRow(page, received_at, digest, reference, status, reason, answers)

    def _reference(self, row: Row) -> str:
        reference = parse_reference(self._text(row, Use.REFERENCE))
        if reference and (len(reference) != LENGTH or set(reference) - set(ALPHABET)):
            raise RowRejectedError(_("Its reference is not one that a portal gives."))
        return reference

    def _status(self, row: Row) -> Status:
        text = self._text(row, Use.STATUS)
        status = self._statuses.get(text) if text else Status.COUNTED
        if status is None or status == Status.ERASED:
            raise RowRejectedError(_("It was erased.") if status else _("Its status is not known."))
        return status

    def _received_at(self, number: int, row: Row) -> datetime:
        if not self.has_times:
            return self._now
        place = self._places[Use.RECEIVED]
        cell, column = self._cell(row, Use.RECEIVED), self._columns[place]
        found = self._profiles[place].dates.read(number, cell, column.dates)
        at = _as_time(found) if found else _EARLIEST
        if at <= _EARLIEST:
            text = _("Column “%(column)s” has no date that can be read.")
        elif at > self._now:
            text = _("The date in column “%(column)s” is in the future.")
        else:
            return at
        raise RowRejectedError(text % {"column": column.heading})

    def _page(self, row: Row) -> Any:
        page_pk = self._destination.page.pk
        if Use.PAGE in self._places:
            page_pk = self._matcher.find(self._text(row, Use.PAGE))
        if page_pk is None:
            raise RowRejectedError(_("The page that it answers was not found."))
        return self._destination.pages[page_pk]

    def _digest(self, row: Row, page: Any, received_at: datetime) -> str:
        """Return the digest of a row, of the page it answers, and of how often it was there.

        The order of columns, the file and what the mapping makes of the answers are no part of it.
        """
        received = self._places.get(Use.RECEIVED)
        content = sorted(
            [heading, cell_text(cell).strip()]
            for place, (heading, cell) in enumerate(zip(self._headings, row, strict=False))
            if has_content(cell) and heading not in self._helpers and place != received
        )
        time_text = received_at.isoformat() if self.has_times else ""
        told = json.dumps(["import", page.pk, time_text, content])
        digest = hashlib.sha256(told.encode()).digest()
        number = self._seen[digest]
        self._seen[digest] += 1
        return hashlib.sha256(digest + str(number).encode()).hexdigest()


def _as_time(found: datetime) -> datetime:
    """Return a time by the portal's clock; a day without an hour means its noon."""
    if not found.tzinfo:
        found = found.replace(hour=12) if is_day(found) else found
        found = timezone.make_aware(found, timezone.get_default_timezone())
    return found.astimezone(UTC)


def check_mapping(mapping: Mapping, headings: Sequence[str], destination: Destination) -> None:
    """Compare a mapping with the file and the questions.

    Raises:
        ResponseImportError: the first thing that does not fit.
    """
    if [column.heading for column in mapping.columns] != [*headings]:
        raise ResponseImportError(_("The columns of the file have changed. Upload it again."))
    taken: set[tuple[str, ...]] = set()
    for column in mapping.columns:
        question = destination.questions.get(column.key)
        if column.identity in taken:
            text = _("Column “%(column)s”: another column becomes the same.")
        elif column.becomes == Use.QUESTION and question is None:
            text = _("Column “%(column)s”: no question has the key “%(key)s”.")
        elif column.option and question and question.type != QuestionType.SEVERAL_CHOICES:
            text = _("Column “%(column)s”: “%(key)s” has no options of their own columns.")
        else:
            taken.add(column.identity)
            continue
        raise ResponseImportError(text % {"column": column.heading, "key": column.key})
