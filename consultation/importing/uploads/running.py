"""What the tasks do with an upload."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, transaction
from django.utils.text import slugify

from consultation.common.errors import UserFacingError
from consultation.importing.models.upload import AT_WORK, Kind, State, Upload
from consultation.importing.uploads import responses, sites
from consultation.importing.uploads.refusals import Refused
from consultation.importing.uploads.services import move

logger = logging.getLogger(__name__)

UNFORESEEN = (
    "Something went wrong that nobody foresaw. Nothing was changed. Whoever keeps the server finds "
    "more about it in the log."
)
# The person who uploaded it waits: unlike a mail, it is not tried for days.
MOST_TRIES = 3
INTERRUPTED = (
    f"The server was interrupted {MOST_TRIES} times while it worked on this file. Nothing was "
    "changed. Tell an administrator, then upload the file again."
)


class Importer(Protocol):
    """What is done with one kind of upload."""

    def look(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Return what bringing it in would do; nothing is written."""

    def take(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Bring it in, within the transaction that is open, and return what was done."""


IMPORTERS: dict[str, Importer] = {
    Kind.SITE: sites.SITES,
    Kind.ANSWERS: responses.SpreadsheetImporter(),
}


@contextmanager
def local_copy(upload: Upload) -> Iterator[Path]:
    """Hand out an upload as a file of this machine, under the name it was sent with."""
    with tempfile.TemporaryDirectory(prefix="portal-import-") as folder:
        # A name that somebody else chose, with nothing in it that means a folder.
        name = PurePath(upload.name.replace("\\", "/")).name
        ending = PurePath(name).suffix.lower()
        path = Path(folder, f"{slugify(PurePath(name).stem)[:80] or 'upload'}{ending}")
        with upload.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        yield path


def gives_up(upload: Upload, attempt: int) -> bool:
    """Say whether an upload is not tried again, and note that in it.

    Args:
        upload: which.
        attempt: which try this would be. Those before it ended without a result.
    """
    if attempt <= MOST_TRIES:
        return False
    move(upload, AT_WORK, State.FAILED, report={"failed": [INTERRUPTED]})
    return True


def look_through(upload: Upload) -> None:
    """Find out what bringing an upload in would do, and keep that to be shown.

    A task before may have ended in the middle of it. It wrote nothing, so it is done again.
    """
    if not move(upload, (State.WAITING, State.LOOKING), State.LOOKING):
        return
    with _failing(upload), local_copy(upload) as path:
        report = IMPORTERS[upload.kind].look(path, upload)
        state = State.CHOSEN if responses.MAPPING in report else State.SHOWN
        move(upload, (State.LOOKING,), state, report=report)


def bring_in(upload: Upload) -> None:
    """Bring an upload in, all of it or nothing, and let go of its file.

    A task before may have ended in the middle of it, without having changed anything.
    """
    if not move(upload, (State.AGREED, State.IMPORTING), State.IMPORTING):
        return
    with _failing(upload), local_copy(upload) as path:
        with transaction.atomic():
            # If that task is still at it, this one waits here for what comes of it.
            under_way = Upload.objects.select_for_update().filter(
                pk=upload.pk, state=State.IMPORTING
            )
            if not under_way.first():
                return
            report = IMPORTERS[upload.kind].take(path, upload)
            move(upload, (State.IMPORTING,), State.DONE, report=report)
        upload.file.delete(save=False)


@contextmanager
def _failing(upload: Upload) -> Iterator[None]:
    """Note in the upload why its task came to nothing; a database that is away is no reason."""
    try:
        yield
    except (OperationalError, InterfaceError):
        # All that was written was taken back. The worker tries again.
        raise
    except Refused as refusal:
        _fail(upload, refusal.sentences)
    except UserFacingError as error:
        _fail(upload, [str(error)])
    except Exception:
        logger.exception("The import of upload %s failed", upload.pk)
        _fail(upload, [UNFORESEEN])


def _fail(upload: Upload, sentences: list[str]) -> None:
    move(upload, (State.LOOKING, State.IMPORTING), State.FAILED, report={"failed": sentences})
