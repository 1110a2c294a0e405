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
