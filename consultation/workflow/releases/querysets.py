from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.pages.models import ConsultationPage
from consultation.workflow.items import Key, key_of
from consultation.workflow.models import Release, ReleaseItem, ReleaseItemState, ReleaseState
from consultation.workflow.releases.permissions import PUBLISH
from ideas.models import Area, Idea, Theme

# What can be put into a release beside pages, in the order in which it goes out.
IDEA_KINDS = (Area, Theme, Idea)


def open_releases(item: Any, user: Any) -> QuerySet[Release]:
    """Return the releases into which the user may put an item, the next one first."""
    states = [ReleaseState.DRAFT]
    if user.has_perm(PUBLISH):
        states.append(ReleaseState.SCHEDULED)
    releases = Release.objects.filter(state__in=states)
    if isinstance(item, Page):
        above = ConsultationPage.objects.ancestor_of(item, inclusive=True)
        releases = releases.filter(consultation__in=above)
    return releases.order_by("planned_at", "-created_at")


def due_releases() -> QuerySet[Release]:
    """Return what is due and waits for nobody, the earliest first."""
    scheduled = Release.objects.filter(state=ReleaseState.SCHEDULED, failed_at=None)
    return scheduled.filter(planned_at__lte=timezone.now()).order_by("planned_at", "pk")


def waiting_items() -> QuerySet[ReleaseItem]:
    """Return what waits for an open release."""
    waiting = ReleaseItem.objects.filter(state=ReleaseItemState.WAITING)
    return waiting.select_related("release", "content_type")


def waiting_items_by_key(items: Iterable[Any]) -> dict[Key, ReleaseItem]:
    """Return the places of items in open releases, by one query."""
    keys = {key_of(item) for item in items}
    waiting = waiting_items().filter(object_id__in={pk for _, pk in keys})
    return {each.key: each for each in waiting if each.key in keys}


def waiting_item(item: Any) -> ReleaseItem | None:
    """Return the place of an item in an open release; None where it is in none."""
    return waiting_items_by_key([item]).get(key_of(item))


def drafts(consultation: ConsultationPage | None, user: Any) -> list[Any]:
    """Return what has unpublished changes that the user may change.

    These are pages of the consultation in the order of the tree, then areas, themes, ideas.
    """
    changed = {"has_unpublished_changes": True, "latest_revision__isnull": False}
    found: list[Any] = []
    if consultation is not None:
        pages = page_permission_policy.instances_user_has_permission_for(user, "change")
        pages = pages.descendant_of(consultation, inclusive=True).filter(alias_of=None, **changed)
        found += pages.select_related("latest_revision", "content_type").order_by("path")
    for kind in IDEA_KINDS:
        if user.has_perm(f"ideas.change_{kind._meta.model_name}"):
            of_kind = kind.objects.filter(**changed).select_related("latest_revision")
            found += of_kind.order_by("sort_order", "pk")
    return found
