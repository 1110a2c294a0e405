"""Scheduling, releasing and cancelling: each with a screen that says what is about to happen."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages

from consultation.common.dates import long_datetime
from consultation.workflow.releases.forms import ScheduleForm
from consultation.workflow.releases.permissions import may_release, unpublishable
from consultation.workflow.releases.publish import release_now
from consultation.workflow.releases.services import ReleaseError, cancel, schedule, unschedule
from consultation.workflow.releases.views.detail import ReleaseScreen


class PublishScreen(ReleaseScreen):
    """A screen for those who may schedule, release and cancel."""

    def is_allowed(self, user: Any) -> bool:
        return may_release(user)

    def refuse(self, reasons: Iterable[str]) -> HttpResponse:
        for sentence in reasons:
            messages.error(self.request, sentence)
        return self.back()

    def forbidden(self) -> list[str]:
        """Return a sentence for each item that the user may not publish."""
        statuses = [each for each in self.read_statuses() if each.item]
        kept_back = unpublishable(self.request.user, [each.item for each in statuses])
        return [
            f"“{each.title}”: you have no right to publish it."
            for each in statuses
            if each.item in kept_back
        ]


class ScheduleView(PublishScreen):
    """Sets, changes or takes away when a release goes out."""

    template_name = "workflow/releases/admin/schedule.html"
    header_icon = "calendar-alt"

    def get_page_title(self) -> str:
        return "Change the moment" if self.release.is_scheduled else "Schedule"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "unschedule" in request.POST:
            return self.try_to(
                unschedule, self.release, done=f"“{self.release}” has no moment now."
            )
        form = ScheduleForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        if forbidden := self.forbidden():
            return self.refuse(forbidden)
        planned_at = form.cleaned_data["planned_at"]
        done = f"“{self.release}” goes out on {long_datetime(planned_at)}."
        return self.try_to(schedule, self.release, planned_at, done=done)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statuses = self.read_statuses()
        initial = {"planned_at": self.release.planned_at}
        form = kwargs.pop("form", None) or ScheduleForm(initial=initial)
        return super().get_context_data(
            form=form,
            media=form.media,
            number=len(statuses),
            unready=sum(not each.is_ready for each in statuses),
            **kwargs,
        )


class ReleaseNowView(PublishScreen):
    """Releases at once, after a look at what goes out."""

    template_name = "workflow/releases/admin/release_now.html"
    page_title = "Release now"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Release, or say what is not ready. A second click finds it released."""
        try:
            reasons = self.forbidden() or release_now(self.release, request.user)
        except ReleaseError as error:
            return self.refuse([str(error)])
        if reasons:
            return self.refuse(["Nothing was published.", *reasons])
        messages.success(request, f"“{self.release}” is released. Readers see it now.")
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        statuses = self.read_statuses()
        unready = [each for each in statuses if not each.is_ready]
        return super().get_context_data(statuses=statuses, unready=unready, **kwargs)


class CancelView(PublishScreen):
    """Gives a release up and lets go what is in it."""

    template_name = "workflow/releases/admin/cancel.html"
    page_title = "Cancel the release"
    header_icon = "cross"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        done = f"“{self.release}” is cancelled. Nothing was published."
        return self.try_to(cancel, self.release, done=done)
