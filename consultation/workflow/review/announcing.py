"""From what happens in a review to its emails: after the commit, by a task of their own."""

from collections.abc import Callable
from typing import Any

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from consultation.common.task_queue import enqueue_with_commit
from consultation.workflow.review.tasks import send_notices

# Under these names Wagtail sends its own emails, within the request and the transaction.
INSTEAD_OF = (
    ("submitted", task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    ("approved", workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ("rejected", workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
)


def announce(kind: str) -> Callable[..., None]:
    """Return a receiver that has the emails of one kind of event sent.

    A mail server that fails must not undo a decision.
    """

    def receiver(instance: Any, user: Any = None, **kwargs: Any) -> None:
        arguments = (kind, instance.pk, user.pk if user else None)
        enqueue_with_commit(send_notices, *arguments)

    return receiver


def connect() -> None:
    """Take the place of Wagtail's own receivers, whether those are connected yet or not."""
    for kind, signal, sender, name in INSTEAD_OF:
        signal.disconnect(sender=sender, dispatch_uid=name)
        signal.connect(announce(kind), sender=sender, dispatch_uid=name, weak=False)
