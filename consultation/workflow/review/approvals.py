"""Who approved which version."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.admin.utils import get_user_display_name
from wagtail.models import TaskState, WorkflowState


@dataclass(frozen=True, slots=True)
class Approval:
    """One decision of a finished review.

    Args:
        revision_id: the version that the review approved in the end.
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
    review was sent back or is under way is not in the result. Earlier steps may have been
    decided about a version before it that reads the same; they count for this one.
    """
    states = (
        TaskState.objects.filter(
            status=TaskState.STATUS_APPROVED,
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            workflow_state__current_task_state__revision_id__in=list(revision_ids),
        )
        .select_related("task", "finished_by", "workflow_state__current_task_state")
        .order_by("finished_at", "pk")
    )
    found: dict[int, dict[tuple[int, int], Approval]] = {}
    for state in states:
        person = state.finished_by
        revision_id = state.workflow_state.current_task_state.revision_id
        # A step that was decided twice, since changes were asked for later, counts once.
        found.setdefault(revision_id, {})[(state.workflow_state_id, state.task_id)] = Approval(
            revision_id=revision_id,
            task=state.task.name,
            approved_by=get_user_display_name(person),
            user_id=state.finished_by_id,
            approved_at=state.finished_at,
            comment=state.comment,
        )
    return {
        revision_id: sorted(decisions.values(), key=lambda decision: decision.approved_at)
        for revision_id, decisions in found.items()
    }
