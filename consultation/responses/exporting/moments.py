"""Moments in local time, reckoned a million times over."""

from datetime import datetime

from django.utils import timezone

# No zone changes its clocks but at a quarter of an hour.
QUARTER = 900
# Kept at once: responses come in order of time, and what is past does not come again.
KEPT = 10_000


class LocalTime:
    """Local time in seconds since 1970, as if the clock showed universal time.

    Asking the time zone takes longer than writing all the other cells of a row, so
    that it is asked once for each quarter of an hour.
    """

    def __init__(self) -> None:
        self._zone = timezone.get_current_timezone()
        self._offsets: dict[float, float] = {}

    def seconds(self, moment: datetime) -> tuple[float, float]:
        """Return local time, and how far it is from universal time, both in seconds."""
        universal = moment.timestamp()
        quarter = universal // QUARTER
        offset = self._offsets.get(quarter)
        if offset is None:
            distance = moment.astimezone(self._zone).utcoffset()
            offset = distance.total_seconds() if distance else 0.0
            if len(self._offsets) >= KEPT:
                self._offsets.clear()
            self._offsets[quarter] = offset
        return universal + offset, offset
