"""Deciding about what waits: once, by somebody else than its authors, about one exact version."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consultation.common.completeness import missing_fields
from consultation.workflow.review.authors import authors_of
from consultation.workflow.review.fingerprints import read_fingerprints

# Why a decision was not taken; the view that tells it has a sentence for each.
ALREADY_DECIDED = "decided"
OWN_CHANGE = "own"
CHANGED_SINCE = "changed"
NEWER_VERSION = "newer"
INCOMPLETE = "incomplete"


@transaction.atomic
def decide(
    task_state: TaskState, user: Any, action: str, comment: str = "", seen: str = ""
) -> str | None:
    """Approve a step or send it back, or return the address that says why nothing was decided.

    The version that is approved is written down with the approval, so that exactly this
    one goes out, whatever is saved in the meantime.

    Args:
        task_state: the step that waits.
        user: who decides.
        action: "approve" or "reject".
        comment: what they write beside it.
        seen: the fingerprint of what was on their screen, where the screen tells. A version
            that reads the same is no other: the editor saves some by itself.
    """
    # Two people may decide at the same moment: the second waits here for the first.
    workflow_state = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    state = TaskState.objects.get(pk=task_state.pk)
    if (
        state.status != TaskState.STATUS_IN_PROGRESS
        or workflow_state.current_task_state_id != state.pk
    ):
        return _address(task_state, ALREADY_DECIDED)
    state.workflow_state, workflow_state.current_task_state = workflow_state, state
    if action == "reject":
        state.reject(user=user, comment=comment)
        return None
    if action != "approve":
        return None
    item = workflow_state.content_object
    # Held as well, so that an editor that is still open does not write over it.
    version = Revision.objects.select_for_update().get(pk=item.latest_revision_id)
    if seen and seen != read_fingerprints([version.pk])[version.pk]:
        return _address(task_state, NEWER_VERSION)
    if user.pk in authors_of(item):
        return _address(task_state, OWN_CHANGE)
    # It was complete when it was sent, but drafts are saved unfinished after that too.
    if missing_fields(version.as_object()):
        return _address(task_state, INCOMPLETE)
    if changed_since_approval(workflow_state, version.pk):
        start_again(workflow_state, user)
        return _address(task_state, CHANGED_SINCE)
    state.revision = version
    state.save(update_fields=["revision"])
    state.approve(user=user, comment=comment)
    return None


def changed_since_approval(workflow_state: WorkflowState, revision_id: int) -> bool:
    """Say whether a version reads otherwise than what the steps before approved."""
    approved = set(
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED).values_list(
            "revision_id", flat=True
        )
    )
    if not approved - {revision_id}:
        return False
    return len(set(read_fingerprints({*approved, revision_id}).values())) > 1


@transaction.atomic
def start_again(workflow_state: WorkflowState, user: Any) -> WorkflowState:
    """Begin the review at its first step, still in the name of whoever asked for it."""
    item = workflow_state.content_object
    if isinstance(item, Page):
        item = item.specific
    asked_by = workflow_state.requested_by
    workflow_state.cancel(user=user)
    again = workflow_state.workflow.start(item, user)
    if asked_by:
        again.requested_by = asked_by
        again.save()
    return again


def _address(task_state: TaskState, reason: str) -> str:
    return reverse("review:not_decided", args=[task_state.pk, reason])
