"""What happens whenever a version, a file or a review changes.

Wagtail saves typing into one version again and again. An open editor would go on writing into a
version that was approved or published in the meantime.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.utils import timezone
from django.utils.translation import gettext
from wagtail import signals
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState, WorkflowState

from consultation.common.tasks import enqueue_with_commit
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.responses.models import Response
from consultation.workflow.notifications import queue_review_emails
from consultation.workflow.releases.services import defer_publication
from consultation.workflow.review.files import index_references, refuse_to_change, refuse_to_delete
from consultation.workflow.review.services import version_approved
from consultation.workflow.review.texts import say
from consultation.workflow.snapshots.publication_log import PUBLISHED, public_periods
from ideas.models import ReviewableSnippet

# A respondent may have had the form open when the next version was published.
STILL_OPEN = timedelta(days=1)
# The names of Wagtail's own receivers, which send emails within the request and transaction.
WAGTAIL_EMAILS = (
    ("submitted", signals.task_submitted, TaskState, "group_approval_task_submitted"),
    ("approved", signals.workflow_approved, WorkflowState, "workflow_state_approved"),
    ("rejected", signals.workflow_rejected, WorkflowState, "workflow_state_rejected"),
)


def connect() -> None:
    """Connect the handlers, in place of Wagtail's own emails."""
    pre_save.connect(refuse_to_overwrite, sender=Revision)
    pre_delete.connect(protect_answered_revision, sender=Revision)
    for model in (get_image_model(), get_document_model()):
        pre_save.connect(refuse_to_change, sender=model)
        pre_delete.connect(refuse_to_delete, sender=model)
    signals.page_published.connect(index_references)
    signals.published.connect(index_references)
    version_approved.connect(defer_publication)
    for event, signal, sender, name in WAGTAIL_EMAILS:
        uid = f"{name}_email_notification"
        # Whether Wagtail's is connected yet or not.
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(partial(announce, event), sender=sender, dispatch_uid=uid, weak=False)


def announce(event: str, instance: Any, user: Any = None, **kwargs: Any) -> None:
    """Send the emails of an event by tasks: a failing mail server undoes no decision."""
    state_id = instance.pk if isinstance(instance, TaskState) else instance.current_task_state_id
    enqueue_with_commit(queue_review_emails, event, state_id, user.pk if user else None)


def is_immutable(revision: Revision) -> bool:
    """Say whether a version has to stay as it is.

    One that was saved while a step waits may be overwritten: that step will be decided about the
    newest version. The one that was sent stays as it was sent.
    """
    asked_about = TaskState.objects.filter(revision=revision).exclude(
        status=TaskState.STATUS_IN_PROGRESS, started_at__lt=revision.created_at
    )
    return bool(
        revision.approved_go_live_at
        or asked_about.exists()
        or getattr(revision.base_content_object, "live_revision_id", None) == revision.pk
        or any(
            entries.filter(revision_id=revision.pk, action__in=PUBLISHED).exists()
            for entries in (PageLogEntry.objects, ModelLogEntry.objects)
        )
    )


def refuse_to_overwrite(
    sender: Any, instance: Revision, update_fields: Any = None, **kwargs: Any
) -> None:
    """Refuse to overwrite a version that has to stay."""
    if instance.pk is None or (update_fields is not None and "content" not in update_fields):
        return
    versions = Revision.objects.all()
    if transaction.get_connection().in_atomic_block:
        # Waits for a decision that is just being made about this version.
        versions = versions.select_for_update()
    stored = versions.filter(pk=instance.pk).first()
    if stored and stored.content != instance.content and is_immutable(stored):
        raise PermissionDenied(say("overwritten"))


def protect_answered_revision(
    sender: Any, instance: Revision, origin: Any = None, **kwargs: Any
) -> None:
    """Refuse to purge a version of a page, area, theme or idea that respondents have seen.

    The response itself keeps the version of its page. This keeps what was shown around it: ideas,
    the consultation, the pages above. `purge_revisions` skips such a version. When the page or
    idea itself is deleted, its versions are deleted too.
    """
    if origin is not None and not issubclass(getattr(origin, "model", type(origin)), Revision):
        return
    kind = instance.content_type.model_class()
    if kind is None or not issubclass(kind, ConsultationContentPage | ReviewableSnippet):
        return
    for since, until in public_periods(kind, instance):
        closed = (until or timezone.now()) + STILL_OPEN
        if Response.objects.filter(submit_time__gte=since, submit_time__lt=closed).exists():
            message = gettext("Responses were received while this version was public.")
            raise ProtectedError(message, {instance})
