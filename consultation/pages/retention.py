"""How long each consultation keeps personal data in its responses, and what is due now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.log_actions import log

from consultation.pages.models import ConsultationPage
from consultation.responses.permissions import ReadersScreenMixin
from consultation.responses.privacy.erasure import (
    ErasureImpact,
    count_still_held,
    erase_still_held,
)


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at, timezone.get_default_timezone()), "j F Y")


def responses_in_words(number: int) -> str:
    """Return a number of responses, in words."""
    return "1 response" if number == 1 else f"{number:,} responses"


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """One consultation with its retention period, and how many responses that is about."""

    title: str
    held: int  # responses that have not been processed yet
    page: ConsultationPage | None = None  # None if it is gone or there is none
    unlimited: str = ""  # why personal data in it is kept, if there is no end

    @property
    def due_at(self) -> datetime | None:
        """When personal data is due for erasure; None is never."""
        return self.page.personal_data_due_at if self.page else None

    @property
    def is_due(self) -> bool:
        return self.due_at is not None and self.due_at <= timezone.now()

    @property
    def words(self) -> str:
        """What is due, as a sentence."""
        data = f"Personal data in {responses_in_words(self.held)}"
        if self.due_at is None:
            about = f"{data} is kept" if self.held else "There is nothing to erase"
            return f"{about}: {self.unlimited}."
        due = _day(self.due_at)
        if self.held:
            return f"{data} {'has been due since' if self.is_due else 'is due on'} {due}."
        if self.is_due:
            return f"No personal data is left that was due on {due}."
        return f"There is no response yet. Personal data would be due on {due}."


def retention_status() -> list[RetentionSchedule]:
    """Return all consultations, what is due first; by two queries, however many there are.

    Pages that were never public and have no responses are left out. Responses whose consultation
    is gone, and those outside any, come last: they have no due date, so nothing in them is ever
    erased automatically.
    """
    held = count_still_held()
    schedules = []
    for page in ConsultationPage.objects.defer_streamfields().order_by("path"):
        if page.first_published_at or page.pk in held:
            missing = {
                "it has no closing date": page.closes_at,
                "it has no retention period": page.retention_months,
            }
            unlimited = ", and ".join(words for words, value in missing.items() if value is None)
            title = page.get_admin_display_title()
            schedules.append(RetentionSchedule(title, held.pop(page.pk, 0), page, unlimited))
    schedules.sort(key=lambda each: each.due_at.timestamp() if each.due_at else float("inf"))
    outside = held.pop(None, 0)
    for key, number in sorted((key or 0, number) for key, number in held.items()):
        why = "its page was deleted, with its closing date and retention period"
        schedules.append(RetentionSchedule(f"Consultation {key} (deleted)", number, unlimited=why))
    if outside:
        why = "these pages belong to no consultation"
        schedules.append(RetentionSchedule("Outside consultations", outside, unlimited=why))
    return schedules


def apply_retention(schedule: RetentionSchedule) -> ErasureImpact:
    """Erase the personal data that is due, and return what it was; other answers stay."""
    page = schedule.page
    if page is None or page.closes_at is None or not schedule.is_due:
        raise ValueError("This is not due")
    months = f"{page.retention_months} {'month' if page.retention_months == 1 else 'months'}"
    reason = f"Kept for {months} after closing on {_day(page.closes_at)}"
    impact = erase_still_held(page.pk, reason)
    if impact.responses:
        data = {"responses": impact.responses, "reason": reason}
        log(page, "consultation.apply_retention", data=data)
    return impact


class RetentionView(ReadersScreenMixin, TemplateView):
    """When the personal data of each consultation is due for erasure, and how much there is."""

    template_name = "consultation/admin/retention.html"
    page_title = "Personal data due"
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(schedules=retention_status(), **kwargs)
