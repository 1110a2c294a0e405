"""Dates and times as programs and people write them, and which of them can be read in two ways."""

import re
from bisect import bisect
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dateutil.parser import parse
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from consultation.common.spreadsheets import Cell

YEARS = range(1900, 2100)
# No date is longer, and what is may take very long to be parsed.
LONGEST = 100
# What neither dateutil nor the time zone database knows by this name.
_ZONES = {"BST": "Europe/London", "CEST": "CET", "EEST": "EET", "EDT": "EST5EDT"}
# “GMT+01:00” is an hour before GMT; dateutil reads it the other way round.
_ASIDE = re.compile(r"(?:GMT|UTC)\s?(?=[+-]\d)|\([^()]*(?:Time|GMT|UTC)[^()]*\)")
# A number is no date.
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DAY_AND_MONTH = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(?:\d{4}|\d\d)\b"
)
# A text lacks its day, month or year if it takes that from a default.
_DEFAULTS = datetime(1972, 2, 3), datetime(1976, 5, 7)


class DateOrder(TextChoices):
    """How dates like 3/4/2025 are read."""

    UNDECIDED = "hold", _("Reject rows with such a date")
    DAY_FIRST = "day first", _("Day first: 3/4/2025 is 3 April")
    MONTH_FIRST = "month first", _("Month first: 3/4/2025 is 4 March")
    NEIGHBOURS = "like their neighbours", _("As the nearest certain dates above and below suggest")


class DateInDoubtError(Exception):
    """A date that can be read in two ways, as long as no one has decided which is right."""


class Readings(NamedTuple):
    """What a date means with the day first, and with the month first: mostly the same."""

    day_first: datetime
    month_first: datetime

    @property
    def in_doubt(self) -> bool:
        """Whether they differ."""
        return self.day_first != self.month_first


def _zone(name: str | None, seconds: int | None) -> tzinfo | int | None:
    if seconds is not None or name is None:
        return seconds
    # An unknown name is an error.
    return ZoneInfo(_ZONES.get(name, name))


def _parse(text: str, *, day_first: bool) -> datetime | None:
    try:
        found, other = (
            parse(text, dayfirst=day_first, default=default, tzinfos=_zone) for default in _DEFAULTS
        )
    # It raises its own error, and what its parts raise.
    except Exception:
        return None
    return found if found == other and found.year in YEARS else None


@lru_cache(maxsize=20_000)
def _from_text(text: str) -> Readings | None:
    text = _ASIDE.sub(" ", text).strip()
    if _NUMBER.fullmatch(text):
        return None
    month_first = _parse(text, day_first=False)
    # A year of four digits in front is followed by the month.
    year_first = re.match(r"\d{4}\D", text)
    day_first = month_first if year_first else _parse(text, day_first=True)
    return Readings(day_first, month_first) if day_first and month_first else None


def read_date(cell: Cell) -> Readings | None:
    """Return what a cell can mean as a date or time; None if it is none."""
    if isinstance(cell, str):
        return _from_text(cell) if len(cell) <= LONGEST and re.search(r"\d", cell) else None
    if not isinstance(cell, date):
        return None
    found = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return Readings(found, found)


def is_day(found: datetime) -> bool:
    """Say whether this is a day without a time."""
    return found.time() == time() and not found.tzinfo


@dataclass(slots=True)
class ColumnDates:
    """What the dates of one column prove about each other."""

    # The day first, or the month first, if there is a text that can only be read so.
    orders: set[DateOrder] = field(default_factory=set)
    # Those that can be read in one way, with their rows in order, and those in two, by row.
    certain: list[tuple[int, date]] = field(default_factory=list)
    doubtful: dict[int, Readings] = field(default_factory=dict)
    # How many cells a workbook holds as dates, and the latest day of a month of these.
    typed: int = 0
    latest_day: int = 0

    def add(self, row: int, cell: Cell, readings: Readings) -> None:
        """Take another date into account."""
        if readings.in_doubt:
            self.doubtful[row] = readings
            return
        self.certain.append((row, readings.day_first.date()))
        if not isinstance(cell, str):
            self.typed += 1
            self.latest_day = max(self.latest_day, readings.day_first.day)
        elif found := _DAY_AND_MONTH.search(cell):
            first, second = int(found[1]), int(found[2])
            if max(first, second) > 12 >= min(first, second):
                is_day_first = first > second
                self.orders.add(DateOrder.DAY_FIRST if is_day_first else DateOrder.MONTH_FIRST)

    @property
    def proven_order(self) -> DateOrder:
        """The order of all dates that have only one; undecided if there are none or both kinds."""
        return next(iter(self.orders)) if len(self.orders) == 1 else DateOrder.UNDECIDED

    @property
    def is_exchanged(self) -> bool:
        """Whether a program seems to have taken the days of a workbook for months.

        It made dates of texts with a day of 12 at most, and left the others as texts.
        """
        return bool(self.typed) and len(self.orders) == 1 and self.latest_day <= 12

    def by_neighbours(self, row: int) -> datetime | None:
        """Return the reading of a doubtful date that is nearer to those around it, if one is."""
        place = bisect(self.certain, (row,))
        near = [day for _, day in self.certain[max(place - 1, 0) : place + 1]]
        readings = self.doubtful.get(row, ())
        days = [sum(abs((each.date() - day).days) for day in near) for each in readings]
        return readings[days.index(min(days))] if len(set(days)) == 2 else None

    def read(self, row: int, cell: Cell, order: DateOrder) -> datetime | None:
        """Return the date of a cell; None if it is none.

        Raises:
            DateInDoubtError: it can be read in two ways, and no one has decided.
        """
        readings = read_date(cell)
        if readings is None:
            return None
        if self.is_exchanged and isinstance(cell, date):
            there = readings.day_first
            exchanged = there.replace(day=there.month, month=there.day)
            is_day_first = DateOrder.DAY_FIRST in self.orders
            readings = Readings(exchanged, there) if is_day_first else Readings(there, exchanged)
        if not readings.in_doubt or order == DateOrder.DAY_FIRST:
            return readings.day_first
        if order == DateOrder.MONTH_FIRST:
            return readings.month_first
        found = self.by_neighbours(row) if order == DateOrder.NEIGHBOURS else None
        if found is None:
            raise DateInDoubtError
        return found
