"""Uploads created, confirmed and removed."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.tasks import delete_with_commit, enqueue_with_commit
from consultation.importing.admin import tasks
from consultation.importing.models import AT_WORK, FOLDER, Kind, State, Upload

# Afterwards the file has to be uploaded again.
KEPT_FOR = timedelta(hours=24)
# A task that has not come back by then will not.
LOST_AFTER = timedelta(hours=2)


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
    with transaction.atomic():
        waiting = (State.MAPPING, State.READY, State.FAILED)
        is_due = upload.transition(waiting, State.CHECKING, options=options)
        if is_due:
            enqueue_with_commit(tasks.run_preview, upload.pk)
    return is_due


def confirm(upload: Upload) -> bool:
    """Have what was shown imported; say whether it was waiting for that."""
    with transaction.atomic():
        is_due = upload.transition((State.READY,), State.IMPORTING)
        if is_due:
            enqueue_with_commit(tasks.run_import, upload.pk)
    return is_due


def can_be_removed(upload: Upload) -> bool:
    """Say whether no task has the upload, or one that was lost."""
    return upload.state not in AT_WORK or upload.changed_at < timezone.now() - LOST_AFTER


def remove_old() -> int:
    """Remove the uploads whose day is over, with their files, and return how many."""
    old = Upload.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    number = 0
    for upload in old:
        if can_be_removed(upload):
            upload.delete()
            number += 1
    return number


def remove_strays() -> int:
    """Remove files that no upload names and return how many: an interrupted import leaves them."""
    try:
        names = {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
    except FileNotFoundError:
        return 0
    # After the files: what is kept meanwhile is not among them.
    for kept in Upload.objects.values_list("file", "rejected"):
        names.difference_update(kept)
    number = 0
    for name in names:
        if default_storage.get_modified_time(name) < timezone.now() - KEPT_FOR:
            default_storage.delete(name)
            number += 1
    return number


def delete_files(sender: type[Upload], instance: Upload, **kwargs: Any) -> None:
    """Delete an upload's files with it, also where it goes along with its user."""
    for file in (instance.file, instance.rejected):
        if file:
            delete_with_commit(str(file.name))
