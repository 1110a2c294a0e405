"""When a form can be answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

# Whoever opened the form in time may finish the sentence.
GRACE = timedelta(minutes=15)


class State:
    """What a consultation's opening and closing moments make of it now."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Opening:
    """The moments between which a consultation takes answers; None is without end."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    def state(self, now: datetime | None = None) -> str:
        """Return the `State` at a moment, by default now."""
        now = now or timezone.now()
        if self.opens_at and now < self.opens_at:
            return State.NOT_YET_OPEN
        if self.closes_at and now >= self.closes_at:
            return State.CLOSED
        return State.OPEN

    def was_under_way(self, opened: datetime, now: datetime | None = None) -> bool:
        """Say whether a form opened at `opened` may still be handed in after closing."""
        now = now or timezone.now()
        if not self.closes_at or self.state(opened) != State.OPEN:
            return False
        return self.closes_at <= now < self.closes_at + GRACE
