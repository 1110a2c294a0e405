"""Dates and times by the portal's clock, whatever time zone the reader's account is set to."""

from calendar import monthrange
from datetime import datetime

from django.utils import timezone


def months_after(moment: datetime, months: int) -> datetime:
    """Return the same day and hour so many months later, by the clocks on the portal's wall.

    Where that month has no such day it is the month's last: a month after 31 January is
    28 February.
    """
    # Not the time zone of whoever looks: the moment is one for everybody.
    wall = timezone.get_default_timezone()
    local = timezone.localtime(moment, wall)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, monthrange(year, month)[1])
    return timezone.make_aware(local.replace(year=year, month=month, day=day, tzinfo=None), wall)


def long_datetime(at: datetime | None) -> str:
    """Return a time as "Monday 29 March 2027 at 9:00am, United Kingdom time (BST)"; "" for None."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%A %-d %B %Y} at {_clock(local)}, United Kingdom time ({local:%Z})"


def short_datetime(at: datetime | None) -> str:
    """Return a time as "29 March 2027, 9:00am"; "" for None."""
    if at is None:
        return ""
    local = timezone.localtime(at, timezone.get_default_timezone())
    return f"{local:%-d %B %Y}, {_clock(local)}"


def _clock(local: datetime) -> str:
    return f"{local:%-I:%M}" + f"{local:%p}".lower()
