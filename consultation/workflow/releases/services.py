"""Filling, scheduling and publishing releases, and who may do what.

Writers fill releases, publishers release them. Permissions on releases give none on pages: to
add a page you must be able to change it, to release it you must be able to publish it. The
caller checks permissions. A release that is already released or cancelled raises `ReleaseError`.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.log_actions import log
from wagtail.models import Page, Revision, WorkflowState
from wagtail.permissions import page_permission_policy

from consultation.common.dates import short_datetime
from consultation.common.drafts import missing_fields, to_complete
from consultation.common.errors import UserFacingError
from consultation.common.tasks import enqueue_with_commit
from consultation.pages.models import ConsultationPage
from consultation.pages.prefetch import fetch_renditions, pictures
from consultation.pages.signal_handlers import questions_noted_once
from consultation.workflow.diff.services import changes_between
from consultation.workflow.items import Key, key_of, kind_of, querysets_of
from consultation.workflow.models import Release, ReleaseItem, ReleaseItemState, ReleaseState
from consultation.workflow.notifications import queue_release_emails
from consultation.workflow.releases.readiness import ItemStatus, read_statuses
from consultation.workflow.review.services import read_approvals
from ideas.models import MODELS

logger = logging.getLogger(__name__)

VIEW = "workflow.view_release"
ADD = "workflow.add_release"
CHANGE = "workflow.change_release"
PUBLISH = "workflow.publish_release"

FAULT = _("Something went wrong, and nothing was published. The server’s log has the details.")


class ReleaseError(UserFacingError):
    """Something that cannot be done with a release; its arguments are sentences that say why."""


def may_edit(user: Any, release: Release) -> bool:
    """Say whether the user may change what is in a release."""
    # A scheduled release is for those who may schedule it.
    right = PUBLISH if release.is_scheduled else CHANGE
    return release.is_open and user.has_perm(CHANGE) and user.has_perm(right)


def may_act(user: Any, action: str, item: Any) -> bool:
    """Say whether the user may "change" or "publish" a page, area, theme or idea."""
    if isinstance(item, Page):
        return bool(page_permission_policy.user_has_permission_for_instance(user, action, item))
    return bool(user.has_perm(f"{item._meta.app_label}.{action}_{item._meta.model_name}"))


def due_releases() -> QuerySet[Release]:
    """Return the releases that are due and have not failed, the earliest first."""
    scheduled = Release.objects.filter(state=ReleaseState.SCHEDULED, failed_at=None)
    return scheduled.filter(planned_at__lte=timezone.now()).order_by("planned_at", "pk")


def waiting_items() -> QuerySet[ReleaseItem]:
    """Return the items of open releases."""
    waiting = ReleaseItem.objects.filter(state=ReleaseItemState.WAITING)
    return waiting.select_related("release", "content_type")


def waiting_items_by_key(items: Iterable[Any]) -> dict[Key, ReleaseItem]:
    """Return the places of items in open releases, by one query."""
    keys = {key_of(item) for item in items}
    waiting = waiting_items().filter(object_id__in={pk for _, pk in keys})
    return {each.key: each for each in waiting if each.key in keys}


def waiting_item(item: Any) -> ReleaseItem | None:
    """Return the place of an item in an open release; None if it is in none."""
    return waiting_items_by_key([item]).get(key_of(item))


def drafts(consultation: ConsultationPage | None, user: Any) -> list[Any]:
    """Return unpublished changes that the user may change: pages in order, then ideas."""
    changed = {"has_unpublished_changes": True, "latest_revision__isnull": False}
    found: list[Any] = []
    if consultation is not None:
        pages = page_permission_policy.instances_user_has_permission_for(user, "change")
        pages = pages.descendant_of(consultation, inclusive=True).filter(alias_of=None, **changed)
        found += pages.select_related("latest_revision", "content_type").order_by("path")
    for kind in MODELS:
        if user.has_perm(f"ideas.change_{kind._meta.model_name}"):
            of_kind = kind.objects.filter(**changed).select_related("latest_revision")
            found += of_kind.order_by("sort_order", "pk")
    return found


class Added(NamedTuple):
    """The result of adding items to a release."""

    titles: list[str]
    refused: list[str]  # a sentence for each item that was not added


def lock_open(release: Release) -> Release:
    """Return a release as it is now, locked until the transaction ends."""
    locked = Release.objects.select_for_update().get(pk=release.pk)
    if not locked.is_open:
        raise ReleaseError(locked.refusal)
    return locked


def new_place(release: Release, item: Any) -> ReleaseItem:
    """Return an unsaved place for an item in a release."""
    # Not in the language of one user: the record is for all.
    with override(settings.LANGUAGE_CODE):
        kind = kind_of(item)
    return ReleaseItem(
        release=release,
        content_type=item.get_base_content_type(),
        object_id=item.pk,
        title=str(get_latest_str(item)),
        kind=kind,
    )


@transaction.atomic
def add_items(release: Release, items: Iterable[Any], user: Any) -> Added:
    """Add pages, areas, themes and ideas to an open release, each with an entry in the log."""
    items, result = list(items), Added([], [])
    locked = lock_open(release)
    elsewhere = waiting_items_by_key(items)
    for item in items:
        place = new_place(locked, item)
        if reason := _reason_not_to_add(place, item, elsewhere.get(place.key)):
            result.refused.append(reason)
            continue
        place.added_by = get_user_display_name(user)
        try:
            _record_version(place, item.latest_revision)
        except IntegrityError:
            # Another user has added it to another release since the check.
            busy = gettext(
                "Nothing was added, because someone else is changing the releases. Try again."
            )
            raise ReleaseError(busy) from None
        result.titles.append(place.title)
        log(locked, "releases.add", user=user, data={"title": place.title, "kind": place.kind})
    return result


def _reason_not_to_add(place: ReleaseItem, item: Any, elsewhere: ReleaseItem | None) -> str:
    """Return why an item cannot be added to the release of a new place, or ""."""
    release, values = place.release, {"title": place.title}
    top = release.consultation
    reason = ""
    if isinstance(item, Page) and not (top and item.path.startswith(top.path)):
        values["consultation"] = release.consultation_title
        reason = gettext("“%(title)s” is not a page of “%(consultation)s”.")
    elif elsewhere is not None:
        values["release"] = str(elsewhere.release)
        reason = gettext("“%(title)s” is already in the release “%(release)s”.")
    elif getattr(item, "alias_of_id", None):
        reason = gettext("“%(title)s” is an alias: it follows its original page.")
    elif item.latest_revision is None or (item.live and not item.has_unpublished_changes):
        reason = gettext("“%(title)s” has no changes to publish.")
    elif item.scheduled_revision is not None:
        values["time"] = short_datetime(item.scheduled_revision.approved_go_live_at)
        reason = gettext(
            "“%(title)s” has its own schedule to go live on %(time)s. Cancel that first."
        )
    return reason % values


def record_approvals(version_ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return who approved versions, by version: as text, which outlives accounts."""
    return {
        version_id: [
            {
                "revision": version_id,
                "task": each.task.name,
                "by": get_user_display_name(each.finished_by),
                "at": each.finished_at.isoformat(),
                "comment": each.comment,
            }
            for each in approvals
        ]
        for version_id, approvals in read_approvals(version_ids).items()
    }


