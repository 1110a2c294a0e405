"""Releases in the admin: their list, beginning one, and its title and note."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from consultation.common.dates import short_datetime
from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases.forms import NewReleaseForm, ReleaseForm
from consultation.workflow.releases.permissions import may_act, may_edit
from consultation.workflow.releases.readiness import count_ready
from consultation.workflow.releases.views.add_item import (
    AddItemView,
    RemoveView,
    SelectItemsView,
    add_and_tell,
    find_item,
)
from consultation.workflow.releases.views.detail import ReleaseView
from consultation.workflow.releases.views.publish import CancelView, ReleaseNowView, ScheduleView

# What Wagtail offers for a model and a release does not have: it is a record, and not copied.
WITHOUT = ("delete", "usage")


class ReleaseFilterSet(WagtailFilterSet):
    """What releases can be narrowed down by."""

    consultation = django_filters.ModelChoiceFilter(
        queryset=ConsultationPage.objects.order_by("title"), label="Consultation"
    )
    state = django_filters.ChoiceFilter(choices=ReleaseState.choices, label="State")

    class Meta:
        model = Release
        fields = ["consultation", "state"]


def _goes_out(release: Release) -> str:
    return short_datetime(release.released_at or release.planned_at)


def _state(release: Release) -> str:
    return "Not released" if release.has_failed else release.get_state_display()


def _is_released(release: Release) -> bool:
    return release.state == ReleaseState.RELEASED


def _items(release: Any) -> str:
    """Return how many are ready, or went out."""
    if not release.number:
        return "Nothing in it yet" if release.is_open else "Nothing in it"
    if _is_released(release):
        return f"{release.number} went out"
    if not release.is_open:
        return f"{release.number} let go"
    if not release.unready:
        return f"{release.ready} ready"
    return f"{release.ready} ready, {release.unready} not ready"


class ReleaseIndexView(generic.IndexView):
    """The list of releases, with how many items of each are ready."""

    page_title = "Releases"
    filterset_class = ReleaseFilterSet
    list_display = [
        "title",
        StatusTagColumn(
            "state", label="State", accessor=_state, primary=_is_released, sort_key="state"
        ),
        Column(
            "planned_at",
            label="Goes or went out (UK time)",
            accessor=_goes_out,
            sort_key="planned_at",
        ),
        Column("items", label="In it", accessor=_items),
        Column("consultation_title", label="Consultation", sort_key="consultation_title"),
    ]
    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[Release]:
        return super().get_base_queryset().annotate(number=Count("items"))

    def get_table(self, object_list: Any) -> Table:
        """Ask for all releases on the screen at once whether their items are ready."""
        releases = list(object_list)
        counts = count_ready(each for each in releases if each.is_open)
        for each in releases:
            each.ready, each.unready = counts[each.pk, True], counts[each.pk, False]
        return super().get_table(releases)

    def get_edit_url(self, instance: Release) -> str:
        """Lead to the release's own page; title and note are changed from there."""
        return reverse("releases:inspect", args=[instance.pk])

    def get_list_buttons(self, instance: Release) -> list[Button]:
        """Show none: the title leads to everything."""
        return []


class NewReleaseView(generic.CreateView):
    """Begins a release, with something in it if the editor came from there."""

    page_title = "New release"

    def get_add_url(self) -> str:
        """Keep what is to be put into it."""
        query = self.request.GET.urlencode()
        return f"{super().get_add_url()}{f'?{query}' if query else ''}"

    def save_instance(self) -> Release:
        release = self.form.instance
        release.created_by = get_user_display_name(self.request.user)
        release.consultation_title = release.consultation.get_admin_display_title()
        saved: Release = super().save_instance()
        return saved

    def save_action(self) -> Any:
        """Lead to what can be put into it, or put in what the editor came from."""
        item = find_item(self.request.GET.get("kind"), self.request.GET.get("id"))
        messages.success(self.request, f"“{self.object}” is begun.")
        if item is None:
            return redirect("releases:select_items", self.object.pk)
        user = self.request.user
        if not (may_edit(user, self.object) and may_act(user, "change", item)):
            raise PermissionDenied
        return add_and_tell(self.request, self.object, [item])


class EditReleaseView(generic.EditView):
    """Changes title and note."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leave a release alone that is settled, or that a publisher has scheduled."""
        if not may_edit(request.user):
            raise PermissionDenied
        self.object = self.get_object()
        if not self.object.is_open:
            messages.warning(request, f"“{self.object}” is a record now, and stays as it is.")
            return redirect(self.get_success_url())
        if not may_edit(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("releases:inspect", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        """Offer none: this leads to the release's own page."""
        return []


class ReleaseHistoryView(HistoryView):
    """What was done with a release, by whom and when; for all who may see releases."""

    permission_required = None
    any_permission_required = ["view"]

    def get_edit_url(self, instance: Any) -> str:
        return reverse("releases:inspect", args=[instance.pk])

    @property
    def header_buttons(self) -> list[Any]:
        """Offer none: the path above leads back."""
        return []


class ReleaseViewSet(ModelViewSet):
    """Releases in the admin."""

    model = Release
    name = "releases"
    icon = "calendar-check"
    menu_label = "Releases"
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ReleaseIndexView
    add_view_class = NewReleaseView
    edit_view_class = EditReleaseView
    history_view_class = ReleaseHistoryView

    def get_form_class(self, for_update: bool = False) -> type[ReleaseForm]:
        return ReleaseForm if for_update else NewReleaseForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        without = {f"{name}_url_name": None for name in WITHOUT}
        return super().get_common_view_kwargs(**{**without, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        kept = [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in (*WITHOUT, "inspect")
        ]
        return [
            *kept,
            path("<int:pk>/", ReleaseView.as_view(), name="inspect"),
            path("<int:pk>/drafts/", SelectItemsView.as_view(), name="select_items"),
            path("<int:pk>/schedule/", ScheduleView.as_view(), name="schedule"),
            path("<int:pk>/release/", ReleaseNowView.as_view(), name="release"),
            path("<int:pk>/cancel/", CancelView.as_view(), name="cancel"),
            path("<int:pk>/remove/<int:item>/", RemoveView.as_view(), name="remove"),
            path("put/<slug:kind>/<int:pk>/", AddItemView.as_view(), name="add_item"),
        ]
