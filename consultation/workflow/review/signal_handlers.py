"""What the review does whenever a version, a file or a review changes, by whichever way."""

from collections.abc import Callable
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    published,
    task_submitted,
    workflow_approved,
    workflow_rejected,
)

from consultation.common.task_queue import enqueue_with_commit
from consultation.workflow.notifications import queue_review_emails
from consultation.workflow.review.files import index_references, refuse_to_change, refuse_to_delete
from consultation.workflow.review.revision_protection import refuse_to_overwrite

# Under these names Wagtail sends its own emails, within the request and the transaction.
WAGTAIL_EMAILS = (
    ("submitted", task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    ("approved", workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
    ("rejected", workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
)


def connect() -> None:
    """Connect the handlers, and take the place of Wagtail's own emails."""
    pre_save.connect(refuse_to_overwrite, sender=Revision, dispatch_uid="review.revision")
    for model in (get_image_model(), get_document_model()):
        uid = f"review.files.{model._meta.label}"
        pre_save.connect(refuse_to_change, sender=model, dispatch_uid=uid)
        pre_delete.connect(refuse_to_delete, sender=model, dispatch_uid=uid)
    for signal in (page_published, published):
        signal.connect(index_references, dispatch_uid="review.references")
    for event, signal, sender, uid in WAGTAIL_EMAILS:
        # Whether Wagtail's is connected yet or not.
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(_announce(event), sender=sender, dispatch_uid=uid, weak=False)


def _announce(event: str) -> Callable[..., None]:
    """Return a handler that has the emails of one kind of event sent.

    A mail server that fails must not undo a decision.
    """

    def handler(instance: Any, user: Any = None, **kwargs: Any) -> None:
        is_step = isinstance(instance, TaskState)
        state_id = instance.pk if is_step else instance.current_task_state_id
        enqueue_with_commit(queue_review_emails, event, state_id, user.pk if user else None)

    return handler
