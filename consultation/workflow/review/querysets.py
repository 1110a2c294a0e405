"""What waits for a decision."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy
from wagtail.snippets.permissions import get_permission_name

from consultation.pages.models import ThemePage
from consultation.workflow.review.waiting import Waiting, describe
from ideas.models import Area, Idea, Theme

KINDS = (Area, Theme, Idea)


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
    """Return what waits of the things that somebody may change or decide about."""
    if user.is_superuser:
        return in_review()
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    seen = Q(
        workflow_state__base_content_type=ContentType.objects.get_for_model(Page),
        workflow_state__object_id__in=_as_texts(pages),
    )
    for model in KINDS:
        if user.has_perm(get_permission_name("change", model)):
            seen |= Q(workflow_state__base_content_type=ContentType.objects.get_for_model(model))
    decided = Q(task__groupapprovaltask__groups__in=user.groups.all())
    return in_review().filter(
        pk__in=TaskState.objects.filter(seen | decided).values("pk"),
    )


def may_see_waiting(user: Any) -> bool:
    """Say whether somebody has to do with reviews: by writing or by deciding."""
    return (
        user.is_superuser
        or page_permission_policy.user_has_permission(user, "change")
        or any(user.has_perm(get_permission_name("change", model)) for model in KINDS)
        or user.groups.filter(groupapprovaltask__active=True).exists()
    )


def waiting_for(user: Any) -> list[Waiting]:
    """Return what waits for this person's decision, the longest waiting first.

    The number of queries does not depend on how much that is.
    """
    return [each for each in describe(visible_to(user), user) if each.may_decide]


def in_consultation(states: QuerySet[TaskState], consultation_id: int) -> QuerySet[TaskState]:
    """Return what belongs to a consultation: its pages, and what its theme pages show."""
    path = Page.objects.filter(pk=consultation_id).values_list("path", flat=True).first() or "-"
    themes = ThemePage.objects.filter(path__startswith=path).values("theme")
    belonging = {
        Page: Page.objects.filter(path__startswith=path),
        Theme: Theme.objects.filter(pk__in=themes),
        Idea: Idea.objects.filter(theme__in=themes),
        Area: Area.objects.filter(themes__in=themes),
    }
    wanted = Q(pk__in=[])
    for model, items in belonging.items():
        wanted |= Q(
            workflow_state__base_content_type=ContentType.objects.get_for_model(model),
            workflow_state__object_id__in=_as_texts(items),
        )
    return states.filter(wanted)


def _as_texts(items: Any) -> Any:
    """Return ids as Wagtail keeps them here: PostgreSQL compares no number with a text."""
    return items.annotate(text_id=Cast("pk", CharField())).values("text_id")
