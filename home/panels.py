"""The admin's first screen: what you have to review, your drafts, the consultations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page, Site, WorkflowState
from wagtail.permissions import page_permission_policy

from consultation.common.dates import short_datetime
from consultation.common.page_names import name_places
from consultation.feedback.availability import ConsultationState
from consultation.pages.models import ConsultationPage
from consultation.pages.models.templates import without_templates
from consultation.responses.models import LedgerEntry, Response
from consultation.workflow.items import admin_url, key_of, kind_of
from consultation.workflow.review.pending_reviews import may_see_pending_reviews, waiting_for
from ideas.models import Area, Idea, Theme

# Our own panels replace these: the reviews the first, "My drafts" the two others.
REPLACED = (WorkflowObjectsToModeratePanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel)
MAX_LISTED = 10
MODELS: tuple[type[Any], ...] = (Page, Area, Theme, Idea)
DAYS = 14
# In units of the chart, whose size its template repeats.
BAR_STEP, CHART_HEIGHT = 12, 40
# The heading above the consultations of a state, and the words for its date.
STATES = {
    ConsultationState.OPEN: (_("Open"), _("Closes %(days)s, on %(time)s.")),
    ConsultationState.NOT_YET_OPEN: (_("Opening soon"), _("Opens %(days)s, on %(time)s.")),
    ConsultationState.CLOSED: (_("Closed"), _("Closed %(days)s, on %(time)s.")),
}


class _Panel(Component):
    class Media:
        css = {"all": ["css/panels-admin.css"]}


class WaitingPanel(_Panel):
    """What the user has to review; for those who write or decide."""

    name = "waiting_for_review"
    template_name = "home/admin/panels/waiting.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = waiting_for(user)
        return {
            "may_see": may_see_pending_reviews(user),
            "waiting": waiting[:MAX_LISTED],
            "more": len(waiting) - MAX_LISTED,
            "list_url": reverse("review:waiting"),
        }


class MyDraftsPanel(_Panel):
    """What the user was writing or has sent for review; for those who write."""

    name = "my_drafts"
    template_name = "home/admin/panels/drafts.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"can_write": can_write(user), "drafts": read_drafts(user)}


def _policy(model: type[Any]) -> Any:
    return page_permission_policy if model is Page else model.snippet_viewset.permission_policy


def can_write(user: Any) -> bool:
    """Say whether a user may write pages or ideas at all."""
    return any(_policy(model).user_has_any_permission(user, {"add", "change"}) for model in MODELS)


def read_drafts(user: Any) -> list[dict[str, Any]]:
    """Return what a user saved last or has sent for review, the newest first; at most ten.

    A fixed number of queries, however much there is.
    """
    active = WorkflowState.objects.active().select_related("current_task_state__task")
    reviews = {(state.base_content_type_id, state.object_id): state for state in active}
    sent = {key for key, state in reviews.items() if state.requested_by_id == user.pk}
    found: list[Any] = []
    for model, content_type in ContentType.objects.get_for_models(*MODELS).items():
        sent_ids = [pk for type_id, pk in sent if type_id == content_type.pk]
        items = _policy(model).instances_user_has_permission_for(user, "change")
        items = without_templates(items) if model is Page else items
        items = (
            items.filter(
                Q(has_unpublished_changes=True, latest_revision__user=user) | Q(pk__in=sent_ids),
                latest_revision__isnull=False,
            )
            .select_related("latest_revision")
            .defer("latest_revision__content")
        )
        found += items.order_by("-latest_revision__created_at", "-pk")[:MAX_LISTED]
    found.sort(key=lambda item: item.latest_revision.created_at, reverse=True)
    del found[MAX_LISTED:]
    names = name_places(item for item in found if isinstance(item, Page))
    return [
        {
            "revision": item.latest_revision,
            "kind": kind_of(item),
            # The consultation of a page and its number.
            "place": names[item.pk].place if isinstance(item, Page) else "",
            "address": admin_url(item, "edit"),
            "review": reviews.get(key_of(item)),
        }
        for item in found
    ]


class ConsultationsPanel(_Panel):
    """Which consultations are open, until when, and how many responses each has; for everyone."""

    name = "consultations"
    template_name = "home/admin/panels/consultations.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        found = read_consultations(user)
        groups = [
            (name, found[state]) for state, (name, _words) in STATES.items() if state in found
        ]
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        may_add = site and site.root_page.permissions_for_user(user).can_add_subpage()
        new_url = reverse("consultations:new", args=[site.root_page_id]) if site and may_add else ""
        return {"groups": groups, "new_url": new_url}


@dataclass(frozen=True, slots=True)
class ConsultationFigures:
    """What the panel shows of one consultation.

    Args:
        address: where it is edited, or where it is read if the user may not edit it.
        number: how many responses it has received.
        days: how many on each of the last days, by their midnights; empty where it is not open.
    """

    title: str
    address: str
    when: str
    number: int
    days: Mapping[datetime, int] = field(default_factory=dict)

    @property
    def lately(self) -> int:
        return sum(self.days.values())

    @property
    def bars(self) -> list[dict[str, int]]:
        """A bar for each day, the highest for the busiest; a day with any has some height."""
        most = max(self.days.values()) or 1
        heights = [-(-number * CHART_HEIGHT // most) for number in self.days.values()]
        return [
            {"x": index * BAR_STEP, "y": CHART_HEIGHT - height, "height": height}
            for index, height in enumerate(heights)
        ]


def read_consultations(user: Any) -> dict[str, list[ConsultationFigures]]:
    """Return the public consultations by their state, by a fixed number of queries."""
    pages = [(page, page.state) for page in ConsultationPage.objects.live().defer_streamfields()]
    # By what happens next; what has no date comes last.
    pages.sort(key=lambda pair: _date_of(*pair) or datetime.max.replace(tzinfo=UTC))
    ids = [page.pk for page, _state in pages]
    entries = LedgerEntry.objects.filter(consultation_pk__in=ids, before="").order_by()
    received = dict(entries.values_list("consultation_pk").annotate(Count("pk")))
    by_day = _count_by_day([page.pk for page, state in pages if state == ConsultationState.OPEN])
    found: dict[str, list[ConsultationFigures]] = {}
    for page, state in pages:
        may_change = page_permission_policy.user_has_permission_for_instance(user, "change", page)
        figures = ConsultationFigures(
            title=page.get_admin_display_title(),
            address=admin_url(page, "edit") if may_change else page.url,
            when=_when(page, state),
            number=received.get(page.pk, 0),
            days=by_day.get(page.pk, {}),
        )
        found.setdefault(state, []).append(figures)
    return found


def _date_of(page: ConsultationPage, state: str) -> datetime | None:
    return page.opens_at if state == ConsultationState.NOT_YET_OPEN else page.closes_at


def _when(page: ConsultationPage, state: str) -> str:
    """Return when a consultation opens, closes or has closed, with how far away that is."""
    at = _date_of(page, state)
    if at is None:
        return gettext("Open with no closing date.")
    return str(STATES[state][1] % {"days": days_away(at), "time": short_datetime(at)})


def days_away(at: datetime) -> str:
    """Return how far away a day is, as "in 12 days", "tomorrow", "2 days ago"."""
    days = (timezone.localdate(at) - timezone.localdate()).days
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}.get(days)
    if near:
        return near
    number = abs(days)
    ago = ngettext("%(count)d day ago", "%(count)d days ago", number)
    text = ngettext("in %(count)d day", "in %(count)d days", number) if days > 0 else ago
    return text % {"count": number}


def _count_by_day(consultations: list[int]) -> dict[int, dict[datetime, int]]:
    """Return how many responses each consultation received on each of the last days, by ids."""
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    days = (first + timedelta(days=number) for number in range(DAYS + 1))
    midnights = [timezone.make_aware(datetime.combine(day, time.min)) for day in days]
    # One query, in which each day is a range of the index of consultations and times. To group
    # all rows by their day instead takes a database twenty times as long.
    numbers = [
        Response.objects.filter(
            consultation_pk__in=consultations, submit_time__gte=begin, submit_time__lt=end
        )
        .order_by()
        .annotate(day=Value(index, output_field=IntegerField()))
        .values("day", "consultation_pk")
        .annotate(number=Count("*"))
        .values_list("day", "consultation_pk", "number")
        for index, (begin, end) in enumerate(pairwise(midnights))
    ]
    counts = {pk: dict.fromkeys(midnights[:DAYS], 0) for pk in consultations}
    for index, pk, number in numbers[0].union(*numbers[1:], all=True):
        counts[pk][midnights[index]] = number
    return counts
