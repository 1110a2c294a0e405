"""What the review does whenever a version, a file or a review changes, by whichever way."""

from functools import partial
from typing import Any

from django.db.models.signals import pre_delete, pre_save
from wagtail import signals
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Revision, TaskState, WorkflowState

from consultation.common.tasks import enqueue_with_commit
from consultation.workflow.notifications import queue_review_emails
from consultation.workflow.review.files import index_references, refuse_to_change, refuse_to_delete
from consultation.workflow.review.revision_protection import refuse_to_overwrite

# Under these names Wagtail sends its own emails, within the request and the transaction.
WAGTAIL_EMAILS = (
    ("submitted", signals.task_submitted, TaskState, "group_approval_task_submitted"),
    ("approved", signals.workflow_approved, WorkflowState, "workflow_state_approved"),
    ("rejected", signals.workflow_rejected, WorkflowState, "workflow_state_rejected"),
)


def connect() -> None:
    """Connect the handlers, and take the place of Wagtail's own emails."""
    pre_save.connect(refuse_to_overwrite, sender=Revision)
    for model in (get_image_model(), get_document_model()):
        pre_save.connect(refuse_to_change, sender=model)
        pre_delete.connect(refuse_to_delete, sender=model)
    signals.page_published.connect(index_references)
    signals.published.connect(index_references)
    for event, signal, sender, name in WAGTAIL_EMAILS:
        uid = f"{name}_email_notification"
        # Whether Wagtail's is connected yet or not.
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(partial(announce, event), sender=sender, dispatch_uid=uid, weak=False)


def announce(event: str, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Have the emails of an event sent by tasks: a mail server that fails undoes no decision."""
    state_id = instance.pk if isinstance(instance, TaskState) else instance.current_task_state_id
    enqueue_with_commit(queue_review_emails, event, state_id, user.pk if user else None)
