"""Uploads created, confirmed and removed."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.tasks import delete_with_commit, enqueue_with_commit
from consultation.importing.admin import tasks
from consultation.importing.models import Kind, State, Upload

# Afterwards the file has to be uploaded again.
KEPT_FOR = timedelta(hours=24)


def create_upload(user: Any, kind: Kind, file: File, options: dict[str, Any]) -> Upload:
    """Keep a file that was uploaded, with what was chosen along with it, and have it checked."""
    name = (file.name or "file")[-255:]
    with transaction.atomic():
        upload = Upload(user=user, kind=kind, name=name, size=file.size, options=options)
        upload.file.save(name, file, save=False)
        upload.save()
        data = {"name": name, "size": file.size}
        log(Page.get_first_root_node(), f"importing.upload_{kind}", user=user, data=data)
        enqueue_with_commit(tasks.run_preview, upload.pk)
    return upload


def request_preview(upload: Upload, options: dict[str, Any]) -> bool:
    """Have a file checked again with what was chosen; say whether it was waiting for that."""
    waiting = (State.MAPPING, State.READY, State.FAILED)
    return _enqueue(upload, waiting, State.CHECKING, tasks.run_preview, options=options)


def confirm(upload: Upload) -> bool:
    """Have what was shown imported; say whether it was waiting for that."""
    return _enqueue(upload, (State.READY,), State.IMPORTING, tasks.run_import)


def _enqueue(
    upload: Upload, before: tuple[State, ...], after: State, task: Any, **fields: Any
) -> bool:
    with transaction.atomic():
        is_due = upload.transition(before, after, **fields)
        if is_due:
            enqueue_with_commit(task, upload.pk)
    return is_due


def remove_old() -> int:
    """Remove the uploads whose day is over, with their files, and return how many."""
    old = Upload.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    number = 0
    for upload in old:
        if upload.can_be_removed:
            upload.delete()
            number += 1
    return number


def delete_file(sender: type[Upload], instance: Upload, **kwargs: Any) -> None:
    """Delete an upload's file with it, also where it goes along with its user."""
    if instance.file:
        delete_with_commit(str(instance.file.name))
