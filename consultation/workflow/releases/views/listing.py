from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases.moments import in_short
from consultation.workflow.releases.readiness import count_ready


class ReleaseFilterSet(WagtailFilterSet):
    """What releases can be narrowed down by."""

    consultation = django_filters.ModelChoiceFilter(
        queryset=ConsultationPage.objects.order_by("title"), label="Consultation"
    )
    state = django_filters.ChoiceFilter(choices=ReleaseState.choices, label="State")

    class Meta:
        model = Release
        fields = ["consultation", "state"]


def _moment(release: Release) -> str:
    """Return when it went out, or will."""
    return in_short(release.released_at or release.planned_at)


def _state(release: Release) -> str:
    return "Not released" if release.is_held else release.get_state_display()


def _members(release: Any) -> str:
    """Return how many are ready, or went out."""
    if not release.number:
        return "Nothing in it yet" if release.is_open else "Nothing in it"
    if release.state == ReleaseState.RELEASED:
        return f"{release.number} went out"
    if not release.is_open:
        return f"{release.number} let go"
    if not release.unready:
        return f"{release.ready} ready"
    return f"{release.ready} ready, {release.unready} not ready"


class ReleaseIndexView(generic.IndexView):
    """The list of releases, with how many members of each are ready."""

    page_title = "Releases"
    filterset_class = ReleaseFilterSet
    list_display = [
        "title",
        StatusTagColumn(
            "state",
            label="State",
            accessor=_state,
            primary=lambda release: release.state == ReleaseState.RELEASED,
            sort_key="state",
        ),
        Column(
            "moment", label="Goes or went out (UK time)", accessor=_moment, sort_key="planned_at"
        ),
        Column("members", label="In it", accessor=_members),
        Column("consultation_title", label="Consultation", sort_key="consultation_title"),
    ]
    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[Release]:
        """Count the members along."""
        return super().get_base_queryset().annotate(number=Count("members"))

    def get_table(self, object_list: Any) -> Table:
        """Ask for all releases on the screen at once whether their members are ready."""
        releases = list(object_list)
        counts = count_ready(each for each in releases if each.is_open)
        for each in releases:
            each.ready, each.unready = counts[each.pk]
        return super().get_table(releases)

    def get_edit_url(self, instance: Release) -> str:
        """Lead to the release's own page; title and note are changed from there."""
        return reverse("releases:inspect", args=[instance.pk])

    def get_list_buttons(self, instance: Release) -> list[Button]:
        """Show none: the title leads to everything."""
        return []
