"""What waits for a decision: who may see it, and all that a list or a panel shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.timesince import timesince
from wagtail.admin.utils import get_user_display_name
from wagtail.models import GroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy
from wagtail.snippets.permissions import get_permission_name

from consultation.pages.models import ConsultationPage, ThemePage
from consultation.workflow.items import Key, admin_url, key_of, kind_of, read_items, read_titles
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review.permissions import (
    reviewers_by_task,
    superusers,
    unapproved_editors_by_item,
)
from consultation.workflow.review.review_status import ReviewStatus, assess
from ideas.models import Area, Idea, Theme

SNIPPETS = (Area, Theme, Idea)


def in_review() -> QuerySet[TaskState]:
    """Return the steps that wait for a decision, the longest waiting first."""
    return (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .select_related("task", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )


def visible_to(user: Any) -> QuerySet[TaskState]:
    """Return what waits of the items that the user may change or decide about."""
    if user.is_superuser:
        return in_review()
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    seen = Q(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        # Ids as Wagtail keeps them here: PostgreSQL compares no number with a text.
        workflow_state__object_id__in=pages.annotate(text_id=Cast("pk", CharField())).values(
            "text_id"
        ),
    )
    for model in SNIPPETS:
        if user.has_perm(get_permission_name("change", model)):
            seen |= Q(workflow_state__base_content_type=ContentType.objects.get_for_model(model))
    decided = Q(task__groupapprovaltask__groups__in=user.groups.all())
    return in_review().filter(pk__in=TaskState.objects.filter(seen | decided).values("pk"))


def may_see_pending_reviews(user: Any) -> bool:
    """Say whether the user has to do with reviews: by writing or by deciding."""
    return (
        user.is_superuser
        or page_permission_policy.user_has_permission(user, "change")
        or any(user.has_perm(get_permission_name("change", model)) for model in SNIPPETS)
        or user.groups.filter(groupapprovaltask__active=True).exists()
    )


@dataclass(frozen=True, slots=True)
class PendingReview:
    """A page (as a plain Page), area, theme or idea that waits, as one user sees it.

    An idea may be in several consultations, which are titles by id, or in none.
    """

    state: TaskState
    item: Any
    title: str
    consultations: dict[int, str]
    status: ReviewStatus

    @property
    def kind(self) -> str:
        return kind_of(self.item)

    @property
    def url(self) -> str:
        return admin_url(self.item, "edit")

    @property
    def compare_url(self) -> str:
        """Where readers of the list see what changes; "" where nothing is public yet."""
        if not self.item.live_revision_id:
            return ""
        return admin_url(self.item, "revisions_compare", "live", self.item.latest_revision_id)

    @property
    def page_id(self) -> int | None:
        return self.item.pk if isinstance(self.item, Page) else None

    @property
    def step(self) -> str:
        return str(self.state.task.name)

    @property
    def age(self) -> str:
        since = self.state.started_at
        if timezone.now() - since < timedelta(minutes=1):
            return "less than a minute"
        return str(timesince(since))

    @property
    def sent_by(self) -> str:
        return get_user_display_name(self.state.workflow_state.requested_by)

    @property
    def reason(self) -> str:
        """Why the person who asks may not decide, or why nobody may; or ""."""
        status = self.status
        if status.explanation or status.is_reviewer or not status.others:
            return status.explanation
        return status.decided_by


def describe(states: Iterable[TaskState], user: Any) -> list[PendingReview]:
    """Return what waits as one user sees it; the queries do not grow with the number."""
    by_state = {
        state: (state.workflow_state.base_content_type_id, state.workflow_state.object_id)
        for state in states
    }
    items = read_items(by_state.values())
    if not items:
        return []
    titles = read_titles(items.values())
    consultations = consultations_of(items.values())
    task_ids = {state.task_id for state in by_state}
    tasks = GroupApprovalTask.objects.prefetch_related("groups").in_bulk(task_ids)
    four_eyes = set(FourEyesTask.objects.filter(pk__in=task_ids).values_list("pk", flat=True))
    members = reviewers_by_task(tasks.values())
    everywhere = superusers()
    editors = unapproved_editors_by_item(items.values())
    return [
        PendingReview(
            state=state,
            item=items[key],
            title=titles[key],
            consultations=consultations[key],
            status=assess(
                titles[key],
                tasks.get(state.task_id),
                user,
                members=members.get(state.task_id, ()),
                superusers=everywhere if state.task_id in tasks else (),
                editors=editors[key] if state.task_id in four_eyes else set(),
            ),
        )
        for state, key in by_state.items()
        if key in items
    ]


def waiting_for(user: Any) -> list[PendingReview]:
    """Return what waits for this user's decision, the longest waiting first."""
    return [each for each in describe(visible_to(user), user) if each.status.may_approve]


def consultations_of(items: Iterable[Any]) -> dict[Key, dict[int, str]]:
    """Return the titles by id of the consultations of each item, by two queries.

    A page belongs to one. An idea belongs to each that has a page for its theme.
    """
    items = list(items)
    themes = [item.pk for item in items if isinstance(item, Theme)]
    themes += [item.theme_id for item in items if isinstance(item, Idea)]
    areas = [item.pk for item in items if isinstance(item, Area)]
    pages = ThemePage.objects.filter(Q(theme__in=themes) | Q(theme__area__in=areas))
    paths: dict[tuple[type, int | None], list[str]] = {}
    for theme_id, area_id, path in pages.values_list("theme_id", "theme__area_id", "path"):
        paths.setdefault((Theme, theme_id), []).append(path)
        paths.setdefault((Area, area_id), []).append(path)

    def places(item: Any) -> list[str]:
        if isinstance(item, Page):
            return [item.path]
        if isinstance(item, Idea):
            return paths.get((Theme, item.theme_id), [])
        return paths.get((type(item), item.pk), [])

    consultations = ConsultationPage.objects.order_by("draft_title")
    above = list(consultations.values_list("pk", "draft_title", "path"))
    return {
        key_of(item): {
            pk: title
            for pk, title, path in above
            if any(place.startswith(path) for place in places(item))
        }
        for item in items
    }