def record_questions(version: Revision) -> dict[str, Any]:
    """Return the changes of questions in a version, in the portal's language, or {}."""
    with override(settings.LANGUAGE_CODE):
        changes = changes_between(None, version.as_object())
        if not changes:
            return {}
        return {
            # A later draft may change something else.
            "revision": version.pk,
            "sentences": [change.sentence for change in changes.changes],
            "warning": changes.warning,
        }


def _record_version(place: ReleaseItem, version: Revision) -> None:
    """Store who approved a version of an item, and its changes of questions."""
    place.approvals = record_approvals([version.pk]).get(version.pk, [])
    place.questions = record_questions(version)
    place.save()


@transaction.atomic
def remove_item(place: ReleaseItem, user: Any) -> None:
    """Take an item out of an open release. Its draft and its approval do not change."""
    release = lock_open(place.release)
    # Two people at once take it out once.
    if release.items.filter(pk=place.pk).delete()[0]:
        data = {"title": place.title, "kind": place.kind}
        log(release, "releases.remove", user=user, data=data)


@transaction.atomic
def defer_publication(
    sender: type, workflow_state: WorkflowState, revision: Revision, **kwargs: Any
) -> bool:
    """Hold an approved item for its release, with who approved it; False without a release.

    Locks the item's place in the release, so that an approval and a release at the same time
    happen one after the other.
    """
    item = workflow_state.content_object
    waiting = waiting_items().filter(content_type=item.get_base_content_type(), object_id=item.pk)
    locked = waiting.select_for_update(of=("self",)).first()
    if locked is None:
        return False
    _record_version(locked, revision)
    return True


