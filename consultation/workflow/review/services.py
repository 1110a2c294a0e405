"""What follows when an item in review is saved, and when its review ends."""

from typing import Any

from django.dispatch import Signal
from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState

from consultation.common.drafts import missing_fields
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review.decisions import changed_since_approval, restart_review
from consultation.workflow.review.fingerprints import read_fingerprints
from consultation.workflow.review.permissions import unapproved_editors

# Sent before the version is published, with `workflow_state`, `revision` and `user`. A
# receiver that returns True keeps the version back, to publish it itself: a release does so
# with what it gathers.
version_approved = Signal()


def update_review(item: Any, user: Any) -> bool:
    """Bring a review after what the user just saved, by whichever way; say if it begins again."""
    if not isinstance(getattr(item, "current_workflow_task", None), FourEyesTask):
        return False
    state = item.current_workflow_state
    if changed_since_approval(state, item.latest_revision_id):
        restart_review(state, user)
        return True
    # The step is about what is newest now: previews and comparisons show it.
    TaskState.objects.filter(pk=state.current_task_state_id).update(
        revision_id=item.latest_revision_id
    )
    return False


def finish_review(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the version that was approved last, or leave it a draft.

    It stays a draft where a receiver of `version_approved` keeps it back, and where nobody
    but its editors approved it or it is not complete, which steps of other types do not look
    at: then the review counts as cancelled, and the log says why.
    """
    approvals = list(
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED)
        .select_related("revision", "task")
        .order_by("finished_at", "pk")
    )
    revision = workflow_state.content_object.latest_revision
    # Steps of other types, which an administrator may have added, keep no version: the
    # newest is what was on their screen.
    if approvals and isinstance(approvals[-1].task.specific, FourEyesTask):
        revision = approvals[-1].revision
    version = revision.as_object()
    reason = ""
    if not _approved_by_another(workflow_state, revision, approvals):
        reason = "review.not_published"
    elif missing_fields(version):
        reason = "review.incomplete"
    if reason:
        workflow_state.status = WorkflowState.STATUS_CANCELLED
        workflow_state.save()
        log(version, reason, user=user, revision=revision)
        return
    results = version_approved.send(
        sender=WorkflowState, workflow_state=workflow_state, revision=revision, user=user
    )
    if not any(is_kept for _, is_kept in results):
        # The right to publish comes from the review, not from a group's permissions.
        revision.publish(user=user, skip_permission_checks=True)


def _approved_by_another(
    workflow_state: WorkflowState, revision: Revision, approvals: list[TaskState]
) -> bool:
    """Say whether a person who did not change the version has approved it as it reads."""
    prints = read_fingerprints({revision.pk, *(state.revision_id for state in approvals)})
    editors = unapproved_editors(workflow_state.content_object, besides=workflow_state)
    return any(
        state.finished_by_id not in editors
        for state in approvals
        if prints[state.revision_id] == prints[revision.pk]
        or not isinstance(state.task.specific, FourEyesTask)
    )
