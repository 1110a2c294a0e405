"""Scheduling, releasing and cancelling: each with a screen that says what is about to happen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages

from consultation.workflow.releases.forms import MomentForm
from consultation.workflow.releases.locking import ReleaseError
from consultation.workflow.releases.moments import in_words
from consultation.workflow.releases.permissions import unpublishable
from consultation.workflow.releases.planning import cancel, schedule, unschedule
from consultation.workflow.releases.publishing import release_now
from consultation.workflow.releases.readiness import Readiness
from consultation.workflow.releases.views.base import DecidingScreen


def not_yours(user: Any, states: list[Readiness]) -> list[str]:
    """Return a sentence for each member that somebody may not publish."""
    kept_back = unpublishable(user, [each.item for each in states if each.item is not None])
    return [
        f"“{each.title}”: you have no right to publish it."
        for each in states
        if each.item in kept_back
    ]


class ScheduleView(DecidingScreen):
    """Sets, changes or takes away the moment of a release."""

    template_name = "workflow/releases/admin/schedule.html"
    header_icon = "calendar-alt"

    def get_page_title(self) -> str:
        """Say whether there is a moment already."""
        return "Change the moment" if self.release.is_scheduled else "Schedule"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set the moment, or take it away."""
        if "unschedule" in request.POST:
            return self._do(lambda: unschedule(self.release, request.user), "has no moment now.")
        form = MomentForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        forbidden = not_yours(request.user, self.read_states())
        if forbidden:
            for sentence in forbidden:
                messages.error(request, sentence)
            return self.back()
        moment = form.cleaned_data["moment"]
        return self._do(
            lambda: schedule(self.release, moment, request.user),
            f"goes out on {in_words(moment)}.",
        )

    def _do(self, act: Any, done: str) -> HttpResponse:
        try:
            act()
        except ReleaseError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, f"“{self.release}” {done}")
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form and how many are not ready yet."""
        states = self.read_states()
        form = kwargs.pop("form", None) or MomentForm(initial={"moment": self.release.planned_at})
        return super().get_context_data(
            form=form,
            media=form.media,
            number=len(states),
            unready=sum(not each.is_ready for each in states),
            **kwargs,
        )


class ReleaseNowView(DecidingScreen):
    """Releases at once, after a look at what goes out."""

    template_name = "workflow/releases/admin/release_now.html"
    page_title = "Release now"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Release, or say what is not ready. A second click finds it released."""
        forbidden = not_yours(request.user, self.read_states())
        if forbidden:
            return self._refuse(forbidden)
        outcome = release_now(self.release, request.user)
        if outcome.reasons:
            return self._refuse(outcome.reasons)
        if outcome.released:
            messages.success(request, f"“{self.release}” is released. Readers see it now.")
        else:
            self.release.refresh_from_db()
            state = self.release.get_state_display().lower()
            messages.warning(request, f"“{self.release}” is {state} already.")
        return self.back()

    def _refuse(self, reasons: Any) -> HttpResponse:
        messages.error(self.request, "Nothing was published.")
        for sentence in reasons:
            messages.error(self.request, sentence)
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how each member stands."""
        states = self.read_states()
        return super().get_context_data(
            states=states, unready=[each for each in states if not each.is_ready], **kwargs
        )


class CancelView(DecidingScreen):
    """Gives a release up."""

    template_name = "workflow/releases/admin/cancel.html"
    page_title = "Cancel the release"
    header_icon = "cross"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel it and let go what is in it."""
        try:
            cancel(self.release, request.user)
        except ReleaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"“{self.release}” is cancelled. Nothing was published.")
        return self.back()
