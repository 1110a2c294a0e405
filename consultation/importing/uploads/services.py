"""Uploads taken in, agreed to and removed."""

from datetime import timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.tasks import enqueue_with_commit
from consultation.importing.models.upload import AT_WORK, FOLDER, Kind, State, Upload
from consultation.importing.uploads import tasks

# Whoever has not decided by then sends the file again.
KEPT_FOR = timedelta(hours=24)
# A task that has not come back by then will not.
LOST_AFTER = timedelta(hours=2)


def receive(user: Any, kind: Kind, file: File, options: dict[str, Any]) -> Upload:
    """Keep a file that somebody sent, and have it looked through.

    Args:
        user: who sent it.
        kind: what it is to become.
        file: the file, which has been checked for size and type.
        options: what was chosen along with it.
    """
    name = (file.name or "file")[-255:]
    with transaction.atomic():
        upload = Upload(user=user, kind=kind, name=name, size=file.size, options=options)
        upload.file.save(name, file, save=False)
        upload.save()
        _log(upload, f"importing.upload_{kind}", user, {"name": name, "size": file.size})
        _enqueue(tasks.look_through, upload)
    return upload


def look_through(upload: Upload, options: dict[str, Any]) -> bool:
    """Have a file looked through with what was chosen by now; say whether it was waiting for it."""
    with transaction.atomic():
        came_on = move(
            upload, (State.CHOSEN, State.SHOWN, State.FAILED), State.WAITING, options=options
        )
        if came_on:
            _enqueue(tasks.look_through, upload)
    return came_on


def agree(upload: Upload) -> bool:
    """Have what was shown brought in; say whether it was waiting for that."""
    with transaction.atomic():
        came_on = move(upload, (State.SHOWN,), State.AGREED)
        if came_on:
            _enqueue(tasks.bring_in, upload)
    return came_on


def move(upload: Upload, before: tuple[State, ...], after: State, **fields: Any) -> bool:
    """Let an upload come on from one state to the next, unless somebody else was quicker."""
    fields |= {"state": after, "changed_at": timezone.now()}
    moved = Upload.objects.filter(pk=upload.pk, state__in=before).update(**fields)
    for name, value in fields.items():
        setattr(upload, name, value)
    return bool(moved)


def _enqueue(task: Any, upload: Upload) -> None:
    enqueue_with_commit(task, upload.pk)


def _log(upload: Upload, action: str, user: Any, data: dict[str, Any]) -> None:
    log(Page.get_first_root_node(), action, user=user, data=data)


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
