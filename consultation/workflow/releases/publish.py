"""Releasing: everything in a release becomes public in one transaction, or nothing does."""

import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from consultation.common.completeness import missing_fields, to_complete
from consultation.common.task_queue import enqueue_with_commit
from consultation.pages.prefetch import fetch_renditions, pictures
from consultation.pages.signal_handlers import questions_noted_once
from consultation.workflow.items import querysets_of
from consultation.workflow.models import Release, ReleaseItem, ReleaseItemState, ReleaseState
from consultation.workflow.notifications import queue_release_emails
from consultation.workflow.releases import services
from consultation.workflow.releases.readiness import ItemStatus, read_statuses, record_questions
from ideas.models import MODELS

logger = logging.getLogger(__name__)

FAULT = (
    "Something went wrong in the portal, and nothing was published. "
    "Whoever keeps the server finds more in the log of that minute."
)


def release_now(release: Release, user: Any) -> list[str]:
    """Release at once, or return why nothing was published: a sentence for each unready item.

    Of two attempts at the same time, the second waits for a `ReleaseError`.
    """
    _prepare(release)
    with transaction.atomic():
        return _attempt(services.lock_open(release), timezone.now(), user)


def release_due() -> Iterator[tuple[bool, str]]:
    """Release what is due, and yield of each whether it went out and a sentence for the output.

    A fault in one stops none of the others, and several machines may do so at once.
    """
    for release in list(services.due_releases()):
        try:
            _prepare(release)
            reasons = _release_as_planned(release)
        except (OperationalError, InterfaceError) as error:
            # The database was busy or away. Nothing was published, so the next run can try.
            logger.warning("Release %s: %s", release.pk, error)
            yield False, f"“{release}” could not be released, and will be tried again: {error}"
            continue
        except Exception:
            logger.exception("Release %s failed", release.pk)
            # It waits for a person, so that a fault is not repeated every minute.
            reasons = _release_as_planned(release, FAULT)
        if reasons:
            yield False, f"“{release}” was not released: {' '.join(reasons)}"
        elif reasons is not None:
            yield True, f"“{release}”, planned for {release.planned_in_words}, is released."


@transaction.atomic
def _release_as_planned(release: Release, fault: str = "") -> list[str] | None:
    """Release on behalf of nobody, or only note a fault; return why nothing was published.

    One that is not ready stays scheduled, with the reason, and waits for a person. None is
    returned where it is not due any more: another machine was first, or it was changed.
    """
    now = timezone.now()
    locked = services.due_releases().select_for_update().filter(pk=release.pk).first()
    if locked is None:
        return None
    reasons = _fail(locked, [fault], None) if fault else _attempt(locked, now, None)
    if reasons:
        locked.failed_at, locked.failure = now, "\n".join(reasons)
        locked.save(update_fields=("failed_at", "failure"))
        enqueue_with_commit(queue_release_emails, locked.pk)
    return reasons


def _prepare(release: Release) -> None:
    """Do beforehand what takes long: within the transaction, others would have to wait for it.

    Makes the pictures of pages that are about to go out, and notes what changes in the
    questions, with the number of answers of today. Neither does harm if nothing comes of it.
    """
    for place in services.waiting_items().filter(release=release):
        item = place.item
        if item is None or item.latest_revision is None:
            continue
        draft = item.latest_revision.as_object()
        if hasattr(draft, "body"):
            fetch_renditions(pictures(draft.body))
        place.questions = record_questions(item.latest_revision)
        place.save(update_fields=("questions",))


def _attempt(release: Release, now: datetime, user: Any) -> list[str]:
    """Publish every item of a locked release, or return why none is published."""
    statuses = read_statuses(_lock_items(release), at=now)
    if not statuses:
        return _fail(release, ["There is nothing in this release."], user)
    if reasons := [each.sentence for each in statuses if each.reasons]:
        return _fail(release, reasons, user)
    try:
        with transaction.atomic(), questions_noted_once():
            for each in sorted(statuses, key=_order):
                _publish(each, now, user)
    except services.ReleaseError as error:
        return _fail(release, [str(error)], user)
    release.state = ReleaseState.RELEASED
    release.released_at, release.released_by = now, get_user_display_name(user)
    release.failed_at, release.failure = None, ""
    release.save()
    data: dict[str, Any] = {"titles": [each.title for each in statuses]}
    if user is None and release.planned_at:
        data["planned_at"] = release.planned_at.isoformat()
        data["scheduled_by"] = release.scheduled_by
    log(release, "releases.release", user=user, data=data)
    return []


def _fail(release: Release, reasons: list[str], user: Any) -> list[str]:
    log(release, "releases.fail", user=user, data={"reasons": reasons})
    return reasons


def _lock_items(release: Release) -> list[ReleaseItem]:
    """Return what is in a release, keeping it from being changed meanwhile.

    Saving a draft updates the item's row, so an editor's draft comes before the check
    or after the release. Answers to a page that arrive meanwhile need not wait.
    """
    places = list(services.waiting_items().filter(release=release).select_for_update(of=("self",)))
    for items in querysets_of(each.key for each in places):
        list(items.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return places


def _order(status: ItemStatus) -> tuple[int, str, int]:
    """Put what others stand on before what stands on it: areas, themes, ideas, pages."""
    item = status.item
    if isinstance(item, Page):
        return len(MODELS), item.path, item.pk
    return MODELS.index(type(item)), "", item.pk


def _publish(status: ItemStatus, now: datetime, user: Any) -> None:
    """Publish the approved version of one item, or raise `ReleaseError`; keep how it went out."""
    item, place = status.item, status.place
    revision = Revision.objects.get(pk=status.version)
    is_page = isinstance(item, Page)
    action = (PublishPageRevisionAction if is_page else PublishRevisionAction)(revision, user=user)
    if missing := missing_fields(action.object):
        raise services.ReleaseError(f"“{status.title}”: {to_complete(missing)}")
    if action.object.go_live_at and action.object.go_live_at > now:
        # Wagtail would schedule it for that time; the release decides about it.
        action.object.go_live_at = None
    try:
        action.execute(skip_permission_checks=True)
    except ValidationError as error:
        raise services.ReleaseError(f"“{status.title}”: {' '.join(error.messages)}") from error
    place.title, place.state = status.title, ReleaseItemState.RELEASED
    place.revision_number = revision.pk
    place.replaced_revision_number = item.live_revision_id if item.live else None
    place.save()
