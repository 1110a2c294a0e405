"""How long each consultation keeps personal data in its responses, and what is due now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.log_actions import log

from consultation.common.dates import short_date
from consultation.pages.models import ConsultationPage
from consultation.responses.permissions import ReadersScreenMixin
from consultation.responses.privacy.erasure import (
    ErasureImpact,
    count_still_held,
    erase_still_held,
)


def retention_reason(months: int, closed_at: datetime) -> str:
    """Return why personal data was erased."""
    return ngettext(
        "Kept for %(count)d month after closing on %(date)s",
        "Kept for %(count)d months after closing on %(date)s",
        months,
    ) % {"count": months, "date": short_date(closed_at)}


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """One consultation with its retention period, and how many responses that is about."""

    title: str
    held: int  # responses that have not been processed yet
    page: ConsultationPage | None = None  # None if it is gone or there is none
    unlimited: str = ""  # why personal data in it is kept, as a sentence, if there is no end

    @property
    def due_at(self) -> datetime | None:
        """When personal data is due for erasure; None is never."""
        return self.page.personal_data_due_at if self.page else None

    @property
    def is_due(self) -> bool:
        return self.due_at is not None and self.due_at <= timezone.now()

    @property
    def words(self) -> str:
        """What is due, in sentences."""
        values = {"count": intcomma(self.held), "date": short_date(self.due_at)}
        if self.due_at is None and not self.held:
            words = gettext("There is nothing to erase.")
        elif self.due_at is None:
            words = ngettext(
                "Personal data in %(count)s response is kept.",
                "Personal data in %(count)s responses is kept.",
                self.held,
            )
        elif self.held and self.is_due:
            words = ngettext(
                "Personal data in %(count)s response has been due since %(date)s.",
                "Personal data in %(count)s responses has been due since %(date)s.",
                self.held,
            )
        elif self.held:
            words = ngettext(
                "Personal data in %(count)s response is due on %(date)s.",
                "Personal data in %(count)s responses is due on %(date)s.",
                self.held,
            )
        elif self.is_due:
            words = gettext("No personal data is left that was due on %(date)s.")
        else:
            words = gettext("There is no response yet. Personal data would be due on %(date)s.")
        return f"{words % values} {self.unlimited}".strip()


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
            title = page.get_admin_display_title()
            schedules.append(
                RetentionSchedule(title, held.pop(page.pk, 0), page, _why_unlimited(page))
            )
    schedules.sort(key=lambda each: each.due_at.timestamp() if each.due_at else float("inf"))
    outside = held.pop(None, 0)
    for key, number in sorted((key or 0, number) for key, number in held.items()):
        title = gettext("Consultation %(number)d (deleted)") % {"number": key}
        why = gettext("Its page was deleted, with its closing date and retention period.")
        schedules.append(RetentionSchedule(title, number, unlimited=why))
    if outside:
        title = gettext("Outside consultations")
        why = gettext("These pages belong to no consultation.")
        schedules.append(RetentionSchedule(title, outside, unlimited=why))
    return schedules


def _why_unlimited(page: ConsultationPage) -> str:
    if page.closes_at is None and page.retention_months is None:
        return gettext("The consultation has no closing date and no retention period.")
    if page.closes_at is None:
        return gettext("The consultation has no closing date.")
    if page.retention_months is None:
        return gettext("The consultation has no retention period.")
    return ""


def apply_retention(schedule: RetentionSchedule) -> ErasureImpact:
    """Erase the personal data that is due, and return what it was; other answers stay."""
    page = schedule.page
    if page is None or not page.closes_at or not page.retention_months or not schedule.is_due:
        raise ValueError("This is not due")
    impact = erase_still_held(page.pk, retention_reason(page.retention_months, page.closes_at))
    if impact.responses:
        data = {
            "responses": impact.responses,
            "months": page.retention_months,
            "closed_at": page.closes_at.isoformat(),
        }
        log(page, "consultation.apply_retention", data=data)
    return impact


class RetentionView(ReadersScreenMixin, TemplateView):
    """When the personal data of each consultation is due for erasure, and how much there is."""

    template_name = "consultation/admin/retention.html"
    page_title = _("Personal data due")
    header_icon = "history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(schedules=retention_status(), **kwargs)
