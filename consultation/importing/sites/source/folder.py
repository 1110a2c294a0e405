"""Opening a source: a folder, one file, or an archive that is unpacked for the time being."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.utils import markdown_extensions

from consultation.importing.archive.manifest import MANIFEST
from consultation.importing.report import Place, Report

from .archives import SourceRefused, unpack
from .config import FILES, read_settings


@dataclass(slots=True)
class Opened:
    """A source on this machine's disk, which nothing is read from outside of.

    Args:
        folder: the topmost folder.
        documents: the folder of the Markdown files.
        settings: what mkdocs.yml says.
        settings_file: the name of that file, or "".
        only: the one file to read, where it is just one.
        name: what the source is called, for want of a name of its own.
    """

    folder: Path
    documents: Path
    settings: dict[str, Any] = field(default_factory=dict)
    settings_file: str = ""
    only: str = ""
    name: str = ""


@contextmanager
def opened(path: Path, report: Report, name: str = "") -> Iterator[Opened]:
    """Open a source for as long as it is read.

    Args:
        path: a folder, a Markdown file, or a ZIP archive of either.
        report: where it is said what was left out.
        name: what to call the source, where its file has a made-up name.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    name = name or path.name
    if path.is_dir():
        yield _open_folder(path, name, report)
    elif path.is_file() and path.suffix.lower() in markdown_extensions:
        folder = path.parent.resolve()
        yield Opened(folder, folder, only=path.name, name=name)
    elif path.is_file():
        with tempfile.TemporaryDirectory(prefix="portal-import-") as scratch:
            unpack(path, Path(scratch), report)
            yield _open_folder(Path(scratch), name.rpartition(".")[0] or name, report)
    else:
        raise SourceRefused(f"There is no folder or file {path}.")


def _open_folder(folder: Path, name: str, report: Report) -> Opened:
    folder = _topmost(folder.resolve())
    settings_file = next((each for each in FILES if (folder / each).exists()), "")
    settings = read_settings(folder, settings_file, report) if settings_file else {}
    documents = folder
    if settings_file:
        wanted = settings.get("docs_dir") or "docs"
        documents = (folder / str(wanted)).resolve()
        if not documents.is_relative_to(folder) or not documents.is_dir():
            report.doubt(
                Place(settings_file),
                f"The folder of documents, {wanted}, is not there. The whole folder was read.",
            )
            documents = folder
    elif (folder / "docs").is_dir() and not any(folder.glob("*.md")):
        documents = folder / "docs"
    return Opened(folder, documents, settings, settings_file, name=name)


def _topmost(folder: Path) -> Path:
    """Go into the one folder that many archives are packed in."""
    for _ in range(4):
        if any((folder / each).is_file() for each in (*FILES, MANIFEST)):
            return folder
        inside = [each for each in folder.iterdir() if not each.name.startswith((".", "__MACOSX"))]
        if len(inside) != 1 or not inside[0].is_dir() or inside[0].is_symlink():
            return folder
        if inside[0].name == "docs":
            return folder
        folder = inside[0]
    return folder
