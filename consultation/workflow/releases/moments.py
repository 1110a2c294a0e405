"""Moments as people read and type them: always in the portal's time zone, and it is named.

Somebody who set another zone in their account would otherwise schedule by another clock.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def portal_zone() -> ZoneInfo:
    """Return the time zone of the portal."""
    return ZoneInfo(settings.TIME_ZONE)


def in_words(moment: datetime | None) -> str:
    """Return a moment as "Monday 29 March 2027 at 9:00am, United Kingdom time (BST)"; "" for None.

    The last word tells summer time (BST) from winter time (GMT), as it holds on that day.
    """
    if moment is None:
        return ""
    local = timezone.localtime(moment, portal_zone())
    day = f"{local:%A} {local.day} {local:%B %Y}"
    return f"{day} at {_clock(local)}, United Kingdom time ({local:%Z})"


def in_short(moment: datetime | None) -> str:
    """Return a moment as "29 March 2027, 9:00am" in the portal's zone; "" for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment, portal_zone())
    return f"{local.day} {local:%B %Y}, {_clock(local)}"


def _clock(local: datetime) -> str:
    return f"{local:%I:%M}".lstrip("0") + f"{local:%p}".lower()
