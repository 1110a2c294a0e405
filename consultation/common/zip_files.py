"""ZIP files of strangers: what would fill the memory or the disk, and unpacking without that."""

import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from consultation.common.errors import UserFacingError

MOST_ENTRIES, LARGEST_ENTRY, LARGEST_WHOLE = 20_000, 150_000_000, 500_000_000
# Texts shrink some twenty times when they are packed, a bomb a thousand times.
MOST_TIMES, _SMALL = 250, 1_000_000


class ZipError(UserFacingError):
    """Why a ZIP file is not unpacked."""


def is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Say whether an entry unpacks to more than any honest file."""
    return entry.file_size > max(_SMALL, min(LARGEST_ENTRY, MOST_TIMES * entry.compress_size))


def are_too_large(entries: Sequence[zipfile.ZipInfo]) -> bool:
    """Say whether entries are too many, or too large together."""
    return len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_WHOLE


def unpack(archive: Path, target: Path) -> dict[str, str]:
    """Unpack the ordinary files of a ZIP file into a folder; say of all others what they are.

    Raises:
        ZipError: it is no ZIP file, or too large as a whole.
    """
    others: dict[str, str] = {}
    try:
        with zipfile.ZipFile(archive) as zipped:
            entries = [each for each in zipped.infolist() if not each.is_dir()]
            if are_too_large([each for each in entries if not is_bomb(each)]):
                raise ZipError(_("This archive is far too large when it is unpacked."))
            for entry in entries:
                if fault := _fault(entry) or _unpack_one(zipped, entry, target):
                    others[entry.filename[:200]] = fault
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ZipError(_("This file is not a ZIP archive that can be read.")) from error
    return others


def _fault(entry: zipfile.ZipInfo) -> str:
    path, kind = PurePosixPath(entry.filename), stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        return _("This entry leads out of the archive. It was left out.")
    if kind and kind != stat.S_IFREG:
        return _("This entry is a link, not a file. It was left out.")
    return (
        _("This entry is too large when it is unpacked. It was left out.") if is_bomb(entry) else ""
    )


def _unpack_one(zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> str:
    """Write one entry; never more than the size that it claims, for zipfile stops there."""
    try:
        zipped.extract(entry, target)
    except (OSError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError):
        path = target / entry.filename
        if path.is_file():
            path.unlink()
        return _("This entry is damaged or has a password. It was left out.")
    return ""
