from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from consultation.common.date_forms import ScheduleFormMixin
from consultation.common.drafts import GuidanceFormMixin
from consultation.feedback.availability import same_instant


class ContentPageForm(GuidanceFormMixin, ScheduleFormMixin, WagtailAdminPageForm):
    """The editor's form of every page."""


class ConsultationForm(ContentPageForm):
    """The editor's form of a consultation.

    New dates are checked here and not in the page itself: a draft that was right when it was
    written must not fail when it is published by a schedule or a release.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        last = self.instance.public_dates.last() if self.instance.pk else None
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if last is None or closes_at is None or same_instant(closes_at, last.closes_at):
            return cleaned
        now = timezone.now()
        if opens_at and closes_at <= opens_at:
            pass  # The page itself refuses that, with an error.
        elif closes_at <= now and last.closes_at and last.closes_at <= now:
            self.add_error(
                "closes_at",
                _("The consultation has closed. To reopen it, enter a date in the future."),
            )
        elif closes_at <= now:
            self.add_error(
                "closes_at",
                _("This time has passed. To close it now, enter a time in a few minutes."),
            )
        elif last.closes_at and closes_at < last.closes_at and not cleaned.get("dates_reason"):
            self.add_error(
                "dates_reason",
                _(
                    "The consultation would close earlier than announced. Enter a reason for "
                    "readers."
                ),
            )
        return cleaned
