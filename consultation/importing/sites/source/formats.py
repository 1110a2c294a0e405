"""The formats of a source: a folder, a Markdown file, a ZIP archive of either, a Word file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consultation.importing.archive.manifest import MANIFEST, parse_manifest, small_file
from consultation.importing.report import Report
from consultation.importing.sites.archive_pages import read_archive_site

from .folder import opened
from .site import Site, read_site
from .word import read_word

WORD = (".docx", ".docm", ".doc")


@contextmanager
def open_site(path: Path, report: Report, name: str = "", levels: int = 1) -> Iterator[Site]:
    """Read a source, and keep its files at hand for as long as it is imported.

    Args:
        path: a folder, a Markdown file, a ZIP archive of either, or a Word file.
        report: where it is said what was left out.
        name: what the source is called, where its file has a made-up name.
        levels: how many levels of headings become pages in a Word file.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    if path.suffix.lower() in WORD and path.is_file():
        with tempfile.TemporaryDirectory(prefix="portal-import-") as folder:
            yield read_word(path, report, name or path.name, Path(folder), levels)
        return
    with opened(path, report, name) as source:
        manifest = parse_manifest(small_file(source.folder, MANIFEST))
        if manifest:
            yield read_archive_site(source, manifest, report)
        else:
            yield read_site(source, report)
