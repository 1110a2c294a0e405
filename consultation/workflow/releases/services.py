"""What goes into a release and comes out of it again, and when it goes out or that it does not.

Whatever changes a release raises `ReleaseError` where it is released or cancelled already.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision, WorkflowState

from consultation.common.dates import short_datetime
from consultation.common.errors import UserFacingError
from consultation.workflow.items import key_of, kind_of
from consultation.workflow.models import Release, ReleaseItem, ReleaseItemState, ReleaseState
from consultation.workflow.releases.items import record_questions, standing_approvals
from consultation.workflow.releases.querysets import waiting_item, waiting_items_by_key
from consultation.workflow.review.decisions import read_approvals


class ReleaseError(UserFacingError):
    """Something that cannot be done with a release; the text says why, to a person."""


def lock_open(release: Release) -> Release:
    """Return a release as it is now, kept from others until the transaction ends."""
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if not locked.is_open:
        raise ReleaseError(f"“{locked}” is {locked.get_state_display().lower()} already.")
    return locked


@dataclass(slots=True)
class Added:
    """The titles of what was put into a release, and a sentence for each that was not."""

    titles: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def add_items(release: Release, items: Iterable[Any], user: Any) -> Added:
    """Put pages, areas, themes and ideas into an open release, each with an entry in the log.

    Args:
        release: where to.
        items: a page need not be of its specific type.
        user: who does it; whether they may is the caller's to ask."""
    items, result = list(items), Added()
    locked = lock_open(release)
    elsewhere = waiting_items_by_key(items)
    for item in items:
        title = str(get_latest_str(item))
        reason = _reason_not_to_add(locked, item, elsewhere.get(key_of(item)))
        if reason or (reason := _add(locked, item, title, user)):
            result.refused.append(f"“{title}” {reason}")
        else:
            result.titles.append(title)
    return result


def _reason_not_to_add(release: Release, item: Any, elsewhere: ReleaseItem | None) -> str:
    """Return the rest of the sentence that says why an item cannot be put in, or ""."""
    top = release.consultation
    belongs = top and isinstance(item, Page) and (item.pk == top.pk or item.is_descendant_of(top))
    if isinstance(item, Page) and not belongs:
        return f"is not a page of “{release.consultation_title}”."
    if elsewhere is not None:
        return f"is in the release “{elsewhere.release}” already."
    if getattr(item, "alias_of_id", None):
        return "is an alias: it follows the page that it was made from."
    if item.live and not item.has_unpublished_changes:
        return "has no changes to publish."
    if item.scheduled_revision is not None:
        at = short_datetime(item.scheduled_revision.approved_go_live_at)
        return f"is scheduled to go live by itself on {at}. Cancel that schedule first."
    return ""


def _add(release: Release, item: Any, title: str, user: Any) -> str:
    try:
        with transaction.atomic():
            place = ReleaseItem.objects.create(
                release=release,
                content_type=item.get_base_content_type(),
                object_id=item.pk,
                title=title,
                kind=kind_of(item).lower(),
                added_by=get_user_display_name(user),
                approvals=_read_standing_approvals(item.latest_revision),
                questions=record_questions(item, item.latest_revision),
            )
    except IntegrityError:
        return "was put into another release just now."
    log(release, "releases.add", user=user, data={"title": place.title, "kind": place.kind})
    return ""


def _read_standing_approvals(revision: Revision | None) -> list[dict[str, Any]]:
    if revision is None:
        return []
    approvals = read_approvals([revision.pk]).get(revision.pk, [])
    return standing_approvals(approvals, revision.created_at)


@transaction.atomic
def remove_item(place: ReleaseItem, user: Any) -> None:
    """Take something out of an open release. Its draft and its approval stay as they are."""
    release = lock_open(place.release)
    # Two people at once take it out once.
    if release.items.filter(pk=place.pk).delete()[0]:
        data = {"title": place.title, "kind": place.kind}
        log(release, "releases.remove", user=user, data=data)


@transaction.atomic
def defer_publication(
    sender: type, workflow_state: WorkflowState, revision: Revision, **kwargs: Any
) -> bool:
    """Keep what was just approved for its release, with who approved it; False without one.

    Locks the item's place in the release, so that an approval and a release that come
    at the same time follow each other.
    """
    item = workflow_state.content_object
    place = waiting_item(item)
    if place is None:
        return False
    waiting = ReleaseItem.objects.filter(pk=place.pk, state=ReleaseItemState.WAITING)
    locked = waiting.select_for_update().first()
    if locked is None:
        return False
    locked.approvals = _read_standing_approvals(revision)
    locked.questions = record_questions(item, revision)
    locked.save(update_fields=("approvals", "questions"))
    return True


@transaction.atomic
def schedule(release: Release, planned_at: datetime, user: Any) -> None:
    """Set or change when a release goes out, and let it be tried again if it had failed.

    Raises:
        ReleaseError: also if it is empty, or the time has passed.
    """
    locked = lock_open(release)
    if planned_at <= timezone.now():
        raise ReleaseError("That moment has passed. Choose a later one, or release now.")
    if not locked.items.exists():
        raise ReleaseError("There is nothing in this release yet.")
    before = locked.planned_at if locked.is_scheduled else None
    locked.state = ReleaseState.SCHEDULED
    locked.planned_at, locked.scheduled_at = planned_at, timezone.now()
    locked.scheduled_by = get_user_display_name(user)
    locked.failed_at, locked.failure = None, ""
    locked.save()
    data = {"planned_at": planned_at.isoformat()}
    if before:
        data["before"] = before.isoformat()
    log(locked, f"releases.{'reschedule' if before else 'schedule'}", user=user, data=data)


@transaction.atomic
def unschedule(release: Release, user: Any) -> None:
    """Take the planned time away: the release is a draft again."""
    locked = lock_open(release)
    if not locked.is_scheduled:
        return
    before = locked.planned_at.isoformat() if locked.planned_at else ""
    locked.state, locked.planned_at = ReleaseState.DRAFT, None
    locked.failed_at, locked.failure = None, ""
    locked.save()
    log(locked, "releases.unschedule", user=user, data={"before": before})


@transaction.atomic
def cancel(release: Release, user: Any) -> None:
    """Give up a release for good and let go what is in it: drafts and approvals stay."""
    locked = lock_open(release)
    locked.state = ReleaseState.CANCELLED
    locked.cancelled_at, locked.cancelled_by = timezone.now(), get_user_display_name(user)
    locked.save()
    number = locked.items.update(state=ReleaseItemState.LET_GO)
    log(locked, "releases.cancel", user=user, data={"number": number})
