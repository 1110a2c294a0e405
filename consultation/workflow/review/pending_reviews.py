"""Reviews that wait for a decision: who may see them, who may decide, and their display."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import GroupApprovalTask, Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy
from wagtail.snippets.permissions import get_permission_name

from consultation.common.dates import short_datetime
from consultation.pages.models import ConsultationPage, ThemePage
from consultation.pages.models.templates import without_templates
from consultation.workflow.items import Key, admin_url, key_of, kind_of, read_items
from consultation.workflow.models import FourEyesTask, ReleaseItem, ReleaseItemState
from consultation.workflow.review import permissions
from consultation.workflow.review.texts import alternatives, names, quoted, say
from ideas.models import MODELS, Area, Idea, Theme


def in_review() -> QuerySet[TaskState]:
    """Return the steps that wait for a decision, the oldest first."""
    return (
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        )
        .select_related("task", "workflow_state__requested_by")
        .order_by("started_at", "pk")
    )


def visible_to(user: Any) -> QuerySet[TaskState]:
    """Return the waiting steps of items that the user may change or decide about."""
    if user.is_superuser:
        return in_review()
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    seen = Q(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        # Ids as text, as Wagtail stores them here: PostgreSQL does not compare numbers with text.
        workflow_state__object_id__in=pages.annotate(text_id=Cast("pk", CharField())).values(
            "text_id"
        ),
    )
    for model in MODELS:
        if user.has_perm(get_permission_name("change", model)):
            seen |= Q(workflow_state__base_content_type=ContentType.objects.get_for_model(model))
    decided = Q(task__groupapprovaltask__groups__in=user.groups.all())
    return in_review().filter(pk__in=TaskState.objects.filter(seen | decided).values("pk"))


def may_see_pending_reviews(user: Any) -> bool:
    """Say whether the user takes part in reviews, as author or reviewer."""
    return (
        user.is_superuser
        or page_permission_policy.user_has_permission(user, "change")
        or any(user.has_perm(get_permission_name("change", model)) for model in MODELS)
        or user.groups.filter(groupapprovaltask__active=True).exists()
    )


@dataclass(frozen=True, slots=True)
class ReviewStatus:
    """The status of an item in review, for one user."""

    is_reviewer: bool
    is_editor: bool
    others: Sequence[Any]  # who may decide, besides the user
    warning: str  # if no one may decide

    @property
    def may_approve(self) -> bool:
        return self.is_reviewer and not self.is_editor

    @property
    def names(self) -> str:
        return names(self.others)

    @property
    def own_change(self) -> str:
        """Why the user cannot approve it, and who can, or why no one can."""
        return self.warning or say("own_change", names=self.names)

    @property
    def explanation(self) -> str:
        """Why a user who could otherwise approve cannot, or ""."""
        return self.own_change if self.is_reviewer and self.is_editor else self.warning


def _assess(
    task: Any,
    user: Any,
    members: Sequence[Any],
    superusers: Sequence[Any],
    editors: set[int | None],
) -> ReviewStatus:
    """Return the status of an item at a step for a user; `task` is None if no groups decide."""
    able = [member for member in members if member.pk not in editors]
    warning = ""
    if task is not None and not able:
        able = [each for each in superusers if each.pk not in editors]
        warning = _warning(task, members, able)
    return ReviewStatus(
        is_reviewer=user.is_superuser or user in members,
        is_editor=user.pk in editors,
        others=[each for each in able if each.pk != user.pk],
        warning=warning,
    )


def _warning(task: Any, members: Sequence[Any], superusers: Sequence[Any]) -> str:
    """Return that no one but superusers may decide at a step, why, and what to do."""
    groups = [group.name for group in task.groups.all()]
    why = "no_member_but_editors" if members else "no_member" if groups else "no_group"
    sentences = [say(why, task=task.name, groups=quoted(groups), count=len(groups))]
    if superusers:
        sentences.append(say("meanwhile", names=names(superusers)))
    return " ".join(sentences)


def read_status(item: Any, user: Any, task: Any = None) -> ReviewStatus | None:
    """Return the status of an item at a four-eyes step, by default the one that it waits at."""
    task = task or item.current_workflow_task
    if not isinstance(task, FourEyesTask):
        return None
    members = permissions.reviewers_by_task([task]).get(task.pk, [])
    editors = permissions.unapproved_editors(item)
    return _assess(task, user, members, permissions.superusers(), editors)


# Several parts of one screen (messages, menu, status panel) need the same status.
_on_screen: WeakKeyDictionary[HttpRequest, dict[Key, ReviewStatus | None]] = WeakKeyDictionary()


def status_on_screen(request: HttpRequest, item: Any) -> ReviewStatus | None:
    """Return the status of an item for the current user, fetched once for each screen."""
    if request.method != "GET":
        return read_status(item, request.user)
    known = _on_screen.setdefault(request, {})
    key = key_of(item)
    if key not in known:
        known[key] = read_status(item, request.user)
    return known[key]


@dataclass(frozen=True, slots=True)
class PendingReview:
    """A page, area, theme or idea in review, for one user."""

    state: TaskState
    item: Any
    consultations: dict[int, str]
    status: ReviewStatus
    is_four_eyes: bool

    @property
    def title(self) -> str:
        return str(get_latest_str(self.item))

    @property
    def kind(self) -> str:
        kind = kind_of(self.item)
        if isinstance(self.item, Page):
            # Translators: %(kind)s is such as "Section page", %(id)s the number of the page.
            return gettext("%(kind)s, page %(id)s") % {"kind": kind, "id": self.item.pk}
        return kind

    @property
    def url(self) -> str:
        return admin_url(self.item, "edit")

    @property
    def decide_url(self) -> str:
        """The address of the screen to decide; the editor for a step of another type."""
        return reverse("review:decide", args=[self.state.pk]) if self.is_four_eyes else self.url

    @property
    def compare_url(self) -> str:
        """The address of the comparison with the public version; "" if there is none yet."""
        item = self.item
        versions = ("live", item.latest_revision_id)
        return admin_url(item, "revisions_compare", *versions) if item.live_revision_id else ""


def describe(states: Iterable[TaskState], user: Any) -> list[PendingReview]:
    """Return waiting reviews for one user; the number of queries does not grow with them."""
    by_key = {
        (state.workflow_state.base_content_type_id, state.workflow_state.object_id): state
        for state in states
    }
    items = read_items(by_key)
    if not items:
        return []
    consultations = consultations_of(items.values())
    task_ids = {state.task_id for state in by_key.values()}
    tasks = GroupApprovalTask.objects.prefetch_related("groups").in_bulk(task_ids)
    four_eyes = set(FourEyesTask.objects.filter(pk__in=task_ids).values_list("pk", flat=True))
    members = permissions.reviewers_by_task(tasks.values())
    everywhere = permissions.superusers()
    editors = permissions.unapproved_editors_by_item(items.values())
    found = []
    for key, state in by_key.items():
        if key in items:
            task, members_of_task = tasks.get(state.task_id), members.get(state.task_id, [])
            is_four_eyes = state.task_id in four_eyes
            changed_by = editors[key] if is_four_eyes else set()
            status = _assess(task, user, members_of_task, everywhere, changed_by)
            review = PendingReview(state, items[key], consultations[key], status, is_four_eyes)
            found.append(review)
    return found


def outcome(state_id: int, user: Any) -> str:
    """Return what a decision at a step led to, for the person who made it."""
    states = TaskState.objects.select_related("task", "revision", "workflow_state__requested_by")
    state = states.get(pk=state_id)
    review = state.workflow_state
    item = review.content_object
    values = {"title": str(get_latest_str(item))}
    if state.status == TaskState.STATUS_REJECTED:
        sender = review.requested_by
        if sender is None or sender.pk == user.pk:
            return say("sent_back", **values)
        return say("sent_back_to", sender=get_user_display_name(sender), **values)
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        return _next_step(item, user, review.current_task_state, values)
    place = ReleaseItem.objects.filter(
        content_type=review.base_content_type, object_id=item.pk, state=ReleaseItemState.WAITING
    ).select_related("release")
    if item.live_revision_id == state.revision_id:
        return say("approved_published", **values)
    if goes_live_at := state.revision.approved_go_live_at:
        return say("approved_scheduled", time=short_datetime(goes_live_at), **values)
    if review.status == WorkflowState.STATUS_APPROVED and (held := place.first()):
        return say("approved_release", release=held.release, **values)
    return say("approved_not_published", **values)


def _next_step(item: Any, user: Any, state: TaskState, values: dict[str, str]) -> str:
    status = read_status(item, user)
    if status is None:
        return say("approved_next", task=state.task.name, **values)
    if status.warning:
        return say("approved_no_one", warning=status.warning, **values)
    if not status.others:
        return say("approved_second_own", **values)
    text = "approved_second_too" if status.may_approve else "approved_second"
    return say(text, names=alternatives(status.others), **values)


def waiting_for(user: Any) -> list[PendingReview]:
    """Return the reviews that this user can decide, the oldest first."""
    return [each for each in describe(visible_to(user), user) if each.status.may_approve]


def consultations_of(items: Iterable[Any]) -> dict[Key, dict[int, str]]:
    """Return the titles by id of the consultations of each item; an idea’s have its theme."""
    paths: dict[tuple[type, int | None], list[str]] = defaultdict(list)
    pages = ThemePage.objects.values_list("theme_id", "theme__area_id", "path")
    for theme_id, area_id, path in pages:
        paths[Theme, theme_id].append(path)
        paths[Area, area_id].append(path)
    consultations = without_templates(ConsultationPage.objects.order_by("draft_title"))
    above = list(consultations.values_list("pk", "draft_title", "path"))
    found = {}
    for item in items:
        if isinstance(item, Page):
            places = [item.path]
        else:
            is_idea = isinstance(item, Idea)
            places = paths[(Theme, item.theme_id) if is_idea else (type(item), item.pk)]
        found[key_of(item)] = {
            pk: title
            for pk, title, path in above
            if any(place.startswith(path) for place in places)
        }
    return found
