"""The progress of a consultation, for readers: its stages, and the current one."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import models

from consultation.feedback.availability import Availability, ConsultationState

READING = "reading"


class OutcomeStage(models.TextChoices):
    """How much of the outcome is published: the stage of a consultation that has closed."""

    HEARD = "heard", "What we heard"
    DID = "did", "What we heard and what we did"


# In their order. The first is shown only while it lasts.
NAMES: dict[str, str] = {
    ConsultationState.NOT_YET_OPEN: "Not yet open",
    ConsultationState.OPEN: "Open",
    READING: "Reviewing responses",
    OutcomeStage.HEARD: "What we heard",
    OutcomeStage.DID: "What we did",
}


class Step(NamedTuple):
    """A stage: "done", "now" or "not started", with its end and its address if there is one."""

    name: str
    place: str
    until: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a consultation.

    Until it has closed the dates decide, so that one which reopens is open, even if its outcome
    has been published. After that the outcome decides.
    """

    availability: Availability
    told: str = ""  # the `OutcomeStage` of its public outcome
    url: str = ""  # where that can be read

    @property
    def stage(self) -> str:
        state = self.availability.state
        return (self.told or READING) if state == ConsultationState.CLOSED else state

    @property
    def outcome_url(self) -> str:
        """The address of the outcome once the consultation has closed, or ""."""
        return self.url if self.stage in OutcomeStage.values else ""

    @property
    def steps(self) -> list[Step]:
        stages = list(NAMES)
        if self.stage != ConsultationState.NOT_YET_OPEN:
            stages.remove(ConsultationState.NOT_YET_OPEN)
        here = stages.index(self.stage)
        ends = {
            ConsultationState.NOT_YET_OPEN: self.availability.opens_at,
            ConsultationState.OPEN: self.availability.closes_at,
        }
        steps = []
        for number, each in enumerate(stages):
            place = "done" if number < here else "now" if number == here else "not started"
            has_outcome = each in OutcomeStage.values and number <= here
            steps.append(Step(NAMES[each], place, ends.get(each), self.url if has_outcome else ""))
        return steps
