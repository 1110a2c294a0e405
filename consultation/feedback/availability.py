"""When a form can be answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

# Whoever opened the form in time may finish the sentence.
GRACE_PERIOD = timedelta(minutes=15)


def same_instant(one: datetime | None, other: datetime | None) -> bool:
    """Say whether two datetimes are one instant, or both missing.

    In the hour that the clocks repeat, Python calls no two datetimes of different
    zones equal, and what comes from a draft is in another zone than what comes
    from the database.
    """
    if one is None or other is None:
        return one is other
    return one.timestamp() == other.timestamp()


class ConsultationState:
    """What a consultation's dates make of it now."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AvailabilitySnapshot:
    """Whether answers are taken at one instant, so that all parts of a screen say the same.

    Args:
        state: a `ConsultationState`.
        opens_at: when it opens or opened, if that is said.
        closes_at: when it closes or closed, if that is said.
        next_change: when the state will be another by itself; None is never.
    """

    state: str
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    next_change: datetime | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Between which instants a consultation takes answers; None is without end.

    Args:
        opens_at: the first instant at which it does.
        closes_at: the first instant at which it does not any more.
        announced_at: since when readers have been told these, where that matters.
        forced_state: a `ConsultationState` that stands whatever they say; "" where they decide.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    announced_at: datetime | None = None
    forced_state: str = ""

    def state(self, now: datetime | None = None) -> str:
        """Return the `ConsultationState` at an instant, by default now."""
        now = now or timezone.now()
        if self.forced_state:
            return self.forced_state
        if self.opens_at and now < self.opens_at:
            return ConsultationState.NOT_YET_OPEN
        if self.closes_at and now >= self.closes_at:
            return ConsultationState.CLOSED
        return ConsultationState.OPEN

    def snapshot(self, now: datetime | None = None) -> AvailabilitySnapshot:
        """Return what holds at an instant, by default now."""
        now = now or timezone.now()
        changes = () if self.forced_state else (self.opens_at, self.closes_at)
        later = [change for change in changes if change and change > now]
        return AvailabilitySnapshot(
            self.state(now), self.opens_at, self.closes_at, min(later, default=None)
        )

    def within_grace_period(self, opened: datetime, now: datetime | None = None) -> bool:
        """Say whether a form opened at `opened` may still be handed in after closing.

        A closing that was announced only afterwards counts from its announcement:
        until then whoever opened the form was told to be in time.
        """
        now = now or timezone.now()
        if self.forced_state or not self.closes_at:
            return False
        shut_at = max(self.closes_at, self.announced_at or self.closes_at)
        opened_in_time = opened < shut_at and not (self.opens_at and opened < self.opens_at)
        return opened_in_time and shut_at <= now < shut_at + GRACE_PERIOD
