"""What goes into a release and comes out of it again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from consultation.workflow.models import MemberState, Release, ReleaseMember
from consultation.workflow.releases.decisions import decisions_about
from consultation.workflow.releases.locking import lock_open
from consultation.workflow.releases.moments import in_short
from consultation.workflow.releases.people import name_of
from consultation.workflow.releases.querysets import key_of, waiting_by_key, waiting_member
from consultation.workflow.releases.question_record import record_questions
from consultation.workflow.review.decisions import read_approvals


@dataclass(slots=True)
class Added:
    """What became of things that were to be put into a release.

    Args:
        titles: of those that are in it now.
        refused: a sentence for each that is not.
    """

    titles: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def add_items(release: Release, items: Iterable[Any], user: Any) -> Added:
    """Put pages, areas, themes and ideas into an open release, each with an entry in the log.

    Args:
        release: where to.
        items: a page need not be of its specific type.
        user: who does it; whether they may is the caller's to ask.

    Raises:
        ReleaseError: the release is released or cancelled.
    """
    items = list(items)
    result = Added()
    with transaction.atomic():
        locked = lock_open(release)
        elsewhere = waiting_by_key(items)
        for item in items:
            title = _title(item)
            reason = _against_adding(locked, item, elsewhere.get(key_of(item)))
            if not reason:
                reason = _add(locked, item, title, user)
            if reason:
                result.refused.append(f"“{title}” {reason}")
            else:
                result.titles.append(title)
    return result


def _against_adding(release: Release, item: Any, elsewhere: ReleaseMember | None) -> str:
    """Return the rest of the sentence that says why an item cannot be put in, or ""."""
    if isinstance(item, Page) and not _belongs(item, release):
        return f"is not a page of “{release.consultation_title}”."
    if elsewhere is not None:
        return f"is in the release “{elsewhere.release}” already."
    if getattr(item, "alias_of_id", None):
        return "is an alias: it follows the page that it was made from."
    if item.live and not item.has_unpublished_changes:
        return "has no changes to publish."
    if item.scheduled_revision is not None:
        moment = in_short(item.scheduled_revision.approved_go_live_at)
        return f"is scheduled to go live by itself on {moment}. Cancel that schedule first."
    return ""


def _belongs(page: Page, release: Release) -> bool:
    top = release.consultation
    return top is not None and (page.pk == top.pk or page.is_descendant_of(top))


def _add(release: Release, item: Any, title: str, user: Any) -> str:
    specific = item.specific_class if isinstance(item, Page) else type(item)
    try:
        with transaction.atomic():
            member = ReleaseMember.objects.create(
                release=release,
                content_type=item.get_base_content_type(),
                object_id=item.pk,
                title=title,
                kind=str((specific or Page)._meta.verbose_name),
                added_by=name_of(user),
                approvals=_approvals(item.latest_revision),
                questions=record_questions(item, item.latest_revision),
            )
    except IntegrityError:
        return "was put into another release just now."
    log(release, "releases.add", user=user, data={"title": member.title, "kind": member.kind})
    return ""


def _title(item: Any) -> str:
    return str((item.latest_revision and item.latest_revision.object_str) or item)


def _approvals(revision: Revision | None) -> list[dict[str, Any]]:
    """Return the standing approvals of a version as a member keeps them."""
    if revision is None:
        return []
    approvals = read_approvals([revision.pk]).get(revision.pk, [])
    return [each.record for each in decisions_about(approvals, revision.created_at, [])]


def remove_member(member: ReleaseMember, user: Any) -> None:
    """Take something out of an open release. Its draft and its approval stay as they are.

    Raises:
        ReleaseError: the release is released or cancelled.
    """
    with transaction.atomic():
        release = lock_open(member.release)
        # Two people at once take it out once.
        if release.members.filter(pk=member.pk).delete()[0]:
            log(
                release,
                "releases.remove",
                user=user,
                data={"title": member.title, "kind": member.kind},
            )


def hold_for_release(item: Any, revision: Revision) -> bool:
    """Keep what was just approved for its release, with who approved it; False without one.

    Locks the item's place in the release, so that an approval and a release that come
    at the same time follow each other.
    """
    member = waiting_member(item)
    if member is None:
        return False
    with transaction.atomic():
        locked = (
            ReleaseMember.objects.select_for_update()
            .filter(pk=member.pk, state=MemberState.WAITING)
            .first()
        )
        if locked is None:
            return False
        locked.approvals = _approvals(revision)
        locked.questions = record_questions(item, revision)
        locked.save(update_fields=("approvals", "questions"))
    return True
