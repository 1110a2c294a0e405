"""What the reader of a screen was writing, or has sent to review: pages, areas, themes, ideas."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from consultation.common.page_names import name_places
from ideas.models import Area, Idea, Theme

MAX_LISTED = 10
IDEA_MODELS: tuple[type[Any], ...] = (Area, Theme, Idea)


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that has not been published as it now is.

    Args:
        place: the consultation of a page and its number, or "".
        review: where it stands in a review and since when, or "" where it is in none.
    """

    title: str
    kind: str
    place: str
    address: str
    saved_at: datetime
    review: str


def can_write(user: Any) -> bool:
    """Say whether a user may write pages or ideas at all."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change"}) or any(
        model.snippet_viewset.permission_policy.user_has_permission(user, "change")
        for model in IDEA_MODELS
    )


def _active_reviews(**filters: Any) -> dict[tuple[int, str], WorkflowState]:
    """Return the reviews that are not over, by the content type and the id of their object."""
    states = WorkflowState.objects.active().filter(**filters)
    states = states.select_related("current_task_state__task")
    return {(state.base_content_type_id, state.object_id): state for state in states}


def _changeable(model: type[Any], user: Any) -> QuerySet:
    if model is Page:
        return page_permission_policy.instances_user_has_permission_for(user, "change")
    policy = model.snippet_viewset.permission_policy
    may_change = policy.user_has_permission(user, "change")
    return model.objects.all() if may_change else model.objects.none()


def _newest(user: Any) -> Iterator[Any]:
    """Yield the newest drafts of each kind that a user saved last or has sent to review."""
    sent = _active_reviews(requested_by=user)
    for model, content_type in ContentType.objects.get_for_models(Page, *IDEA_MODELS).items():
        ids = [pk for content_type_id, pk in sent if content_type_id == content_type.pk]
        items = _changeable(model, user).filter(
            Q(has_unpublished_changes=True, latest_revision__user=user) | Q(pk__in=ids),
            latest_revision__isnull=False,
        )
        items = items.select_related("latest_revision").defer("latest_revision__content")
        yield from items.order_by("-latest_revision__created_at", "-pk")[:MAX_LISTED]


def read_drafts(user: Any) -> list[Draft]:
    """Return what a user saved last or has sent to review, the newest first; at most ten.

    A fixed number of queries, however much there is.
    """
    found = sorted(_newest(user), key=lambda item: item.latest_revision.created_at, reverse=True)[
        :MAX_LISTED
    ]
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
                address=_edit_address(item),
                saved_at=item.latest_revision.created_at,
                review=_review_status(reviews.get((item.get_base_content_type().pk, str(item.pk)))),
            )
        )
    return drafts


def _edit_address(item: Any) -> str:
    if isinstance(item, Page):
        return reverse("wagtailadmin_pages:edit", args=[item.pk])
    return reverse(item.snippet_viewset.get_url_name("edit"), args=[quote(item.pk)])


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
