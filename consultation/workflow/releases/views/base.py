"""What the screens of one release share: finding it, asking who may, leading back."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.workflow.models import Release
from consultation.workflow.releases.permissions import may_gather, may_release, may_see
from consultation.workflow.releases.querysets import waiting_members
from consultation.workflow.releases.readiness import Readiness, read_readiness


class ReleaseScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one release; by default for all who may see releases."""

    header_icon = "calendar-check"
    index_url = reverse_lazy("releases:index")
    # Whether it is for releases that are not settled yet.
    needs_open = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the release, for those who may; lead to its own page where this one is over."""
        if not may_see(request.user):
            raise PermissionDenied
        self.release = get_object_or_404(
            Release.objects.select_related("consultation"), pk=kwargs["pk"]
        )
        if self.needs_open and not self.release.is_open:
            state = self.release.get_state_display().lower()
            messages.warning(request, f"“{self.release}” is {state} already.")
            return self.back()
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user: Any) -> bool:
        """Say whether somebody may come to this screen of this release."""
        return True

    @property
    def release_url(self) -> str:
        """The address of the release's own page."""
        return reverse("releases:inspect", args=[self.release.pk])

    def back(self) -> HttpResponse:
        """Lead to the release's own page."""
        return redirect(self.release_url)

    def read_states(self) -> list[Readiness]:
        """Return how the members of an open release stand."""
        return read_readiness(list(waiting_members().filter(release=self.release)))

    def get_page_subtitle(self) -> str:
        """Return the release's title."""
        return str(self.release)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead to the list and to the release's own page."""
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": self.release_url, "label": str(self.release)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the release and what this person may do with it."""
        user = self.request.user
        return super().get_context_data(
            release=self.release,
            release_url=self.release_url,
            may_gather=may_gather(user, self.release),
            may_release=self.release.is_open and may_release(user),
            **kwargs,
        )


class GatheringScreen(ReleaseScreen):
    """A screen for those who may change what is in the release."""

    needs_open = True

    def is_allowed(self, user: Any) -> bool:
        """Ask for the right to gather into this release."""
        return may_gather(user, self.release)


class DecidingScreen(ReleaseScreen):
    """A screen for those who may schedule, release and cancel."""

    needs_open = True

    def is_allowed(self, user: Any) -> bool:
        """Ask for the right to release."""
        return may_release(user)
