"""What the end of a review brings about."""

from typing import Any

from wagtail.log_actions import log
from wagtail.models import Revision, TaskState, WorkflowState

from consultation.common.completeness import missing_fields
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review.authors import authors_of
from consultation.workflow.review.fingerprints import read_fingerprints
from consultation.workflow.review.signals import version_approved


def finish(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the version that was approved last, or leave it a draft.

    It stays a draft where a receiver of `version_approved` keeps it back, and where nobody
    but its authors approved it or it is not complete, which steps of other types do not look
    at: then the review counts as cancelled, and the log says why.
    """
    approvals = list(
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED)
        .select_related("revision", "task")
        .order_by("finished_at", "pk")
    )
    revision = _approved_version(workflow_state, approvals)
    version = revision.as_object()
    reason = ""
    if not _seen_by_another(workflow_state, revision, approvals):
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
    if any(kept for _, kept in results):
        return
    # The right to publish comes from the review, not from a group's permissions.
    revision.publish(user=user, skip_permission_checks=True)


def _approved_version(workflow_state: WorkflowState, approvals: list[TaskState]) -> Revision:
    """Return the version that the last step was decided about.

    Steps of other types, which an administrator may have added, keep none: the newest
    version is what was on their screen.
    """
    if approvals and isinstance(approvals[-1].task.specific, FourEyesTask):
        return approvals[-1].revision
    return workflow_state.content_object.latest_revision


def _seen_by_another(
    workflow_state: WorkflowState, revision: Revision, approvals: list[TaskState]
) -> bool:
    """Say whether somebody who is no author of the version has approved it as it reads."""
    prints = read_fingerprints({revision.pk, *(state.revision_id for state in approvals)})
    authors = authors_of(workflow_state.content_object, besides=workflow_state)
    return any(
        state.finished_by_id not in authors
        for state in approvals
        if prints[state.revision_id] == prints[revision.pk]
        or not isinstance(state.task.specific, FourEyesTask)
    )
