"""A version that a reviewer was asked about, or that was published, is never written over.

Wagtail saves what is being typed into one version again and again. An editor that is left
open would go on writing into the version that was approved in the meantime.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState

from consultation.workflow.review.texts import say


def is_immutable(revision: Revision) -> bool:
    """Say whether a version has to stay as it is.

    One that was saved while a step waits may be written over: that step will be decided
    about whatever is newest then. The one that was sent stays as it was sent.
    """
    asked_about = TaskState.objects.filter(revision=revision).exclude(
        status=TaskState.STATUS_IN_PROGRESS, started_at__lt=revision.created_at
    )
    if revision.approved_go_live_at or asked_about.exists():
        return True
    if getattr(revision.base_content_object, "live_revision_id", None) == revision.pk:
        return True
    published = ("wagtail.publish", "wagtail.publish.scheduled")
    return any(
        entries.filter(revision_id=revision.pk, action__in=published).exists()
        for entries in (PageLogEntry.objects, ModelLogEntry.objects)
    )


def refuse_to_overwrite(
    sender: Any, instance: Revision, update_fields: Any = None, **kwargs: Any
) -> None:
    """Stop, before a version is saved, what would write over one that has to stay."""
    if instance.pk is None or (update_fields is not None and "content" not in update_fields):
        return
    versions = Revision.objects.all()
    if transaction.get_connection().in_atomic_block:
        # Waits for whoever is just deciding about this version.
        versions = versions.select_for_update()
    stored = versions.filter(pk=instance.pk).first()
    if stored and stored.content != instance.content and is_immutable(stored):
        raise PermissionDenied(say("overwritten"))
