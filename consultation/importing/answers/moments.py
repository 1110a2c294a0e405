"""Moments and days as spreadsheets, forms and people write them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

# An answer older than this is a mistake in reading.
EARLIEST_YEAR = 1990
NOON = time(12)
# No date is longer, and what is may take very long to be looked through.
LONGEST = 100
# Spreadsheets count days from the end of 1899; these are the years 1990 to 2099.
_SERIALS = (32_874, 73_050)
_DAY_ZERO = datetime(1899, 12, 30)

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_HOURS = {
    **dict.fromkeys(("utc", "gmt", "z", "wet"), 0),
    **dict.fromkeys(("bst", "ist", "cet", "west"), 1),
    **dict.fromkeys(("cest", "eet"), 2),
    **dict.fromkeys(("eest", "msk"), 3),
    **{"edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8},
}
_ZONE = re.compile(
    r"(?:(?<=[\s\d])(?P<name>[a-z]{3,4}|z))?\s?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?$"
)
_CLOCK = re.compile(
    r"(?:^|[\s,t])(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<part>\d{1,9}))?)?\s*(?P<half>[ap]\.?m\.?)?(?=$|\s|,|[+-]|z)"
)
_HOUR = re.compile(r"[\s,](?:at\s+)?(?P<hour>\d{1,2})\s*(?P<half>[ap]\.?m\.?)$")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]+([a-z]{3,9})\.?[\s\-/.,]+(\d{4}|\d{2})")
_MONTH_NAMED = re.compile(r"([a-z]{3,9})\.?[\s\-/.]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-/.]+(\d{4})")
_ASIDE = re.compile(
    r"\([^()]*\b(?:time|utc|gmt)\b[^()]*\)|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)


@dataclass(frozen=True, slots=True)
class Order:
    """How the days of a column are written.

    Args:
        day_first: whether 3/4/2025 is in April.
        zone: the time zone of moments that name none.
    """

    day_first: bool
    zone: tzinfo


def _clock(found: re.Match[str]) -> time | None:
    parts = found.groupdict()
    hour = int(parts["hour"])
    half = (parts.get("half") or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    fraction = (parts.get("part") or "")[:6].ljust(6, "0")
    second = int(parts.get("second") or 0)
    try:
        return time(hour, int(parts.get("minute") or 0), second, int(fraction))
    except ValueError:
        return None


def _zone(name: str, offset: str) -> tzinfo | None:
    """Return a zone as it is written; None if it is none that is known."""
    if name and name not in _HOURS:
        return None
    minutes = _HOURS.get(name, 0) * 60
    if offset:
        digits = offset[1:].replace(":", "")
        hours, rest = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
        away = int(hours) * 60 + int(rest)
        if away > 14 * 60:
            return None
        minutes += -away if offset[0] == "-" else away
    return timezone(timedelta(minutes=minutes))


def _full_year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (2000 if year < 70 else 1900)


def _day(text: str, day_first: bool) -> date | None:
    """Return the day that a text without time and zone stands for."""
    try:
        if found := _YEAR_FIRST.fullmatch(text):
            return date(*map(int, found.groups()))
        if found := _YEAR_LAST.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            day, month = (first, second) if day_first else (second, first)
            return date(_full_year(found[3]), month, day)
        if found := _DAY_NAMED.fullmatch(text):
            return date(_full_year(found[3]), _MONTHS[found[2][:3]], int(found[1]))
        if found := _MONTH_NAMED.fullmatch(text):
            return date(int(found[3]), _MONTHS[found[1][:3]], int(found[2]))
    except (ValueError, KeyError):
        return None
    return None


def _of_number(number: float) -> datetime | None:
    """Return the moment that a spreadsheet's or a program's number stands for."""
    if _SERIALS[0] <= number < _SERIALS[1]:
        return _DAY_ZERO + timedelta(seconds=round(number * 86_400))
    if 631_152_000 <= number < 4_102_444_800:
        return datetime.fromtimestamp(number, tz=UTC)
    if 631_152_000_000 <= number < 4_102_444_800_000:
        return datetime.fromtimestamp(number / 1000, tz=UTC)
    return None


def _of_text(text: str, order: Order) -> datetime | date | None:
    if len(text) > LONGEST:
        return None
    text = " ".join(_ASIDE.sub(" ", text.lower()).split()).strip(" ,")
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return _of_number(float(text.replace(",", ".")))
    clock, zone = None, None
    found = _CLOCK.search(text) or _HOUR.search(text)
    if found:
        clock = _clock(found)
        if clock is None:
            return None
        # The zone stands behind the time, and in some programs' texts before the year.
        before, after = text[: found.start()], text[found.end() :]
        named = _ZONE.search(f" {after}" if after[:1] not in " " else after) if after else None
        if named and (named["name"] or named["offset"]):
            zone = _zone(named["name"] or "", named["offset"] or "")
            if zone is None:
                return None
            after = (f" {after}" if after[:1] not in " " else after)[: named.start()]
        text = f"{before} {after}".strip(" ,").removesuffix(" at")
    day = _day(" ".join(text.split()).strip(" ,"), order.day_first)
    if day is None or clock is None:
        return day
    return datetime.combine(day, clock, zone)


def read_day(cell: object, order: Order) -> date | None:
    """Return the day that a cell holds, its time left aside only where it is midnight."""
    found = _read(cell, order)
    if isinstance(found, datetime):
        return found.date() if found.time() == time() and found.tzinfo is None else None
    return found


def _read(cell: object, order: Order) -> datetime | date | None:
    if isinstance(cell, date):
        return cell
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return _of_number(cell)
    return _of_text(cell, order) if isinstance(cell, str) else None


def read_moment(cell: object, order: Order) -> datetime | None:
    """Return the moment that a cell holds, with its zone; a day stands for its noon.

    Returns:
        None where there is no moment in it, or none between 1990 and today.
    """
    found = _read(cell, order)
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime.combine(found, NOON)
    elif isinstance(cell, datetime) and found.time() == time() and found.tzinfo is None:
        # Spreadsheets hold a day without a time as its midnight.
        found = datetime.combine(found, NOON)
    try:
        moment = (found if found.tzinfo else found.replace(tzinfo=order.zone)).astimezone(UTC)
    except OverflowError:
        return None
    return moment if moment.year >= EARLIEST_YEAR else None


def order_evidence(cells: Iterable[object]) -> tuple[int, int, int]:
    """Return how many days can only begin with the day, only with the month, and with either."""
    day = month = either = 0
    for cell in cells:
        if not isinstance(cell, str):
            continue
        found = re.match(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b", cell)
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        if first > 12 >= second:
            day += 1
        elif second > 12 >= first:
            month += 1
        elif first != second:
            either += 1
    return day, month, either
