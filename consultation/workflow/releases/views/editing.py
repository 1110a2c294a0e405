"""Beginning a release, and changing its title and note."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views import generic

from consultation.workflow.models import Release
from consultation.workflow.releases.forms import NewReleaseForm, ReleaseForm
from consultation.workflow.releases.people import name_of
from consultation.workflow.releases.permissions import may_gather
from consultation.workflow.releases.views.putting import find_item, put


class NewReleaseView(generic.CreateView):
    """Begins a release, with something in it if somebody came from an editor."""

    page_title = "New release"

    def get_form_class(self) -> type[NewReleaseForm]:
        """Return the form of a release that is begun."""
        return NewReleaseForm

    def get_add_url(self) -> str:
        """Keep what is to be put into it."""
        query = self.request.GET.urlencode()
        return f"{super().get_add_url()}{f'?{query}' if query else ''}"

    def save_instance(self) -> Release:
        """Note who began it, and a copy of the consultation's title."""
        release = self.form.instance
        release.created_by = name_of(self.request.user)
        release.consultation_title = release.consultation.get_admin_display_title()
        saved: Release = super().save_instance()
        return saved

    def save_action(self) -> Any:
        """Lead to what can be put into it, or put in what somebody came with."""
        item = find_item(self.request.GET.get("kind"), self.request.GET.get("id"))
        messages.success(self.request, f"“{self.object}” is begun.")
        if item is not None:
            return put(self.request, self.object, item)
        return redirect(reverse("releases:choose", args=[self.object.pk]))


class EditReleaseView(generic.EditView):
    """Changes title and note."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave a release alone that is settled, or whose moment somebody else has set."""
        if not may_gather(request.user):
            raise PermissionDenied
        self.object = self.get_object()
        if not self.object.is_open:
            messages.warning(request, f"“{self.object}” is a record now, and stays as it is.")
            return redirect(self.get_success_url())
        if not may_gather(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[ReleaseForm]:
        """Return the form of a release that is open."""
        return ReleaseForm

    def get_success_url(self) -> str:
        """Lead to the release's own page."""
        return reverse("releases:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        """Offer none: this leads to the release's own page."""
        return []
