"""What each consultation has said about personal data, and what that comes to now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from consultation.pages.models import ConsultationPage
from consultation.responses.admin.base import ReadersOnly
from consultation.responses.privacy.erasure import Losses
from consultation.responses.privacy.retention import count_still_held, erase_still_held

NO_MONTHS = "it does not say for how many months personal data is kept"
NO_CLOSING = "it has no closing date"
GONE = "its page is gone, and with it when it closed and what it had said"
OUTSIDE = "these pages belong to no consultation"


def day(moment: datetime) -> str:
    """Return a moment's day as it is written in a sentence."""
    return date_format(timezone.localtime(moment, timezone.get_default_timezone()), "j F Y")


@dataclass(frozen=True, slots=True)
class Rule:
    """One consultation with what it has said, and how many responses that is about.

    Args:
        title: the consultation's title.
        held: how many responses have not been gone through yet.
        page: the consultation's page; None where it is gone or there is none.
        unruled: why personal data in it stays, or "" where there is an end.
    """

    title: str
    held: int
    page: ConsultationPage | None = None
    unruled: str = ""

    @property
    def due_at(self) -> datetime | None:
        """When personal data is to go; None is never, as things stand."""
        return self.page.personal_data_due_at if self.page else None

    @property
    def is_due(self) -> bool:
        """Whether that moment has come."""
        return self.due_at is not None and self.due_at <= timezone.now()

    @property
    def words(self) -> str:
        """What stands out, as a sentence."""
        noun = "1 response" if self.held == 1 else f"{self.held:,} responses"
        if self.due_at is None:
            about = f"Personal data in {noun} stays" if self.held else "Nothing is to be erased"
            return f"{about}: {self.unruled}."
        if not self.held:
            return (
                f"No personal data is left that was due on {day(self.due_at)}."
                if (self.is_due)
                else f"There is no response yet. Personal data would be due on {day(self.due_at)}."
            )
        verb = "has been due since" if self.is_due else "is due on"
        return f"Personal data in {noun} {verb} {day(self.due_at)}."

    @property
    def reason(self) -> str:
        """What the log gives as the reason once personal data is erased by this rule."""
        if self.page is None or self.page.closes_at is None:
            return ""
        months = self.page.retention_months
        noun = "month" if months == 1 else "months"
        return f"Kept for {months} {noun} after closing on {day(self.page.closes_at)}"


def _unruled(page: ConsultationPage) -> str:
    missing = []
    if page.closes_at is None:
        missing.append(NO_CLOSING)
    if page.retention_months is None:
        missing.append(NO_MONTHS)
    return ", and ".join(missing)


def read_rules() -> list[Rule]:
    """Return all consultations, what is due first; by two queries, however many there are.

    Pages that were never public and never answered are left out. Responses whose
    consultation is gone, and those outside of any, come last: nobody can say when
    they are due, so nothing is ever erased there by itself.
    """
    held = count_still_held()
    pages = ConsultationPage.objects.defer_streamfields().order_by("path")
    rules = [
        Rule(page.get_admin_display_title(), held.pop(page.pk, 0), page, _unruled(page))
        for page in pages
        if page.first_published_at or page.pk in held
    ]
    rules.sort(key=_urgency)
    return [*rules, *_without_page(held)]


def _urgency(rule: Rule) -> tuple[bool, float]:
    return rule.due_at is None, rule.due_at.timestamp() if rule.due_at else 0


def _without_page(held: dict[int | None, int]) -> Iterator[Rule]:
    outside = held.pop(None, 0)
    for key, number in sorted(held.items(), key=lambda item: item[0] or 0):
        yield Rule(f"Consultation {key} (gone)", number, unruled=GONE)
    if outside:
        yield Rule("Outside consultations", outside, unruled=OUTSIDE)


def apply_rule(rule: Rule) -> Losses:
    """Erase the personal data that a consultation has said would go by now; the answers stay.

    What was erased in each response is in the log with the response; how many it were,
    in the history of the consultation's page.

    Args:
        rule: one that is due.

    Returns:
        What was erased.
    """
    if rule.page is None or not rule.is_due:
        raise ValueError("This is not due")
    losses = erase_still_held(rule.page.pk, rule.reason)
    if losses.responses:
        log(
            rule.page,
            "consultation.apply_retention",
            data={"responses": losses.responses, "reason": rule.reason},
        )
    return losses


class RetentionView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """When the personal data of each consultation is due to go, and how much of it there is."""

    template_name = "consultation/admin/retention.html"
    page_title = "Personal data due"
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the front page of the admin."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a line for each consultation."""
        return super().get_context_data(rules=read_rules(), **kwargs)
