"""The formats of a source: a folder, a Markdown file, or a ZIP archive of either."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consultation.importing.archive.manifest import MANIFEST, parse_manifest, small_file
from consultation.importing.report import Report
from consultation.importing.sites.archive_pages import read_archive_site

from .folder import opened
from .site import Site, read_site


@contextmanager
def open_site(path: Path, report: Report, name: str = "") -> Iterator[Site]:
    """Read a source, and keep its files at hand for as long as it is imported.

    Args:
        path: a folder, a Markdown file, or a ZIP archive of either.
        report: where it is said what was left out.
        name: what the source is called, where its file has a made-up name.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    with opened(path, report, name) as source:
        manifest = parse_manifest(small_file(source.folder, MANIFEST))
        if manifest:
            yield read_archive_site(source, manifest, report)
        else:
            yield read_site(source, report)
