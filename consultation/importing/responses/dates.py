"""Dates and times as programs and people write them, and which of them can be read in two ways."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple

from dateutil.parser import parse
from django.db.models import TextChoices

from consultation.importing.responses.tables import Cell

YEARS = range(1900, 2100)
# No date is longer, and what is may take very long to be parsed.
LONGEST = 100
# Spreadsheets count days from the end of 1899; these are the years 1990 to 2099. Programs count
# seconds, or their thousandths, from 1970.
_DAY_ZERO, _DAYS = datetime(1899, 12, 30), range(32_874, 73_050)
_SECONDS = range(631_152_000, 4_102_444_800)
_HOURS_FROM_UTC = (
    dict.fromkeys(("UTC", "GMT", "Z", "WET"), 0)
    | dict.fromkeys(("BST", "CET", "WEST"), 1)
    | dict.fromkeys(("CEST", "EET"), 2)
    | {"EEST": 3, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7}
    | {"PDT": -7, "PST": -8}
)
# “GMT+01:00” is an hour before GMT; dateutil reads it the other way round.
_ASIDE = re.compile(r"(?:GMT|UTC)\s?(?=[+-]\d)|\([^()]*(?:Time|GMT|UTC)[^()]*\)")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DAY_AND_MONTH = re.compile(
    r"(?<![\d/.-])(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(?:\d{4}|\d\d)\b"
)
# A text lacks its day, month or year if it takes that from what stands in for what is missing.
_STAND_INS = datetime(1972, 2, 3), datetime(1976, 5, 7)


class DateOrder(TextChoices):
    """How dates like 3/4/2025 are read."""

    UNDECIDED = "hold", "Reject rows with such a date"
    DAY_FIRST = "day first", "Day first: 3/4/2025 is 3 April"
    MONTH_FIRST = "month first", "Month first: 3/4/2025 is 4 March"
    NEIGHBOURS = "like their neighbours", "As the nearest certain dates above and below suggest"


class DateInDoubtError(Exception):
    """A date that can be read in two ways, as long as nobody has decided which is right."""


class Readings(NamedTuple):
    """What a date means with the day first, and with the month first: mostly the same."""

    day_first: datetime
    month_first: datetime

    @property
    def in_doubt(self) -> bool:
        """Whether they differ."""
        return self.day_first != self.month_first


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    if offset is None and name is None:
        return None
    # An unknown name is a KeyError.
    hours = _HOURS_FROM_UTC[name.upper()] if name and offset is None else 0
    return timezone(timedelta(hours=hours, seconds=offset or 0))


def _parse(text: str, *, day_first: bool) -> datetime | None:
    try:
        found, other = (
            parse(text, dayfirst=day_first, default=stand_in, tzinfos=_zone)
            for stand_in in _STAND_INS
        )
    # Besides its own error it raises what its parts raise.
    except Exception:
        return None
    return found if found == other and found.year in YEARS else None


def _from_number(number: float) -> Readings | None:
    found = None
    if 0 <= number < 1e15:
        if int(number) in _DAYS:
            found = _DAY_ZERO + timedelta(seconds=round(number * 86_400))
        for seconds in (number, number / 1000):
            if int(seconds) in _SECONDS:
                found = datetime.fromtimestamp(seconds, tz=UTC)
    return Readings(found, found) if found else None


@lru_cache(maxsize=20_000)
def _from_text(text: str) -> Readings | None:
    text = _ASIDE.sub(" ", text).strip()
    if _NUMBER.fullmatch(text):
        return _from_number(float(text.replace(",", ".")))
    month_first = _parse(text, day_first=False)
    # A year of four digits in front is followed by the month.
    year_first = re.match(r"\d{4}\D", text)
    day_first = month_first if year_first else _parse(text, day_first=True)
    return Readings(day_first, month_first) if day_first and month_first else None


def read_date(cell: Cell) -> Readings | None:
    """Return what a cell can mean as a date or time; None if it is none."""
    if isinstance(cell, str):
        is_short = len(cell) <= LONGEST and any(map(str.isdigit, cell))
        return _from_text(cell) if is_short else None
    if isinstance(cell, date):
        found = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
        return Readings(found, found)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell)
    return None


def is_day(found: datetime) -> bool:
    """Say whether this is a day without a time."""
    return found.time() == time() and not found.tzinfo


@dataclass(slots=True)
class DoubtfulDate:
    """A date that can be read in two ways, with the nearest certain ones above and below."""

    readings: Readings
    neighbours: list[datetime]

    def by_neighbours(self) -> datetime | None:
        """Return the reading that is nearer to the neighbours, if one is."""
        days = [
            sum(abs((each.date() - near.date()).days) for near in self.neighbours)
            for each in self.readings
        ]
        return None if days[0] == days[1] else self.readings[days.index(min(days))]


@dataclass(slots=True)
class ColumnDates:
    """What the dates of one column prove about each other.

    Args:
        orders: how many texts can only have the day first, and how many only the month first.
        doubtful: those that can be read in two ways, by row.
        typed: how many cells a workbook holds as dates; `latest_day` is the latest of these.
    """

    orders: Counter[DateOrder] = field(default_factory=Counter)
    doubtful: dict[int, DoubtfulDate] = field(default_factory=dict)
    typed: int = 0
    latest_day: int = 0
    _above: list[datetime] = field(default_factory=list)
    _waiting: list[DoubtfulDate] = field(default_factory=list)

    def add(self, row: int, cell: Cell, readings: Readings) -> None:
        """Take another date into account."""
        if readings.in_doubt:
            doubtful = self.doubtful[row] = DoubtfulDate(readings, [*self._above])
            self._waiting.append(doubtful)
            return
        for each in self._waiting:
            each.neighbours.append(readings.day_first)
        self._waiting, self._above = [], [readings.day_first]
        if not isinstance(cell, str):
            self.typed += 1
            self.latest_day = max(self.latest_day, readings.day_first.day)
        elif found := _DAY_AND_MONTH.search(cell):
            first, second = int(found[1]), int(found[2])
            if first > 12 >= second:
                self.orders[DateOrder.DAY_FIRST] += 1
            elif second > 12 >= first:
                self.orders[DateOrder.MONTH_FIRST] += 1

    @property
    def proven_order(self) -> DateOrder:
        """The order of all dates that have only one; undecided if there are none or both kinds."""
        return next(iter(self.orders)) if len(self.orders) == 1 else DateOrder.UNDECIDED

    @property
    def is_exchanged(self) -> bool:
        """Whether a program seems to have taken the days of a workbook for months.

        It made dates of whatever had a day of 12 at most, and left the others as texts.
        """
        return bool(self.typed) and len(self.orders) == 1 and self.latest_day <= 12

    def read(self, row: int, cell: Cell, order: DateOrder) -> datetime | None:
        """Return the date of a cell; None if it is none.

        Raises:
            DateInDoubtError: it can be read in two ways, and nobody has decided.
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
        doubtful = self.doubtful.get(row) if order == DateOrder.NEIGHBOURS else None
        found = doubtful.by_neighbours() if doubtful else None
        if found is None:
            raise DateInDoubtError
        return found
