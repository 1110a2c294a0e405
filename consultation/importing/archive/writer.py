"""Where an archive is written to: a folder or a ZIP file, and only over an archive of ours."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from consultation.common.streams import ZipStream
from consultation.importing.archive.manifest import MANIFEST, ArchiveError, parse_manifest


class Entry(NamedTuple):
    """A file of an archive; its content is to be read to the end before the next is asked for."""

    name: str
    chunks: Iterable[bytes]
    compress: bool = True


def zip_chunks(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield a ZIP file of an archive while it is being made."""
    stream = ZipStream()
    for entry in entries:
        yield from stream.entry(entry.name, entry.chunks, compress=entry.compress)
    yield from stream.end()


def write_archive(entries: Iterable[Entry], target: Path) -> None:
    """Write an archive; what was there stays whole until everything is made.

    Args:
        entries: its files.
        target: a folder, or a file whose name ends in ".zip".

    Raises:
        ArchiveError: something else is there, or the target cannot be written.
    """
    try:
        before = _files_before(target)
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
            packed = Path(scratch, "archive.zip")
            with packed.open("wb") as file:
                file.writelines(zip_chunks(entries))
            if target.suffix.lower() == ".zip":
                packed.replace(target)
            else:
                with zipfile.ZipFile(packed) as archive:
                    _replace(archive, target, before)
    except OSError as error:
        raise ArchiveError(f"{target} cannot be written: {error.strerror or error}.") from error


def _files_before(target: Path) -> set[str]:
    """Return the files of the archive that is there.

    Raises:
        ArchiveError: something else is there.
    """
    is_zip = target.suffix.lower() == ".zip"
    if not target.exists() or (target.is_dir() and not is_zip and not any(target.iterdir())):
        return set()
    try:
        if is_zip:
            with zipfile.ZipFile(target) as old:
                manifest = parse_manifest(old.read(MANIFEST))
        else:
            manifest = parse_manifest((target / MANIFEST).read_bytes())
    except (zipfile.BadZipFile, KeyError, FileNotFoundError, IsADirectoryError):
        manifest = None
    if manifest is None:
        raise ArchiveError(f"{target} is there already and is no archive of a consultation.")
    return {MANIFEST, *manifest.files}


def _replace(archive: zipfile.ZipFile, target: Path, before: set[str]) -> None:
    """Put an archive into a folder in place of the earlier one, and of nothing else."""
    names = set(archive.namelist())
    for name in names:
        path = target / name
        if name not in before and (path.exists() or path.is_symlink()):
            raise ArchiveError(f"{path} is there already and is not part of the archive.")
        if not _is_inside(path, target):
            raise ArchiveError(f"A folder above {path} leads elsewhere.")
    archive.extractall(target)
    for path in (target / name for name in before - names):
        if _is_inside(path, target) and path.is_file():
            path.unlink()
            for folder in path.relative_to(target).parents[:-1]:
                if not any((target / folder).iterdir()):
                    (target / folder).rmdir()


def _is_inside(path: Path, target: Path) -> bool:
    """Say whether a file is in a folder, and no link on the way leads elsewhere."""
    return path.parent.resolve().is_relative_to(target.resolve())
