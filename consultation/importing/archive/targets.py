"""Where an archive is written to: a folder or a ZIP file, and only over an archive of ours."""

import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from consultation.common.errors import UserFacingError
from consultation.common.streams import ZipStream
from consultation.importing.archive.entries import Entry
from consultation.importing.archive.form import FORMAT, LIST


class NotWritten(UserFacingError):
    """Why nothing was written, in a sentence."""


def zip_pieces(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a ZIP file of an archive while it is being made."""
    stream = ZipStream()
    for entry in entries:
        yield from stream.entry(entry.name, entry.pieces, compress=entry.compress)
    yield from stream.end()


def write_archive(entries: Iterable[Entry], target: Path) -> int:
    """Write an archive and return how many files it has.

    Args:
        entries: its files.
        target: a folder, or a file whose name ends in ".zip".

    Raises:
        NotWritten: something else is there, or the target cannot be written.
    """
    try:
        if target.suffix.lower() == ".zip":
            return _write_zip(entries, target)
        return _write_folder(entries, target)
    except OSError as error:
        reason = error.strerror or str(error)
        raise NotWritten(f"{target} cannot be written: {reason}.") from error


def _listed(text: str | bytes) -> set[str] | None:
    """Return the files that an archive's list names; None for what is no such list."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return None
    files = told.get("files")
    names = set(files) if isinstance(files, dict) else set()
    return {name for name in names if _is_inside(name)} | {LIST}


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name


def _write_zip(entries: Iterable[Entry], target: Path) -> int:
    if target.exists():
        refusal = f"{target} is there already and is no archive of a consultation."
        try:
            with zipfile.ZipFile(target) as old:
                ours = _listed(old.read(LIST))
        except (zipfile.BadZipFile, KeyError, IsADirectoryError) as error:
            raise NotWritten(refusal) from error
        if ours is None:
            raise NotWritten(refusal)
    number = 0

    def counted() -> Iterator[Entry]:
        nonlocal number
        for entry in entries:
            number += 1
            yield entry

    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in zip_pieces(counted()):
                file.write(piece)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return number


def _write_folder(entries: Iterable[Entry], target: Path) -> int:
    """Write beside the target first: what was there stays whole until everything is made."""
    before: set[str] = set()
    if target.exists() and any(target.iterdir()):
        marker = target / LIST
        ours = _listed(marker.read_bytes()) if marker.is_file() else None
        if ours is None:
            raise NotWritten(f"{target} is not empty and is no archive of a consultation.")
        before = ours
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        written: list[str] = []
        for entry in entries:
            path = Path(scratch, entry.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                for piece in entry.pieces:
                    file.write(piece)
            written.append(entry.name)
        _move(Path(scratch), target, written, before)
    return len(written)


def _move(scratch: Path, target: Path, written: list[str], before: set[str]) -> None:
    for name in written:
        path = target / name
        if name not in before and (path.exists() or path.is_symlink()):
            raise NotWritten(f"{path} is there already and is not part of the archive.")
        for above in path.relative_to(target).parents:
            if (target / above).is_symlink():
                raise NotWritten(f"{target / above} leads elsewhere.")
    for name in written:
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (scratch / name).replace(path)
    for name in before - set(written):
        old = target / name
        if old.is_file() and not any((target / up).is_symlink() for up in Path(name).parents):
            old.unlink()
            _remove_empty(old.parent, target)


def _remove_empty(folder: Path, target: Path) -> None:
    while folder != target and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
