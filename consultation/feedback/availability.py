"""When a form can be answered."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

# A respondent who opened the form in time may finish it.
GRACE_PERIOD = timedelta(minutes=15)


def same_instant(one: datetime | None, other: datetime | None) -> bool:
    """Say whether two datetimes are one instant, or both missing.

    In the hour that the clocks repeat, Python calls no two datetimes of different zones equal,
    and a draft's is in another zone than the database's.
    """
    if one is None or other is None:
        return one is other
    return one.timestamp() == other.timestamp()


class ConsultationState:
    """The state of a consultation, by its dates."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a consultation is open at one instant, so that a whole screen says the same."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None  # the first instant at which it is closed
    announced_at: datetime | None = None  # when the dates were published, where that matters
    forced_state: str = ""  # a `ConsultationState` that overrides the dates
    at: datetime = field(default_factory=timezone.now)

    @property
    def state(self) -> str:
        if self.forced_state:
            return self.forced_state
        if self.opens_at and self.at < self.opens_at:
            return ConsultationState.NOT_YET_OPEN
        if self.closes_at and self.at >= self.closes_at:
            return ConsultationState.CLOSED
        return ConsultationState.OPEN

    @property
    def next_change(self) -> datetime | None:
        """When the state will next change by itself; None is never."""
        changes = () if self.forced_state else (self.opens_at, self.closes_at)
        return min((each for each in changes if each and each > self.at), default=None)

    def within_grace_period(self, opened: datetime) -> bool:
        """Say whether a form opened at `opened` may still be sent after closing.

        A closing that was announced only afterwards counts from its announcement: until then
        respondents could not know of it.
        """
        if self.forced_state or not self.closes_at:
            return False
        shut_at = max(self.closes_at, self.announced_at or self.closes_at)
        opened_in_time = opened < shut_at and not (self.opens_at and opened < self.opens_at)
        return opened_in_time and shut_at <= self.at < shut_at + GRACE_PERIOD
