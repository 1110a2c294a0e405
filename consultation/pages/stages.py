"""How far a consultation has come, as readers understand it: the stages, and which it is now."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import models

from consultation.feedback.availability import Availability, ConsultationState

READING = "reading"


class OutcomeStage(models.TextChoices):
    """How much of the outcome is told, and so the stage of a consultation that has closed."""

    HEARD = "heard", "What we heard"
    DID = "did", "What we heard and what we did"


# In their order. The first is told only while it lasts.
NAMES: dict[str, str] = {
    ConsultationState.NOT_YET_OPEN: "Not yet open",
    ConsultationState.OPEN: "Open for answers",
    READING: "We read the answers",
    OutcomeStage.HEARD: "What we heard",
    OutcomeStage.DID: "What we did",
}


class Step(NamedTuple):
    """One stage, with when it ends and where what it is about can be read, if that is known.

    Its place is "done", "now" or "to come".
    """

    name: str
    place: str
    until: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The stages of a consultation at one moment.

    Args:
        stage: the one it has come to.
        steps: all of them in order.
        availability: what its dates come to.
        outcome_url: where its outcome can be read once it has closed, or "".
    """

    stage: str
    steps: tuple[Step, ...]
    availability: Availability
    outcome_url: str = ""


def consultation_stage(
    availability: Availability, told: str = "", outcome_url: str = ""
) -> Progress:
    """Return how far a consultation has come.

    The dates decide until it has closed, so that one which opens again is open,
    whatever has been published. After that it is what the outcome tells.

    Args:
        availability: what its dates come to.
        told: the `OutcomeStage` of its public outcome, or "" without one.
        outcome_url: where that can be read.
    """
    has_closed = availability.state == ConsultationState.CLOSED
    stage = (told or READING) if has_closed else availability.state
    stages = list(NAMES)
    if stage != ConsultationState.NOT_YET_OPEN:
        stages.remove(ConsultationState.NOT_YET_OPEN)
    here = stages.index(stage)
    ends = {
        ConsultationState.NOT_YET_OPEN: availability.opens_at,
        ConsultationState.OPEN: availability.closes_at,
    }
    steps = []
    for number, each in enumerate(stages):
        place = "done" if number < here else "now" if number == here else "to come"
        has_outcome = each in OutcomeStage.values and number <= here
        steps.append(Step(NAMES[each], place, ends.get(each), outcome_url if has_outcome else ""))
    return Progress(stage, tuple(steps), availability, outcome_url if has_closed else "")
