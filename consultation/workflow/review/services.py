"""Decisions in reviews, each once and about one exact version, and their effects."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext_lazy as _
from wagtail.forms import TaskStateCommentForm
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consultation.common.drafts import missing_fields
from consultation.workflow.review.fingerprints import read_fingerprints, read_the_same
from consultation.workflow.review.permissions import unapproved_editors

# Sent before the version is published, with `workflow_state`, `revision` and `user`. A
# receiver that returns True holds it back to publish it later: a release does so.
version_approved = Signal()


class ApprovalForm(TaskStateCommentForm):
    """The comment on an approval, and the fingerprint of the version on the screen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class RejectionForm(TaskStateCommentForm):
    """The reason for sending an item back."""

    comment = forms.CharField(
        label=_("What needs to change"),
        help_text=_("The sender will see this in the admin and by email."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Enter what needs to change")},
    )


@transaction.atomic
def decide(task_state: TaskState, user: Any, action: str, comment: str = "", seen: str = "") -> str:
    """Approve a step or send it back, or return the name of the text that says why not.

    Args:
        action: "approve" or "reject"; others are ignored.
        seen: the fingerprint of the version on the screen, if known. The editor saves versions by
        itself, so one with the same content is accepted.
    """
    # Two people may decide at the same time: the second waits here for the first.
    workflow_state = WorkflowState.objects.select_for_update().get(pk=task_state.workflow_state_id)
    state = TaskState.objects.get(pk=task_state.pk)
    state.workflow_state = workflow_state
    reason = ""
    if (
        state.status != TaskState.STATUS_IN_PROGRESS
        or workflow_state.current_task_state_id != state.pk
    ):
        reason = "decided"
    elif action == "reject":
        workflow_state.current_task_state = state
        state.reject(user=user, comment=comment)
    elif action == "approve":
        workflow_state.current_task_state = state
        reason = _approve(state, user, comment, seen)
    return reason


def _approve(state: TaskState, user: Any, comment: str, seen: str) -> str:
    """Approve the newest version at a step, or return the name of the text that says why not."""
    workflow_state = state.workflow_state
    item = workflow_state.content_object
    # Locked as well, so that an open editor does not overwrite it.
    version = Revision.objects.select_for_update().get(pk=item.latest_revision_id)
    if seen and seen != read_fingerprints([version.pk])[version.pk]:
        return "newer"
    if user.pk in unapproved_editors(item):
        return "own_change"
    # It was complete when it was sent, but incomplete drafts may have been saved since.
    if missing_fields(version.as_object()):
        return "incomplete"
    if changed_since_approval(workflow_state, version.pk):
        restart_review(workflow_state, user)
        return "changed"
    # Exactly this version is published, even if another is saved in the meantime.
    state.revision = version
    state.save(update_fields=["revision"])
    state.approve(user=user, comment=comment)
    return ""


def changed_since_approval(workflow_state: WorkflowState, revision_id: int) -> bool:
    """Say whether a version's content differs from what earlier steps approved."""
    approvals = workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED)
    return not read_the_same({*approvals.values_list("revision_id", flat=True), revision_id})


@transaction.atomic
def restart_review(workflow_state: WorkflowState, user: Any) -> None:
    """Restart the review at its first step, still in the name of its requester."""
    item = workflow_state.content_object
    if isinstance(item, Page):
        item = item.specific
    asked_by = workflow_state.requested_by
    workflow_state.cancel(user=user)
    again = workflow_state.workflow.start(item, user)
    if asked_by:
        again.requested_by = asked_by
        again.save()


def update_review(item: Any, user: Any) -> bool:
    """Move a review to the version that the user just saved; say whether it restarts."""
    if not getattr(getattr(item, "current_workflow_task", None), "keeps_version", False):
        return False
    state = item.current_workflow_state
    if changed_since_approval(state, item.latest_revision_id):
        restart_review(state, user)
        return True
    # The step is about the newest version: previews and comparisons show it.
    TaskState.objects.filter(pk=state.current_task_state_id).update(
        revision_id=item.latest_revision_id
    )
    return False


def finish_review(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the version that was approved last, or leave it a draft.

    It stays a draft if a receiver of `version_approved` holds it back. If only its editors
    approved it, or it is not complete, the review is cancelled, and the log says why.
    """
    approvals = list(
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED)
        .select_related("revision", "task")
        .order_by("finished_at", "pk")
    )
    revision = workflow_state.content_object.latest_revision
    # Steps of other types, which an administrator may have added, store no version: they
    # showed the newest one.
    if approvals and getattr(approvals[-1].task.specific, "keeps_version", False):
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
    """Say whether a person who did not change the version has approved its content."""
    prints = read_fingerprints({revision.pk, *(state.revision_id for state in approvals)})
    editors = unapproved_editors(workflow_state.content_object, besides=workflow_state)
    return any(
        state.finished_by_id not in editors
        for state in approvals
        if prints[state.revision_id] == prints[revision.pk]
        or not getattr(state.task.specific, "keeps_version", False)
    )


def read_approvals(revision_ids: Iterable[int]) -> dict[int, list[TaskState]]:
    """Return the decisions of finished reviews by the revision that they finally approved.

    Earlier steps may have approved another version with the same content; they count, too.
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
    found: dict[int, dict[tuple[int, int], TaskState]] = defaultdict(dict)
    for state in states:
        of_revision = found[state.workflow_state.current_task_state.revision_id]
        # A step that was decided twice, since it was sent back later, counts once.
        of_revision.pop((state.workflow_state_id, state.task_id), None)
        of_revision[state.workflow_state_id, state.task_id] = state
    return {revision_id: list(approvals.values()) for revision_id, approvals in found.items()}
