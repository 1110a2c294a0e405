"""Reading of releases, of what is in them, and of what could be put into them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import OPEN_STATES, MemberState, Release, ReleaseMember
from ideas.models import Area, Idea, Theme

# What can be put into a release beside pages, in the order in which it goes out.
IDEA_KINDS = (Area, Theme, Idea)


def open_releases() -> QuerySet[Release]:
    """Return the releases that can still be changed, the next one first."""
    return Release.objects.filter(state__in=OPEN_STATES).order_by("planned_at", "-created_at")


def waiting_members() -> QuerySet[ReleaseMember]:
    """Return what waits for an open release."""
    return ReleaseMember.objects.filter(state=MemberState.WAITING).select_related(
        "release", "content_type"
    )


def key_of(item: Any) -> tuple[int, int]:
    """Return what tells an item from others of all kinds, as `ReleaseMember.key` does."""
    return (item.get_base_content_type().pk, item.pk)


def waiting_member(item: Any) -> ReleaseMember | None:
    """Return the place of an item in an open release; None where it is in none."""
    content_type, pk = key_of(item)
    return waiting_members().filter(content_type_id=content_type, object_id=pk).first()


def waiting_by_key(items: Iterable[Any]) -> dict[tuple[int, int], ReleaseMember]:
    """Return the places of items in open releases, by one query."""
    wanted = {key_of(item) for item in items}
    members = waiting_members().filter(object_id__in={pk for _, pk in wanted})
    return {member.key: member for member in members if member.key in wanted}


def draft_pages(consultation: ConsultationPage | None, user: Any) -> QuerySet[Page]:
    """Return the pages of a consultation with unpublished changes that somebody may change."""
    if consultation is None:
        return Page.objects.none()
    changeable = page_permission_policy.instances_user_has_permission_for(user, "change")
    return (
        changeable.descendant_of(consultation, inclusive=True)
        .filter(has_unpublished_changes=True, alias_of=None, latest_revision__isnull=False)
        .select_related("content_type")
        .order_by("path")
    )


def draft_ideas(user: Any) -> list[QuerySet[Any]]:
    """Return areas, themes and ideas with unpublished changes that somebody may change."""
    return [
        kind.objects.filter(has_unpublished_changes=True, latest_revision__isnull=False)
        .select_related("latest_revision")
        .order_by("sort_order", "pk")
        for kind in IDEA_KINDS
        if user.has_perm(f"ideas.change_{kind._meta.model_name}")
    ]
