"""What a worker does with an upload: the check before a decision, and the import after it."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.utils.text import slugify
from django_tasks import TaskContext, task

from consultation.common.errors import UserFacingError
from consultation.importing.admin.response_importer import MAPPING, import_response_upload
from consultation.importing.admin.site_importer import import_site_upload
from consultation.importing.models import AT_WORK, Kind, State, Upload

logger = logging.getLogger(__name__)

UNEXPECTED = (
    "The import stopped because of an error in the portal. Nothing was changed. Ask an "
    "administrator to look in the server’s log."
)
# The person who uploaded it waits: unlike a mail, it is not tried for days.
MOST_TRIES = 3
INTERRUPTED = (
    f"The server was interrupted {MOST_TRIES} times while it worked on this file. Nothing was "
    "changed. Tell an administrator, then upload the file again."
)


IMPORTERS: dict[str, Callable[..., dict[str, Any]]] = {
    Kind.SITE: import_site_upload,
    Kind.WORD: import_site_upload,
    Kind.RESPONSES: import_response_upload,
}


@task(takes_context=True)
def run_preview(context: TaskContext, upload_id: int) -> None:
    """Find out what the import of an upload would do, and keep that to be shown.

    A task before may have ended in the middle of it. It wrote nothing, so it is done again.

    Args:
        context: how often this was tried.
        upload_id: which; the file itself stays in the storage.
    """
    upload = _claimed(context, upload_id, State.WAITING, State.CHECKING)
    if upload is None:
        return
    with _failing(upload), _local_copy(upload) as path:
        report = IMPORTERS[upload.kind](path, upload, dry_run=True)
        state = State.MAPPING if MAPPING in report else State.READY
        upload.transition((State.CHECKING,), state, report=report)


@task(takes_context=True)
def run_import(context: TaskContext, upload_id: int) -> None:
    """Import an upload, all of it or nothing, and delete its file.

    A task before may have ended in the middle of it, without having changed anything.

    Args:
        context: how often this was tried.
        upload_id: which.
    """
    upload = _claimed(context, upload_id, State.CONFIRMED, State.IMPORTING)
    if upload is None:
        return
    with _failing(upload), _local_copy(upload) as path:
        with transaction.atomic():
            # If that task is still running, this one waits here until it has ended.
            under_way = Upload.objects.select_for_update().filter(
                pk=upload.pk, state=State.IMPORTING
            )
            if not under_way.first():
                return
            report = IMPORTERS[upload.kind](path, upload, dry_run=False)
            upload.transition((State.IMPORTING,), State.DONE, report=report)
        upload.file.delete(save=False)


def _claimed(context: TaskContext, upload_id: int, before: State, after: State) -> Upload | None:
    """Return the upload for a task to work on; None if it is gone, given up or further on."""
    upload = Upload.objects.filter(pk=upload_id).select_related("user").first()
    if upload is None:
        return None
    if context.attempt > MOST_TRIES:
        # Those before it ended without a result.
        upload.transition(AT_WORK, State.FAILED, report={"failed": INTERRUPTED})
        return None
    return upload if upload.transition((before, after), after) else None


@contextmanager
def _local_copy(upload: Upload) -> Iterator[Path]:
    """Provide an upload as a file of this machine, under the name it was uploaded with."""
    with tempfile.TemporaryDirectory(prefix="portal-import-") as folder:
        # The name comes from outside: nothing in it may mean a folder.
        name = PurePath(upload.name.replace("\\", "/")).name
        ending = PurePath(name).suffix.lower()
        path = Path(folder, f"{slugify(PurePath(name).stem)[:80] or 'upload'}{ending}")
        with upload.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


@contextmanager
def _failing(upload: Upload) -> Iterator[None]:
    """Keep in the upload why its task failed; a database that is away is tried again."""
    try:
        yield
    except (OperationalError, InterfaceError):
        # All that was written was taken back. The worker tries again.
        raise
    except UserFacingError as error:
        _fail(upload, str(error))
    except Exception:
        logger.exception("The import of upload %s failed", upload.pk)
        _fail(upload, UNEXPECTED)


def _fail(upload: Upload, sentence: str) -> None:
    upload.transition((State.CHECKING, State.IMPORTING), State.FAILED, report={"failed": sentence})