@transaction.atomic
def schedule(release: Release, planned_at: datetime | None, user: Any) -> None:
    """Set, change or remove the date of a release; a failed one is tried again."""
    locked = lock_open(release)
    if planned_at is None and locked.planned_at is None:
        return
    action = "schedule"
    data: dict[str, str] = {}
    if locked.planned_at:
        action, data["before"] = "reschedule", locked.planned_at.isoformat()
    if planned_at is None:
        action, locked.state = "unschedule", ReleaseState.DRAFT
    elif not locked.items.exists():
        raise ReleaseError(gettext("This release is empty."))
    else:
        data["planned_at"], locked.state = planned_at.isoformat(), ReleaseState.SCHEDULED
        locked.scheduled_at, locked.scheduled_by = timezone.now(), get_user_display_name(user)
    locked.planned_at, locked.failed_at, locked.failure = planned_at, None, ""
    locked.save()
    log(locked, f"releases.{action}", user=user, data=data)


@transaction.atomic
def cancel(release: Release, user: Any) -> None:
    """Cancel a release for good and take everything out: drafts and approvals stay."""
    locked = lock_open(release)
    locked.state = ReleaseState.CANCELLED
    locked.cancelled_at, locked.cancelled_by = timezone.now(), get_user_display_name(user)
    locked.save()
    locked.items.update(state=ReleaseItemState.LET_GO)
    log(locked, "releases.cancel", user=user)


def release_now(release: Release, user: Any) -> list[str]:
    """Publish a release, or return why not: a sentence for each item that is not ready.

    Of two attempts at the same time, the second waits and raises `ReleaseError`.
    """
    _prepare(release)
    with transaction.atomic():
        return _attempt(lock_open(release), timezone.now(), user)


def release_due() -> Iterator[tuple[bool, str]]:
    """Publish due releases, and yield for each whether it was published and a sentence.

    A fault in one stops none of the others, and several machines may do so at once.
    """
    for release in list(due_releases()):
        try:
            _prepare(release)
            reasons = _release_as_planned(release)
        except (OperationalError, InterfaceError) as error:
            # The database was busy or unreachable. Nothing was published, so the next run can try.
            logger.warning("Release %s: %s", release.pk, error)
            again = gettext(
                "“%(release)s” could not be released, and will be tried again: %(error)s"
            )
            yield False, again % {"release": release, "error": error}
            continue
        except Exception:
            logger.exception("Release %s failed", release.pk)
            # It is now up to a person, so that a fault is not repeated every minute.
            reasons = _release_as_planned(release, str(FAULT))
        if reasons:
            failed = gettext("“%(release)s” was not released: %(reasons)s")
            yield False, failed % {"release": release, "reasons": " ".join(reasons)}
        elif reasons is not None:
            done = gettext("“%(release)s”, planned for %(time)s, was released.")
            yield True, done % {"release": release, "time": release.planned_in_words}


