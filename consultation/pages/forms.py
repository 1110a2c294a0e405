from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from consultation.common.dates import ScheduleFormMixin
from consultation.feedback.availability import same_instant


class ContentPageForm(ScheduleFormMixin, WagtailAdminPageForm):
    """The editor's form of every page."""


class ConsultationForm(ContentPageForm):
    """The editor's form of a consultation.

    What it asks of new dates is asked here and not of the page itself: a draft
    that was right when it was written must not fail when it is published by a
    schedule or a release.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        told = self.instance.public_dates.last() if self.instance.pk else None
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if told is None or closes_at is None or same_instant(closes_at, told.closes_at):
            return cleaned
        now = timezone.now()
        if opens_at and closes_at <= opens_at:
            pass  # The page itself refuses that, and says so.
        elif closes_at <= now and told.closes_at and told.closes_at <= now:
            self.add_error(
                "closes_at",
                "The consultation has closed, and when it did cannot be changed afterwards. "
                "A moment to come opens it again.",
            )
        elif closes_at <= now:
            self.add_error(
                "closes_at",
                "This moment has passed. To close the consultation at once, give one in a few "
                "minutes.",
            )
        elif told.closes_at and closes_at < told.closes_at and not cleaned.get("dates_reason"):
            self.add_error(
                "dates_reason",
                "The consultation would close earlier than readers were told. Say why: "
                "it is shown to them with the new date.",
            )
        return cleaned
