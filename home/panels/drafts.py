"""What somebody was writing, or has sent to review: pages, areas, themes and ideas."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page, WorkflowState
from wagtail.permissions import page_permission_policy

from consultation.common.page_names import PageName, name_places
from ideas.models import Area, Idea, Theme

MOST = 10
IDEA_MODELS: tuple[type[Any], ...] = (Area, Theme, Idea)

# The object of a review: its content type and its id, as text.
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that has not been published as it now is.

    Args:
        title: its title or wording, as the newest draft has it.
        kind: what it is, as "section".
        place: the consultation of a page and its number, or "".
        address: where it is edited.
        saved_at: when its newest draft was saved.
        review: where it stands in a review and since when, or "" where it is in none.
    """

    title: str
    kind: str
    place: str
    address: str
    saved_at: datetime
    review: str = ""


def can_write(user: Any) -> bool:
    """Say whether somebody may write pages or ideas at all."""
    return page_permission_policy.user_has_any_permission(user, {"add", "change"}) or any(
        model.snippet_viewset.permission_policy.user_has_permission(user, "change")
        for model in IDEA_MODELS
    )


def _reviews(**narrowed: Any) -> dict[Key, WorkflowState]:
    """Return the reviews that are not over, by what they are about."""
    states = WorkflowState.objects.active().filter(**narrowed)
    states = states.select_related("current_task_state__task")
    return {(state.base_content_type_id, state.object_id): state for state in states}


def _pages(user: Any, sent: Iterable[str]) -> Iterator[tuple[Any, str, str]]:
    pages = page_permission_policy.instances_user_has_permission_for(user, "change").filter(
        Q(has_unpublished_changes=True, latest_revision__user=user) | Q(pk__in=sent)
    )
    newest = pages.select_related("latest_revision").defer("latest_revision__content")
    for page in newest.order_by("-latest_revision_created_at", "-pk")[:MOST]:
        kind = page.cached_content_type.model_class()
        name = kind._meta.verbose_name if kind else "page"
        yield page, str(name), reverse("wagtailadmin_pages:edit", args=[page.pk])


def _ideas(model: type[Any], user: Any, sent: Iterable[str]) -> Iterator[tuple[Any, str, str]]:
    viewset = model.snippet_viewset
    if not viewset.permission_policy.user_has_permission(user, "change"):
        return
    items = model.objects.filter(
        Q(has_unpublished_changes=True, latest_revision__user=user) | Q(pk__in=sent)
    )
    newest = items.select_related("latest_revision").defer("latest_revision__content")
    for item in newest.order_by("-latest_revision__created_at", "-pk")[:MOST]:
        address = reverse(viewset.get_url_name("edit"), args=[quote(item.pk)])
        yield item, str(model._meta.verbose_name), address


def _standing(state: WorkflowState) -> str:
    task = state.current_task_state
    if task is None:
        return "in review"
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return f"sent back on {_moment(task.finished_at)}"
    return f"waits for {task.task.name.lower()} since {_moment(task.started_at)}"


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F, H:i")


def _key(item: Model) -> Key:
    content_type: ContentType = item.get_base_content_type()  # type: ignore[attr-defined]
    return content_type.pk, str(item.pk)


def read_drafts(user: Any) -> list[Draft]:
    """Return what somebody saved last or has sent to review, the newest first; at most ten.

    A fixed number of queries, however much there is.
    """
    sent = _reviews(requested_by=user)
    types = ContentType.objects.get_for_models(Page, *IDEA_MODELS)

    def of(model: type[Model]) -> list[str]:
        return [pk for content_type, pk in sent if content_type == types[model].pk]

    found = list(_pages(user, of(Page)))
    for model in IDEA_MODELS:
        found.extend(_ideas(model, user, of(model)))
    found = [each for each in found if each[0].latest_revision]
    found.sort(key=lambda each: each[0].latest_revision.created_at, reverse=True)
    found = found[:MOST]
    reviews = _reviews(object_id__in=[str(item.pk) for item, _, _ in found]) if found else {}
    places = name_places(item for item, _, _ in found if isinstance(item, Page))
    return [_draft(*each, reviews.get(_key(each[0])), places) for each in found]


def _draft(
    item: Any, kind: str, address: str, state: WorkflowState | None, places: dict[int, PageName]
) -> Draft:
    revision = item.latest_revision
    return Draft(
        title=revision.object_str,
        kind=kind,
        place=places[item.pk].place if isinstance(item, Page) else "",
        address=address,
        saved_at=revision.created_at,
        review=_standing(state) if state else "",
    )
