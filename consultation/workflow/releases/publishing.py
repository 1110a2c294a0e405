"""Releasing: everything in a release becomes public in one transaction, or nothing does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from consultation.common.completeness import missing_fields, to_complete
from consultation.common.task_queue import enqueue_with_commit
from consultation.pages.prefetch import fetch_renditions, pictures
from consultation.pages.signal_handlers import questions_noted_once
from consultation.workflow.models import MemberState, Release, ReleaseMember, ReleaseState
from consultation.workflow.releases.people import name_of
from consultation.workflow.releases.querysets import IDEA_KINDS, waiting_members
from consultation.workflow.releases.question_record import record_questions
from consultation.workflow.releases.readiness import Readiness, read_readiness
from consultation.workflow.releases.tasks import tell_publishers

EMPTY = "There is nothing in this release."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of trying to release.

    Args:
        released: whether everything is public, by this attempt.
        too_late: whether there was nothing to do: somebody was first, or it is not due any more.
        reasons: a sentence for each member that is not ready; nothing was published then.
    """

    released: bool = False
    too_late: bool = False
    reasons: tuple[str, ...] = ()


def release_now(release: Release, user: Any) -> Outcome:
    """Release at once what somebody gathered; whether they may is the caller's to ask.

    Args:
        release: which; another attempt that comes at the same time waits, and finds it released.
        user: who releases.
    """
    prepare(release)
    with transaction.atomic():
        locked = Release.objects.select_for_update().get(pk=release.pk)
        if not locked.is_open:
            return Outcome(too_late=True)
        return _attempt(locked, timezone.now(), user)


def release_as_planned(release: Release) -> Outcome:
    """Release what is due, on behalf of nobody.

    One that is not ready stays scheduled, with the reason, and waits for a person.
    The publishers are told once it is committed.
    """
    now = timezone.now()
    prepare(release)
    with transaction.atomic():
        locked = Release.objects.select_for_update().get(pk=release.pk)
        if not locked.is_due(now):
            return Outcome(too_late=True)
        outcome = _attempt(locked, now, None)
        if not outcome.released:
            hold(locked, outcome.reasons)
        return outcome


def hold(release: Release, reasons: Sequence[str]) -> None:
    """Note that a release was not released at its moment, and tell the publishers of it."""
    release.failed_at, release.failure = timezone.now(), "\n".join(reasons)
    release.save(update_fields=("failed_at", "failure"))
    enqueue_with_commit(tell_publishers, release.pk)


def prepare(release: Release) -> None:
    """Do beforehand what takes long: within the transaction, others would have to wait for it.

    Makes the pictures of pages that are about to go out, and notes what changes in the
    questions, with the number of answers of today. Neither does harm if nothing comes of it.
    """
    for member in waiting_members().filter(release=release):
        item = member.item
        if item is None or item.latest_revision is None:
            continue
        draft = item.latest_revision.as_object()
        if hasattr(draft, "body"):
            fetch_renditions(pictures(draft.body))
        member.questions = record_questions(item, item.latest_revision)
        member.save(update_fields=("questions",))


def _attempt(release: Release, now: datetime, user: Any) -> Outcome:
    """Publish every member of a locked release, or say which are not ready."""
    states = read_readiness(_lock_members(release), at=now)
    reasons = [each.sentence for each in states if not each.is_ready]
    if not states:
        reasons = [EMPTY]
    if not reasons:
        try:
            with transaction.atomic(), questions_noted_once():
                for each in _in_order(states):
                    _publish(each, now, user)
        except NotPublishable as error:
            reasons = [str(error)]
    if reasons:
        log(release, "releases.fail", user=user, data={"reasons": reasons})
        return Outcome(reasons=tuple(reasons))
    release.state = ReleaseState.RELEASED
    release.released_at, release.released_by = now, name_of(user)
    release.failed_at, release.failure = None, ""
    release.save()
    log(release, "releases.release", user=user, data=_released_data(release, states, user))
    return Outcome(released=True)


def _released_data(release: Release, states: Sequence[Readiness], user: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"titles": [each.title for each in states]}
    if user is None and release.planned_at is not None:
        data |= {"planned": release.planned_at.isoformat(), "scheduled_by": release.scheduled_by}
    return data


def _lock_members(release: Release) -> list[ReleaseMember]:
    """Return a release's members, keeping them and their items from being changed meanwhile.

    Saving a draft updates the item's row, so an editor's draft comes before the check
    or after the release. Answers to a page that arrive meanwhile need not wait.
    """
    members = list(waiting_members().filter(release=release).select_for_update(of=("self",)))
    for model in (*IDEA_KINDS, Page):
        ids = [each.object_id for each in members if each.model is model]
        if ids:
            rows = model._base_manager.filter(pk__in=ids).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk"))
    return members


def _in_order(states: Sequence[Readiness]) -> list[Readiness]:
    """Return what others stand on before what stands on it: areas, themes, ideas, pages."""

    def place(each: Readiness) -> tuple[int, str, int]:
        item = each.item
        if isinstance(item, Page):
            return (len(IDEA_KINDS), item.path, item.pk)
        return (IDEA_KINDS.index(type(item)), "", item.pk)

    return sorted(states, key=place)


class NotPublishable(Exception):
    """Wagtail refuses to publish something; the text says what and why."""


def _publish(each: Readiness, now: datetime, user: Any) -> None:
    """Publish the approved version of one member and keep how it went out."""
    item, member = each.item, each.member
    revision = Revision.objects.get(pk=each.revision_number)
    action_class = PublishPageRevisionAction if member.is_page else PublishRevisionAction
    action = action_class(revision, user=user)
    if missing := missing_fields(action.object):
        raise NotPublishable(f"“{each.title}”: {to_complete(missing)}")
    if action.object.go_live_at and action.object.go_live_at > now:
        # Wagtail would schedule it for that moment; the release is its moment.
        action.object.go_live_at = None
    try:
        action.execute(skip_permission_checks=True)
    except ValidationError as error:
        raise NotPublishable(f"“{each.title}”: {' '.join(error.messages)}") from error
    member.title = each.title
    member.state = MemberState.RELEASED
    member.approvals = [decision.record for decision in each.decisions]
    member.revision_number = revision.pk
    member.replaced_revision_number = item.live_revision_id if item.live else None
    member.save()
