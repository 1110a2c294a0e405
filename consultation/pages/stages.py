"""The progress of a consultation, for readers: its stages, and the current one."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultation.common.dates import short_date
from consultation.feedback.availability import Availability, ConsultationState

READING = "reading"


class OutcomeStage(models.TextChoices):
    """How much of the outcome is published: the stage of a consultation that has closed."""

    HEARD = "heard", _("What we heard")
    DID = "did", _("What we heard and what we did")


# In their order. The first is shown only while it lasts.
NAMES = {
    ConsultationState.NOT_YET_OPEN: _("Not yet open"),
    ConsultationState.OPEN: pgettext_lazy("state", "Open"),
    READING: _("Reviewing responses"),
    OutcomeStage.HEARD: _("What we heard"),
    OutcomeStage.DID: _("What we did"),
}


# By place, without and with the day on which the stage ends.
PLACES = {
    "done": (_("Done"), _("Done, until %(date)s")),
    "now": (_("Now"), _("Now, until %(date)s")),
    "not-started": (_("Not started"), _("Not started, until %(date)s")),
}


class Step(NamedTuple):
    """A stage, its place (a key of `PLACES`), and its end and its address if there is one."""

    name: str
    place: str
    until: datetime | None
    url: str

    @property
    def place_label(self) -> str:
        without_end, with_end = PLACES[self.place]
        return with_end % {"date": short_date(self.until)} if self.until else str(without_end)


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
            place = "done" if number < here else "now" if number == here else "not-started"
            has_outcome = each in OutcomeStage.values and number <= here
            steps.append(
                Step(str(NAMES[each]), place, ends.get(each), self.url if has_outcome else "")
            )
        return steps
