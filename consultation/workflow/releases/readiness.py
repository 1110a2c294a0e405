"""Whether what is in a release can go out, and if not, why not: one sentence for each reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import WorkflowState

from consultation.workflow.models import Release, ReleaseMember
from consultation.workflow.releases.decisions import Decision
from consultation.workflow.releases.items import ItemNow, Key, read_items
from consultation.workflow.releases.moments import in_short
from consultation.workflow.releases.people import name_of
from consultation.workflow.releases.querysets import waiting_members
from consultation.workflow.releases.surroundings import Surroundings

GONE = "It has been deleted. Take it out of the release."


@dataclass(slots=True)
class Readiness:
    """How one member stands.

    Args:
        member: what waits for the release.
        now: the item as it is; None where it was deleted.
        reasons: why it cannot go out; empty where it can.
    """

    member: ReleaseMember
    now: ItemNow | None
    reasons: list[str]

    @property
    def is_ready(self) -> bool:
        """Whether it is approved, unchanged since, and would be seen."""
        return not self.reasons

    @property
    def title(self) -> str:
        """What it is called now, or was when it was put in."""
        return self.now.title if self.now else self.member.title

    @property
    def item(self) -> Any:
        """The page, area, theme or idea; None where it was deleted."""
        return self.now.item if self.now else None

    @property
    def revision_number(self) -> int | None:
        """Which version would go out; None where there is none."""
        return self.now.revision.pk if self.now and self.now.revision else None

    @property
    def decisions(self) -> list[Decision]:
        """By which that version stands approved."""
        return self.now.decisions if self.now else []

    @property
    def sentence(self) -> str:
        """The reasons after its title."""
        return f"“{self.title}”: {' '.join(self.reasons)}"


def read_readiness(members: Sequence[ReleaseMember], at: datetime | None = None) -> list[Readiness]:
    """Return how waiting members stand, in the same order, by a fixed number of queries.

    Args:
        members: with their releases and content types fetched; of several releases, if need be.
        at: the moment of the release; by default the planned one, or now if there is none.
    """
    items = read_items(members)
    surroundings = Surroundings(items.values())
    together: dict[int, set[Key]] = defaultdict(set)
    for member in members:
        together[member.release_id].add(member.key)
    found = []
    for member in members:
        now = items.get(member.key)
        if now is None:
            found.append(Readiness(member, None, [GONE]))
            continue
        moment = at or member.release.planned_at or timezone.now()
        reasons = [
            *_reasons_in_itself(now, moment),
            *_reasons_around(now, surroundings, together[member.release_id]),
        ]
        found.append(Readiness(member, now, reasons))
    return found


def count_ready(releases: Iterable[Release]) -> dict[int, tuple[int, int]]:
    """Return how many members of open releases are ready and how many are not, by release."""
    members = list(waiting_members().filter(release__in=[each.pk for each in releases]))
    counts: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for each in read_readiness(members):
        ready, unready = counts[each.member.release_id]
        counts[each.member.release_id] = (ready + each.is_ready, unready + (not each.is_ready))
    return counts


def _reasons_in_itself(now: ItemNow, moment: datetime) -> Iterable[str]:
    item = now.item
    if now.revision is None or (item.live and not item.has_unpublished_changes):
        yield "There is nothing to publish: readers see its latest version already."
        return
    yield from _reasons_in_review(now)
    if item.locked:
        by = name_of(item.locked_by)
        yield f"It is locked by {by}." if by else "It is locked."
    for scheduled in now.schedules:
        yield (
            f"It is scheduled to go live by itself on {in_short(scheduled)}. "
            "Cancel that schedule in its editor."
        )
    expires = now.draft_moment("expire_at")
    if expires and expires <= moment:
        yield f"It expires on {in_short(expires)}, before it would go out."


def _reasons_in_review(now: ItemNow) -> Iterable[str]:
    if now.review is not None:
        yield _review_under_way(now.review)
    elif now.decisions:
        return
    elif now.sent_back_at is not None:
        yield (
            f"It was sent back on {in_short(now.sent_back_at)} after it had been approved. "
            "Send it to review again."
        )
    elif now.approved_at is not None and now.revision is not None:
        by = name_of(now.revision.user)
        yield (
            f"Its draft was changed on {in_short(now.revision.created_at)}"
            f"{f' by {by}' if by else ''}, after it had been approved on "
            f"{in_short(now.approved_at)}. Send it to review again."
        )
    else:
        yield "It has not been sent to review."


def _review_under_way(review: WorkflowState) -> str:
    state = review.current_task_state
    task = f" at “{state.task.name}”" if state else ""
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        return f"It is in review{task} since {in_short(state.started_at if state else None)}."
    by = name_of(state.finished_by) if state else ""
    sentence = f"It was sent back{task}{f' by {by}' if by else ''}"
    comment = state.comment.strip() if state else ""
    return f"{sentence}: “{comment}”" if comment else f"{sentence}."


def _reasons_around(
    now: ItemNow, surroundings: Surroundings, in_release: set[Key]
) -> Iterable[str]:
    for hidden in surroundings.hidden_above(now):
        if (ContentType.objects.get_for_model(hidden.model).pk, hidden.pk) not in in_release:
            yield (
                f"{hidden.word[0].upper()}{hidden.word[1:]}, “{hidden.title}”, "
                "is not public and not in this release."
            )
