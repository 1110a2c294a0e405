"""Taking a ZIP archive of a stranger apart, inside one folder and within limits."""

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from consultation.common.errors import UserFacingError
from consultation.importing.report import Place, Report

MOST_ENTRIES = 20_000
MOST_BYTES = 500 * 1024 * 1024
MOST_BYTES_OF_ONE = 50 * 1024 * 1024
# An entry that grows more than this is no picture and no text, but a bomb.
MOST_GROWTH = 200
_SMALL = 1024 * 1024
_PIECE = 64 * 1024


class SourceRefused(UserFacingError):
    """A source that is not read at all; its text says why."""


def unpack(archive: Path, target: Path, report: Report) -> None:
    """Unpack what is harmless into a folder, and say what was left out.

    Raises:
        SourceRefused: it is no ZIP archive, or too large as a whole.
    """
    try:
        with zipfile.ZipFile(archive) as zipped:
            _unpack_all(zipped, target, report)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceRefused("This file is not a ZIP archive that can be read.") from error


def _unpack_all(zipped: zipfile.ZipFile, target: Path, report: Report) -> None:
    entries = [entry for entry in zipped.infolist() if not entry.is_dir()]
    if len(entries) > MOST_ENTRIES:
        raise SourceRefused(f"The archive holds more than {MOST_ENTRIES:,} entries.")
    left, seen = MOST_BYTES, set[str]()
    for entry in entries:
        if why := _refusal(entry, seen):
            report.loss(Place(entry.filename[:200]), why)
            continue
        seen.add(entry.filename.casefold())
        left -= entry.file_size
        if left <= 0:
            raise SourceRefused(
                f"The archive unpacks to more than {MOST_BYTES // 1024 // 1024} MB."
            )
        _unpack_one(zipped, entry, target, report)


def _refusal(entry: zipfile.ZipInfo, seen: set[str]) -> str:
    """Say why an entry is left out, or nothing."""
    name = entry.filename
    parts = PurePosixPath(name).parts
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in name.split("/")[0]:
        return "This entry leads out of the archive. It was left out."
    if kind and kind != stat.S_IFREG:
        return "This entry is a link or a device, not a file. It was left out."
    if entry.flag_bits & 0x1:
        return "This entry is locked by a password. It was left out."
    if name.casefold() in seen:
        return "The archive holds this name twice; only the first was read."
    if len(name) > 400 or any(ord(letter) < 32 for letter in name):
        return "This entry has a name that no file can have. It was left out."
    if entry.file_size > MOST_BYTES_OF_ONE:
        return f"This entry is larger than {MOST_BYTES_OF_ONE // 1024 // 1024} MB. It was left out."
    growth = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > _SMALL and growth > MOST_GROWTH:
        return "This entry unpacks to a size without any measure. It was left out."
    return ""


def _unpack_one(
    zipped: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, report: Report
) -> None:
    """Write one entry; never more than the size that it claims, for zipfile stops there."""
    path = target.joinpath(*PurePosixPath(entry.filename).parts)
    if not path.resolve().is_relative_to(target.resolve()):
        # Never so far: a second guard, should the rules above be changed.
        raise SourceRefused("The archive leads out of its folder.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipped.open(entry) as packed, path.open("xb") as unpacked:
            shutil.copyfileobj(packed, unpacked, _PIECE)
    except (OSError, zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, ValueError):
        text = "This entry is damaged or cannot be written. It was left out."
        report.loss(Place(entry.filename), text)
        if path.is_file():
            path.unlink()
