"""The first screen of the admin: what waits for its reader, their drafts, the consultations."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from consultation.common.page_names import name_places
from consultation.feedback.availability import ConsultationState
from consultation.pages.models import ConsultationPage
from consultation.responses.models import LedgerEntry, Response
from consultation.workflow.review.pending_reviews import may_see_pending_reviews, waiting_for
from ideas.models import Area, Idea, Theme

# "Waiting for review" stands for the first, "My drafts" for the two others.
REPLACED = (WorkflowObjectsToModeratePanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel)
MAX_WAITING = 10
MAX_LISTED = 10
MODELS: tuple[type[Any], ...] = (Page, Area, Theme, Idea)
DAYS = 14
# In units of the chart, whose size its template repeats.
BAR_STEP, CHART_HEIGHT = 12, 40
# What is above the consultations of a state, and what happened or happens at its date.
STATES = {
    ConsultationState.OPEN: ("Open", "closes"),
    ConsultationState.NOT_YET_OPEN: ("Opening soon", "opens"),
    ConsultationState.CLOSED: ("Closed", "closed"),
}


class _Panel(Component):
    class Media:
        css = {"all": ["css/panels-admin.css"]}


class WaitingPanel(_Panel):
    """What waits for the reader's decision; for those who have to do with reviews."""

    name = "waiting_for_review"
    template_name = "home/admin/panels/waiting.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = waiting_for(user)
        return {
            "may_see": may_see_pending_reviews(user),
            "waiting": waiting[:MAX_WAITING],
            "more": len(waiting) - MAX_WAITING,
            "list_url": reverse("review:waiting"),
        }


