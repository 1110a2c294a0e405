"""From a row of a sheet to a response, or to the reason why it cannot be one."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from consultation.importing.answers.checking import check_mapping, order_of
from consultation.importing.answers.mapping import Mapping, Use
from consultation.importing.answers.moments import read_moment
from consultation.importing.answers.own_export import EXAMPLE, HELPERS, STATUSES
from consultation.importing.answers.own_questions import OwnQuestions
from consultation.importing.answers.page_finding import PageFinder
from consultation.importing.answers.page_plan import PagePlan, make_plan
from consultation.importing.answers.tables import Cell, Table, cell_text, has_content
from consultation.importing.answers.target import Target
from consultation.responses.models import Status
from consultation.responses.references import ALPHABET, LENGTH, parse_reference


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row cannot be a response, in a sentence without anything that stands in it."""

    reason: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that can be a response.

    Args:
        plan: how its page takes answers.
        answers: by key of the question.
        received_at: when it came.
        digest: SHA-256 of what stands in it; the same for the same row in another file.
        reference: the one that another portal gave it, or "".
        status: where it stood there.
        reason: why.
        late: whether it arrived just after closing.
    """

    plan: PagePlan
    answers: dict[str, Any]
    received_at: datetime
    digest: str
    reference: str
    status: Status
    reason: str
    late: bool


class RowReader:
    """Reads the rows of a sheet by a map.

    Rows are read twice: first to see what there is, then, after `finish`, to be stored. What
    ignored columns hold is counted in `left_out`.

    Args:
        table: the sheet.
        mapping: what becomes of its columns.
        target: what is imported to.

    Raises:
        AnswersError: the map does not fit.
    """

    def __init__(self, table: Table, mapping: Mapping, target: Target) -> None:
        self._target, self._mapping, self._headings = target, mapping, table.headings
        self._finder = PageFinder(target, mapping.pages)
        check_mapping(mapping, table, target, self._finder)
        self._order = order_of(mapping)
        self._own = OwnQuestions(mapping, target)
        self._places: dict[Use, int] = {
            column.use: table.headings.index(column.heading)
            for column in mapping.columns
            if column.use not in (Use.QUESTION, Use.IGNORE, Use.MORE)
        }
        source = mapping.of(Use.SOURCE)
        self._source_key = self._own.of(source).key if source else ""
        # One moment for both times, so that they find the same.
        self._now = timezone.now()
        said = read_moment(mapping.received, self._order) if mapping.received else None
        self._otherwise = said or self._now
        self._told = [
            (place, heading)
            for place, heading in enumerate(table.headings)
            if heading not in HELPERS and place != self._places.get(Use.RECEIVED)
        ]
        self._ignored = [
            table.headings.index(column.heading)
            for column in mapping.columns
            if column.use == Use.IGNORE and column.heading not in HELPERS
        ]
        self.left_out: Counter[str] = Counter()
        self.plans: dict[int, PagePlan] = {}
        self._seen: Counter[bytes] = Counter()

    def finish(self) -> None:
        """Settle the questions after all rows have been read once."""
        for plan in self.plans.values():
            plan.finish()
        self._seen.clear()

    @property
    def has_moments(self) -> bool:
        """Whether a column says when each answer came."""
        return Use.RECEIVED in self._places

    def _cell(self, row: Sequence[Cell], use: Use) -> Cell:
        place = self._places.get(use)
        return None if place is None or place >= len(row) else row[place]

    def _text(self, row: Sequence[Cell], use: Use) -> str:
        return cell_text(self._cell(row, use)).strip()

    def read(self, row: Sequence[Cell]) -> ReadRow | Rejection:
        """Return what a row becomes."""
        received_at = self._received(row)
        if isinstance(received_at, Rejection):
            return received_at
        plan = self._plan(row)
        if isinstance(plan, Rejection):
            return plan
        status = self._status(row)
        if isinstance(status, Rejection):
            return status
        reference = self._reference(row)
        if isinstance(reference, Rejection):
            return reference
        answers = plan.answers(row)
        if not answers.keys() - {self._source_key}:
            return Rejection("It holds no answer.")
        for place in self._ignored:
            if place < len(row) and has_content(row[place]):
                self.left_out[self._headings[place]] += 1
        return ReadRow(
            plan=plan,
            answers=answers,
            received_at=received_at,
            digest=self._digest(row, plan, received_at),
            reference=reference,
            status=status,
            reason=self._text(row, Use.REASON),
            late=self._text(row, Use.LATE).casefold() in ("yes", "true", "1"),
        )

    def _received(self, row: Sequence[Cell]) -> datetime | Rejection:
        if Use.RECEIVED not in self._places:
            return self._otherwise
        cell = self._cell(row, Use.RECEIVED)
        heading = self._headings[self._places[Use.RECEIVED]]
        if not has_content(cell):
            return Rejection(f"Column “{heading}” is empty, so that nobody knows when it came.")
        moment = read_moment(cell, self._order)
        if moment is None:
            return Rejection(f"Column “{heading}” holds no date that can be read.")
        if moment > self._now:
            return Rejection(f"The date in column “{heading}” is still to come.")
        return moment

    def _plan(self, row: Sequence[Cell]) -> PagePlan | Rejection:
        key = self._target.root.pk
        if Use.PAGE in self._places:
            text = self._text(row, Use.PAGE)
            if not text:
                return Rejection("It does not say which page it answers.")
            found = self._finder.find(text)
            if found.several:
                return Rejection("Several pages are called as it says. Name one in the map.")
            if found.page is None:
                return Rejection("The page that it names was not found.")
            key = found.page
        plan = self.plans.get(key)
        if plan is None:
            plan = self.plans[key] = make_plan(
                self._target.forms[key],
                self._target,
                self._mapping,
                self._headings,
                self._own,
                self._order,
            )
        return plan

    def _status(self, row: Sequence[Cell]) -> Status | Rejection:
        if self._text(row, Use.SOURCE) == EXAMPLE:
            return Rejection("It is an example, made up, and no answer.")
        text = self._text(row, Use.STATUS)
        status = STATUSES.get(text) if text else Status.COUNTED
        if status is None:
            return Rejection("Its status is unknown.")
        return Rejection("It was erased.") if status == Status.ERASED else status

    def _reference(self, row: Sequence[Cell]) -> str | Rejection:
        reference = parse_reference(self._text(row, Use.REFERENCE))
        if not reference or (len(reference) == LENGTH and set(reference) <= set(ALPHABET)):
            return reference
        return Rejection("Its reference is none that a portal gives.")

    def _digest(self, row: Sequence[Cell], plan: PagePlan, received_at: datetime) -> str:
        """Return the digest of a row, of the page it answers, and of how often it was there.

        The order of columns, the file and what the map makes of the answers are no part of it.
        """
        width = len(self._headings)
        content = [
            [heading, cell_text(row[place]).strip()]
            for place, heading in self._told
            if place < len(row) and has_content(row[place])
        ]
        content += [["", cell_text(cell).strip()] for cell in row[width:] if has_content(cell)]
        moment = received_at.isoformat() if Use.RECEIVED in self._places else ""
        told = json.dumps(["import", plan.form.page.pk, moment, sorted(content)])
        digest = hashlib.sha256(told.encode()).digest()
        number = self._seen[digest]
        self._seen[digest] += 1
        return hashlib.sha256(digest + str(number).encode()).hexdigest()
