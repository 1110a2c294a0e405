"""What a worker does with an upload: the check before a decision, and the import after it."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from django.db import InterfaceError, OperationalError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskContext, task

from consultation.common.errors import UserFacingError
from consultation.common.language import in_language_of
from consultation.importing.admin.importers import MAPPING, import_upload
from consultation.importing.models import State, Upload

logger = logging.getLogger(__name__)

# The person who uploaded it waits: unlike a mail, it is not tried for days.
MOST_TRIES = 3
UNEXPECTED = _(
    "The import stopped because of an error in the portal or on its server. Nothing was changed. "
    "Tell an administrator: the server’s log says more."
)


@task(takes_context=True)
def run_preview(context: TaskContext, upload_id: int) -> None:
    """Find out what the import of an upload would do, and keep that to be shown."""
    _run(context, upload_id, State.CHECKING, _preview)


@task(takes_context=True)
def run_import(context: TaskContext, upload_id: int) -> None:
    """Import an upload, all of it or nothing, and delete its file."""
    _run(context, upload_id, State.IMPORTING, _import)


def _preview(upload: Upload, path: Path) -> None:
    report = import_upload(path, upload, dry_run=True)
    state = State.MAPPING if MAPPING in report else State.READY
    upload.transition((State.CHECKING,), state, report=report)


def _import(upload: Upload, path: Path) -> None:
    with transaction.atomic():
        # If a task before is still running, this one waits here until it has ended.
        locked = Upload.objects.select_for_update().filter(pk=upload.pk, state=State.IMPORTING)
        if not locked.first():
            return
        report = import_upload(path, upload, dry_run=False)
        upload.transition((State.IMPORTING,), State.DONE, report=report)
    upload.file.delete(save=False)


def _run(
    context: TaskContext, upload_id: int, state: State, work: Callable[[Upload, Path], None]
) -> None:
    """Work on an upload, unless it is gone or further on; keep in it why that failed.

    A task before may have ended in the middle of it. It changed nothing, so it is done again.
    """
    upload = Upload.objects.filter(pk=upload_id, state=state).select_related("user").first()
    if upload is None:
        return
    with in_language_of(upload.user):
        try:
            if context.attempt > MOST_TRIES:
                # Those before it ended without a result.
                raise UserFacingError(UNEXPECTED)
            with _local_copy(upload) as path:
                work(upload, path)
        except (OperationalError, InterfaceError):
            # The database is away, and all that was written was taken back. It is tried again.
            raise
        except UserFacingError as error:
            upload.transition((state,), State.FAILED, report={"failed": str(error)})
        except Exception:
            logger.exception("The import of upload %s failed", upload.pk)
            upload.transition((state,), State.FAILED, report={"failed": str(UNEXPECTED)})


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