class MyDraftsPanel(_Panel):
    """What the reader was writing or has sent to review; for those who write."""

    name = "my_drafts"
    template_name = "home/admin/panels/drafts.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"can_write": can_write(user), "drafts": read_drafts(user)}


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that has not been published as it now is."""

    title: str
    kind: str
    # The consultation of a page and its number, or "".
    place: str
    address: str
    saved_at: datetime
    # Where it stands in a review and since when, or "" where it is in none.
    review: str


def _policy(model: type[Any]) -> Any:
    return page_permission_policy if model is Page else model.snippet_viewset.permission_policy


def can_write(user: Any) -> bool:
    """Say whether a user may write pages or ideas at all."""
    return any(_policy(model).user_has_any_permission(user, {"add", "change"}) for model in MODELS)


def _active_reviews(**filters: Any) -> dict[tuple[int, str], WorkflowState]:
    """Return the reviews that are not over, by the content type and the id of their object."""
    states = WorkflowState.objects.active().filter(**filters)
    states = states.select_related("current_task_state__task")
    return {(state.base_content_type_id, state.object_id): state for state in states}


def _newest(user: Any) -> Iterator[Any]:
    """Yield the newest drafts of each kind that a user saved last or has sent to review."""
    sent = _active_reviews(requested_by=user)
    for model, content_type in ContentType.objects.get_for_models(*MODELS).items():
        ids = [pk for content_type_id, pk in sent if content_type_id == content_type.pk]
        items = (
            _policy(model)
            .instances_user_has_permission_for(user, "change")
            .filter(
                Q(has_unpublished_changes=True, latest_revision__user=user) | Q(pk__in=ids),
                latest_revision__isnull=False,
            )
            .select_related("latest_revision")
            .defer("latest_revision__content")
        )
        yield from items.order_by("-latest_revision__created_at", "-pk")[:MAX_LISTED]


def read_drafts(user: Any) -> list[Draft]:
    """Return what a user saved last or has sent to review, the newest first; at most ten.

    A fixed number of queries, however much there is.
    """
    found = sorted(_newest(user), key=lambda item: item.latest_revision.created_at, reverse=True)
    found = found[:MAX_LISTED]
    reviews = _active_reviews(object_id__in=[str(item.pk) for item in found]) if found else {}
    places = name_places(item for item in found if isinstance(item, Page))
    drafts = []
    for item in found:
        is_page = isinstance(item, Page)
        model = item.cached_content_type.model_class() if is_page else type(item)
        drafts.append(
            Draft(
                title=item.latest_revision.object_str,
                kind=str(model._meta.verbose_name if model else "page"),
                place=places[item.pk].place if is_page else "",
                # Who may change it, as asked above.
                address=AdminURLFinder().get_edit_url(item),
                saved_at=item.latest_revision.created_at,
                review=_review_status(reviews.get((item.get_base_content_type().pk, str(item.pk)))),
            )
        )
    return drafts


def _review_status(state: WorkflowState | None) -> str:
    if state is None:
        return ""
    task = state.current_task_state
    if task is None:
        return "in review"
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return f"sent back on {_datetime(task.finished_at)}"
    return f"waits for {task.task.name.lower()} since {_datetime(task.started_at)}"


def _datetime(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, H:i")


class ConsultationsPanel(_Panel):
    """Which consultations take answers, until when, and how many have come; for everybody."""

    name = "consultations"
    template_name = "home/admin/panels/consultations.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        found = read_consultations(user)
        groups = [(name, found[state]) for state, (name, _) in STATES.items() if state in found]
        return {"groups": groups, "can_write": can_write(user)}


class DayCount(NamedTuple):
    """How many responses were received on a day."""

    day: date
    number: int


@dataclass(frozen=True, slots=True)
class ConsultationFigures:
    """What the panel shows of one consultation: among others, how many responses it received."""

    title: str
    # Where it is edited, or else where it is read.
    address: str
    when: str
    number: int
    # Empty where it is not open.
    days: Sequence[DayCount] = ()

    @property
    def lately(self) -> int:
        """How many were received on these days together."""
        return sum(day.number for day in self.days)

    @property
    def bars(self) -> list[dict[str, int]]:
        """A bar for each day, the highest for the busiest; a day with any has some height."""
        most = max(day.number for day in self.days) or 1
        heights = [-(-day.number * CHART_HEIGHT // most) for day in self.days]
        return [
            {"x": index * BAR_STEP, "y": CHART_HEIGHT - height, "height": height}
            for index, height in enumerate(heights)
        ]


def read_consultations(user: Any) -> dict[str, list[ConsultationFigures]]:
    """Return the public consultations by their state, by a fixed number of queries."""
    pages = [(page, page.state) for page in ConsultationPage.objects.live().defer_streamfields()]
    # By what happens next; what has no date comes last.
    pages.sort(key=lambda pair: _next_change(*pair) or datetime.max.replace(tzinfo=UTC))
    received = _count_received(page.pk for page, _ in pages)
    by_day = _count_by_day(
        _pages_within([page for page, state in pages if state == ConsultationState.OPEN])
    )
    found: dict[str, list[ConsultationFigures]] = {}
    for page, state in pages:
        may_change = page_permission_policy.user_has_permission_for_instance(user, "change", page)
        figures = ConsultationFigures(
            title=page.get_admin_display_title(),
            address=reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_change else page.url,
            when=_when(page, state),
            number=received[page.pk],
            days=by_day.get(page.pk, ()),
        )
        found.setdefault(str(state), []).append(figures)
    return found


def _next_change(page: ConsultationPage, state: str) -> datetime | None:
    return page.opens_at if state == ConsultationState.NOT_YET_OPEN else page.closes_at


def _when(page: ConsultationPage, state: str) -> str:
    """Return when a consultation opens, closes or has closed, with how far away that is."""
    moment = _next_change(page, state)
    if moment is None:
        return "open without an end"
    at = date_format(timezone.localtime(moment), r"j F Y \a\t H:i")
    return f"{STATES[state][1]} {days_away(moment)}, on {at}"


def days_away(moment: datetime) -> str:
    """Return how far away the day of a moment is, as "in 12 days", "tomorrow", "2 days ago"."""
    days = (timezone.localdate(moment) - timezone.localdate()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    return near or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _count_received(consultations: Iterable[int]) -> Counter[int]:
    """Return how many responses each consultation has received, by one query."""
    lines = LedgerEntry.objects.filter(consultation_pk__in=consultations, before="").order_by()
    counts = lines.values_list("consultation_pk").annotate(number=Count("pk"))
    return Counter(dict(counts))


def _pages_within(consultations: list[ConsultationPage]) -> dict[int, int]:
    """Return the consultation of every page in these consultations, by ids and by one query."""
    within = Q(pk=None)
    for consultation in consultations:
        within |= Q(path__startswith=consultation.path)
    return {
        page: next(each.pk for each in consultations if path.startswith(each.path))
        for page, path in Page.objects.filter(within).values_list("pk", "path")
    }


def _count_by_day(pages: Mapping[int, int]) -> dict[int, list[DayCount]]:
    """Return how many responses each consultation received on each of the last days.

    Args:
        pages: the consultation of each page, by ids.
    """
    # One query, in which each day is a range of the index of pages and moments. To group all rows
    # by their day instead takes a database twenty times as long.
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in reversed(range(DAYS))]
    first, *others = (_received_on(day, number, pages) for number, day in enumerate(days))
    counts: Counter[tuple[int, int]] = Counter()
    for number, page, received in first.union(*others, all=True):
        counts[pages[page], number] += received
    return {
        consultation: [
            DayCount(day, counts[consultation, number]) for number, day in enumerate(days)
        ]
        for consultation in set(pages.values())
    }


def _received_on(day: date, number: int, pages: Iterable[int]) -> QuerySet:
    """Return the day's number and, for each page, its id and how many responses came that day."""
    begin, end = (
        timezone.make_aware(datetime.combine(each, time.min))
        for each in (day, day + timedelta(days=1))
    )
    return (
        Response.objects.filter(page_id__in=pages, submit_time__gte=begin, submit_time__lt=end)
        .order_by()
        .annotate(day=Value(number, output_field=IntegerField()))
        .values("day", "page_id")
        .annotate(number=Count("*"))
        .values_list("day", "page_id", "number")
    )
