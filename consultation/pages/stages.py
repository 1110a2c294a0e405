"""How far a consultation has come, as readers understand it: the stages, and which it is now."""

from dataclasses import dataclass
from datetime import datetime

from consultation.feedback.availability import Availability, ConsultationState


class Stage:
    """The stages after those that follow from the dates."""

    READING = "reading"
    HEARD = "heard"
    DID = "did"


# In their order. The first is told only while it lasts.
NAMES = {
    ConsultationState.NOT_YET_OPEN: "Not yet open",
    ConsultationState.OPEN: "Open for answers",
    Stage.READING: "We read the answers",
    Stage.HEARD: "What we heard",
    Stage.DID: "What we did",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage.

    Args:
        stage: which.
        name: as readers read it.
        place: "done", "now" or "to come".
        until: when it ends or ended, if that is said.
        url: where what it is about can be read, or "".
    """

    stage: str
    name: str
    place: str
    until: datetime | None = None
    url: str = ""


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
        told: how much its public outcome tells: `Stage.HEARD`, `Stage.DID`, or "" without one.
        outcome_url: where that can be read.
    """
    has_closed = availability.state == ConsultationState.CLOSED
    stage = (told or Stage.READING) if has_closed else availability.state
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
        has_outcome = each in (Stage.HEARD, Stage.DID) and number <= here
        url = outcome_url if has_outcome else ""
        steps.append(Step(each, NAMES[each], place, ends.get(each), url))
    return Progress(stage, tuple(steps), availability, outcome_url if has_closed else "")
