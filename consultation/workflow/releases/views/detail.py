"""A release's own page, and what the screens of one release share."""

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.dateparse import parse_datetime
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page, Revision

from consultation.common.dates import long_datetime, short_datetime
from consultation.workflow.items import admin_url, read_items
from consultation.workflow.models import Release, ReleaseItem
from consultation.workflow.releases.items import ItemStatus
from consultation.workflow.releases.permissions import CHANGE, VIEW, may_edit, may_release
from consultation.workflow.releases.querysets import waiting_items
from consultation.workflow.releases.readiness import read_readiness
from consultation.workflow.releases.services import ReleaseError


class ReleaseScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of one release; by default for all who may see releases."""

    header_icon = "calendar-check"
    index_url = reverse_lazy("releases:index")
    # Whether it is for releases that are not settled yet.
    needs_open = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the release, for those who may; lead to its own page where this one is over."""
        if not request.user.has_perm(VIEW):
            raise PermissionDenied
        releases = Release.objects.select_related("consultation")
        self.release = get_object_or_404(releases, pk=kwargs["pk"])
        if self.needs_open and not self.release.is_open:
            state = self.release.get_state_display().lower()
            messages.warning(request, f"“{self.release}” is {state} already.")
            return self.back()
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user: Any) -> bool:
        return True

    def back(self) -> HttpResponse:
        return redirect(self.release_url)

    def try_to(self, act: Callable[..., Any], *args: Any, done: str) -> HttpResponse:
        """Do something for the user, and say that it is done or why not."""
        try:
            act(*args, self.request.user)
        except ReleaseError as error:
            messages.error(self.request, str(error))
        else:
            messages.success(self.request, done)
        return self.back()

    @property
    def release_url(self) -> str:
        return reverse("releases:inspect", args=[self.release.pk])

    def read_statuses(self) -> list[ItemStatus]:
        """Return how the items of an open release stand."""
        return read_readiness(list(waiting_items().filter(release=self.release)))

    def get_page_subtitle(self) -> str:
        return str(self.release)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": self.release_url, "label": str(self.release)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            release=self.release,
            release_url=self.release_url,
            may_edit=may_edit(user, self.release),
            may_release=self.release.is_open and may_release(user),
            **kwargs,
        )


class ReleaseView(ReleaseScreen):
    """A release's own page: what is in it, whether it is ready, who approved what."""

    template_name = "workflow/releases/admin/release.html"
    page_title = "Release"
    needs_open = False

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": "Releases"},
            {"url": "", "label": self.get_page_title(), "sublabel": str(self.release)},
        ]

    @property
    def header_buttons(self) -> list[Button]:
        if not (self.release.is_open and self.request.user.has_perm(CHANGE)):
            return []
        url = reverse("releases:edit", args=[self.release.pk])
        return [HeaderButton("Edit title and note", url=url, icon_name="edit")]

    @property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("releases:history", args=[self.release.pk])
        return [Button("History", url=url, icon_name="history")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.release.is_open:
            rows = [_waiting_row(each) for each in self.read_statuses()]
        else:
            rows = _settled_rows(list(self.release.items.select_related("content_type")))
        unready = sum(row["is_ready"] is False for row in rows)
        return super().get_context_data(rows=rows, unready=unready, facts=self._facts(), **kwargs)

    def _facts(self) -> list[tuple[str, str]]:
        """Return who did what with the release and when, as label and sentence."""
        release, facts = self.release, []
        if release.planned_at and not release.has_failed:
            facts.append(("Planned for", release.planned_in_words))
        for label, at, by in (
            ("Begun", release.created_at, release.created_by),
            ("Scheduled", release.scheduled_at, release.scheduled_by),
            ("Released", release.released_at, release.released_by or "the schedule"),
            ("Cancelled", release.cancelled_at, release.cancelled_by),
        ):
            if at:
                facts.append((label, f"{long_datetime(at)}{f', by {by}' if by else ''}"))
        return facts


def _waiting_row(status: ItemStatus) -> dict[str, Any]:
    """Return the row of something in an open release."""
    before = "live" if status.item and status.item.live else None
    row = _row(status.place, status.item, status.approvals, (before, status.revision_id))
    return row | {"title": status.title, "is_ready": status.is_ready, "reasons": status.reasons}


def _settled_rows(places: Sequence[ReleaseItem]) -> list[dict[str, Any]]:
    """Return the rows of a release that was released or cancelled, from its records alone."""
    pairs = {each.pk: (each.replaced_revision_number, each.revision_number) for each in places}
    wanted = {number for pair in pairs.values() for number in pair if number}
    kept = set(Revision.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    existing = read_items(each.key for each in places)
    return [
        _row(
            each,
            existing.get(each.key),
            each.approvals,
            pairs[each.pk] if kept.issuperset(pairs[each.pk]) else (None, each.revision_number),
        )
        for each in places
    ]


def _row(
    place: ReleaseItem, item: Any, approvals: list[dict[str, Any]], versions: tuple[Any, int | None]
) -> dict[str, Any]:
    """Return what the page shows about one item.

    Args:
        place: its place in the release.
        item: None where it is gone.
        approvals: by which it goes or went out.
        versions: the one that readers see or saw before, None where there is none to compare
            with, and the one that goes or went out.
    """
    is_page = issubclass(place.model, Page)
    questions = place.questions
    return {
        "place": place,
        "title": place.title,
        "page_id": place.object_id if is_page else None,
        "edit_url": admin_url(item, "edit") if item else "",
        "compare_url": admin_url(item, "revisions_compare", *versions)
        if item and all(versions)
        else "",
        "is_ready": None,
        "approvals": [
            (
                f"{each['task']}: {each['by'] or 'somebody whose account is gone'}, "
                f"{short_datetime(parse_datetime(each['at']))}",
                each["comment"],
            )
            for each in approvals
        ],
        "questions": questions if questions.get("revision") == versions[1] else {},
    }
