"""The formats of a source: a folder, a Markdown file, a ZIP archive of either, a Word file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _
from mkdocs.utils import markdown_extensions

from consultation.common.zip_files import ZipError, unpack
from consultation.importing.archive.manifest import MANIFEST, parse_manifest, small_file
from consultation.importing.report import Place, Report
from consultation.importing.sites.archive_pages import read_archive_site

from .config import FILES, read_settings
from .mkdocs_site import read_site
from .site import Site, SourceFolder, SourceRefused
from .word import read_word

WORD = (".docx", ".docm", ".doc")
# How many folders of one folder each an archive may be packed in.
_MOST_WRAPPERS = 4


@contextmanager
def open_site(path: Path, report: Report, name: str = "", levels: int = 1) -> Iterator[Site]:
    """Read a source, and keep its files at hand for as long as it is imported.

    Args:
        name: what the source is called, where its file has a made-up name.
        levels: how many levels of headings become pages in a Word file.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    name, ending = name or path.name, path.suffix.lower()
    if path.is_dir():
        yield _read_folder(path, name, report)
    elif not path.is_file():
        raise SourceRefused(_("There is no folder or file %(path)s.") % {"path": path})
    elif ending in markdown_extensions:
        folder = path.parent.resolve()
        yield read_site(SourceFolder(folder, folder, only=path.name, name=name), report)
    else:
        with tempfile.TemporaryDirectory(prefix="portal-import-") as scratch:
            if ending in WORD:
                yield read_word(path, report, name, Path(scratch), levels)
            else:
                try:
                    left_out = unpack(path, Path(scratch))
                except ZipError as error:
                    raise SourceRefused(str(error)) from error
                for entry, why in left_out.items():
                    report.loss(Place(entry), why)
                yield _read_folder(Path(scratch), name.rpartition(".")[0] or name, report)


def _read_folder(path: Path, name: str, report: Report) -> Site:
    path = _topmost(path.resolve())
    # The settings of an archive are for people who read it with MkDocs.
    if manifest := parse_manifest(small_file(path, MANIFEST)):
        return read_archive_site(SourceFolder(path, path / "docs", name=name), manifest, report)
    settings_file = next((each for each in FILES if (path / each).exists()), "")
    settings = read_settings(path, settings_file, report) if settings_file else {}
    documents = path
    if settings_file:
        wanted = settings.get("docs_dir") or "docs"
        documents = (path / str(wanted)).resolve()
        if not documents.is_relative_to(path) or not documents.is_dir():
            text = _("The folder %(name)s is not there. The whole folder was read.")
            report.doubt(Place(settings_file), text, name=wanted)
            documents = path
    elif (path / "docs").is_dir() and not any(path.glob("*.md")):
        documents = path / "docs"
    return read_site(SourceFolder(path, documents, settings, settings_file, name=name), report)


def _topmost(folder: Path) -> Path:
    """Go into the one folder that many archives are packed in."""
    for _level in range(_MOST_WRAPPERS):
        inside = [each for each in folder.iterdir() if not each.name.startswith((".", "__MACOSX"))]
        if len(inside) != 1 or not inside[0].is_dir() or inside[0].is_symlink():
            break
        if inside[0].name == "docs" or (folder / MANIFEST).is_file():
            break
        folder = inside[0]
    return folder