@transaction.atomic
def _release_as_planned(release: Release, fault: str = "") -> list[str] | None:
    """Publish a release by its schedule, or record a fault; return why nothing was published.

    One that is not ready stays scheduled, with the reason, until a person decides. Returns None if
    it is no longer due: another machine was first, or it was changed.
    """
    now = timezone.now()
    locked = due_releases().select_for_update().filter(pk=release.pk).first()
    if locked is None:
        return None
    if reasons := _attempt(locked, now, None, fault):
        locked.failed_at, locked.failure = now, "\n".join(reasons)
        locked.save(update_fields=("failed_at", "failure"))
        enqueue_with_commit(queue_release_emails, locked.pk)
    return reasons


def _prepare(release: Release) -> None:
    """Do slow work beforehand: within the transaction, others would have to wait for it.

    Makes the images of pages that are about to be published, and stores the changes of questions
    with the current number of answers. Neither does harm if nothing is published.
    """
    for place in waiting_items().filter(release=release):
        item = place.item
        if item is None or item.latest_revision is None:
            continue
        draft = item.latest_revision.as_object()
        if hasattr(draft, "body"):
            fetch_renditions(pictures(draft.body))
        place.questions = record_questions(item.latest_revision)
        place.save(update_fields=("questions",))


def _attempt(release: Release, now: datetime, user: Any, fault: str = "") -> list[str]:
    """Publish every item of a locked release, or return why none is published."""
    statuses = [] if fault else read_statuses(_lock_items(release), at=now)
    reasons = [each.sentence for each in statuses if each.reasons]
    if not statuses:
        reasons = [fault or gettext("This release is empty.")]
    if not reasons:
        try:
            with transaction.atomic(), questions_noted_once():
                for each in sorted(statuses, key=_order):
                    _publish(each, now, user)
        except ReleaseError as error:
            reasons = [str(error)]
    if reasons:
        log(release, "releases.fail", user=user, data={"reasons": reasons})
        return reasons
    release.state = ReleaseState.RELEASED
    release.released_at, release.released_by = now, get_user_display_name(user)
    release.failed_at, release.failure = None, ""
    release.save()
    data = {"titles": [each.title for each in statuses]}
    log(release, "releases.release", user=user, data=data)
    return []


def _lock_items(release: Release) -> list[ReleaseItem]:
    """Return the items of a release, locked against changes.

    Saving a draft updates the item's row, so an editor's draft comes before the check or after the
    release. Responses to a page that arrive meanwhile need not wait.
    """
    places = list(waiting_items().filter(release=release).select_for_update(of=("self",)))
    for items in querysets_of(each.key for each in places):
        list(items.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return places


def _order(status: ItemStatus) -> tuple[int, str, int]:
    """Order items so that parents come first: areas, themes, ideas, pages."""
    item = status.item
    if isinstance(item, Page):
        return len(MODELS), item.path, item.pk
    return MODELS.index(type(item)), "", item.pk


def _publish(status: ItemStatus, now: datetime, user: Any) -> None:
    """Publish the approved version of one item and record it, or raise `ReleaseError`."""
    item, place = status.item, status.place
    revision = Revision.objects.get(pk=status.version)
    is_page = isinstance(item, Page)
    action = (PublishPageRevisionAction if is_page else PublishRevisionAction)(revision, user=user)
    if missing := missing_fields(action.object):
        raise ReleaseError(status.with_title([to_complete(missing)]))
    if action.object.go_live_at and action.object.go_live_at > now:
        # Wagtail would schedule it for that time; the release decides about it.
        action.object.go_live_at = None
    try:
        action.execute(skip_permission_checks=True)
    except ValidationError as error:
        raise ReleaseError(status.with_title(error.messages)) from error
    place.title, place.state = status.title, ReleaseItemState.RELEASED
    place.revision_number = revision.pk
    place.replaced_revision_number = item.live_revision_id if item.live else None
    place.save()
