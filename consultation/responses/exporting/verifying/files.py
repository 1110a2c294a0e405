"""Opening an export: a ZIP file with its manifest, or a data file and a manifest beside it."""

import hashlib
import json
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from consultation.responses.exporting.bundle import MANIFEST

PIECE = 1024 * 1024


class Unreadable(Exception):
    """An export cannot be looked into; the message says why, as a sentence."""


@dataclass(frozen=True, slots=True)
class OpenExport:
    """An export, opened.

    Args:
        manifest: its manifest.
        data: the data file, from its beginning.
        size: its size in bytes.
        sha256: its SHA-256, in hexadecimal digits.
    """

    manifest: dict[str, Any]
    data: IO[bytes]
    size: int
    sha256: str


def _read_manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
    except ValueError as error:
        raise Unreadable("The manifest cannot be read: it is no JSON.") from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("columns"), list):
        raise Unreadable("The manifest is no manifest of an export.")
    return manifest


def _copied(source: IO[bytes], target: IO[bytes]) -> str:
    """Copy a file and return its SHA-256."""
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
        target.write(piece)
    target.seek(0)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path, manifest_path: Path | None) -> Iterator[tuple[dict[str, Any], IO[bytes]]]:
    if manifest_path is not None:
        manifest = _read_manifest(manifest_path.read_bytes())
        with path.open("rb") as source:
            yield manifest, source
        return
    with zipfile.ZipFile(path) as bundle:
        if MANIFEST not in bundle.namelist():
            raise Unreadable(
                "There is no manifest in the file. If it lies beside it, name it with --manifest."
            )
        manifest = _read_manifest(bundle.read(MANIFEST))
        name = str(manifest.get("file"))
        if name not in bundle.namelist():
            raise Unreadable(f"The data file “{name}” is not in the ZIP file.")
        with bundle.open(name) as source:
            yield manifest, source


@contextmanager
def open_export(path: Path, manifest_path: Path | None = None) -> Iterator[OpenExport]:
    """Open an export, copying the data to where one can go back and forth in them.

    Raises:
        Unreadable: it is no export, or is damaged.
    """
    with tempfile.TemporaryFile() as data:
        try:
            with _opened(path, manifest_path) as (manifest, source):
                sha256 = _copied(source, data)
        except OSError as error:
            raise Unreadable(
                f"{error.filename or path} cannot be read: {error.strerror}."
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Unreadable(
                "The ZIP file is not whole: it was cut short, or changed after it was made."
            ) from error
        size = data.seek(0, 2)
        data.seek(0)
        yield OpenExport(manifest, data, size, sha256)
