"""Who approved which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import TaskState, WorkflowState


@dataclass(frozen=True, slots=True)
class Approval:
    """One decision of a finished review.

    Args:
        revision_id: the version that was approved.
        task: what was decided, as "Sign-off".
        approved_by: the person's name as it is now, or "" where the account is gone.
        user_id: the account; None where it is gone.
        approved_at: when.
        comment: what the person wrote beside it.
    """

    revision_id: int
    task: str
    approved_by: str
    user_id: int | None
    approved_at: datetime
    comment: str


def read_approvals(revision_ids: Iterable[int]) -> dict[int, list[Approval]]:
    """Return the decisions of finished reviews by revision, the latest last, by one query.

    A version counts as approved only if its review went through to the end: one whose
    review was sent back or is under way is not in the result.
    """
    states = (
        TaskState.objects.filter(
            revision_id__in=list(revision_ids),
            status=TaskState.STATUS_APPROVED,
            workflow_state__status=WorkflowState.STATUS_APPROVED,
        )
        .select_related("task", "finished_by")
        .order_by("finished_at", "pk")
    )
    found: dict[int, list[Approval]] = {}
    for state in states:
        person = state.finished_by
        found.setdefault(state.revision_id, []).append(
            Approval(
                revision_id=state.revision_id,
                task=state.task.name,
                approved_by=(person.get_full_name() or person.get_username()) if person else "",
                user_id=state.finished_by_id,
                approved_at=state.finished_at,
                comment=state.comment,
            )
        )
    return found
