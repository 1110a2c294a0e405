"""The files of an archive, one after another, each made as it is asked for."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from consultation.common.streams import HashingStream, database_snapshot
from consultation.importing.archive import data_files, form
from consultation.importing.archive.explaining import readme
from consultation.importing.archive.layout import Files, Layout
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.page_texts import PageText
from consultation.importing.archive.plainness import Plainness
from consultation.importing.archive.site_file import site_file
from consultation.pages.models import ConsultationPage

_PIECE = 256 * 1024


@dataclass(slots=True)
class Entry:
    """A file of an archive.

    Args:
        name: its path.
        pieces: its content; to be read to the end before the next entry is asked for.
        compress: whether it pays to compress it.
    """

    name: str
    pieces: Iterable[bytes]
    compress: bool = True


def archive_entries(
    consultation: ConsultationPage, *, drafts: bool = False, made_by: str = ""
) -> Iterator[Entry]:
    """Yield the files of a consultation's archive; the list of them comes last.

    Everything is read as it stood at the first file, and nothing large is held.

    Args:
        consultation: which.
        drafts: whether pages and ideas are taken as their newest drafts have them.
        made_by: user name of whoever makes it.
    """
    listed: dict[str, dict[str, Any]] = {}
    with database_snapshot():
        made_at = timezone.now()
        for entry in _contents(consultation, drafts=drafts, made_by=made_by):
            yield Entry(entry.name, _noted(entry, listed), entry.compress)
        told = {
            "format": form.FORMAT,
            "version": form.VERSION,
            "consultation": consultation.title,
            "portal": settings.WAGTAILADMIN_BASE_URL,
            "portal_version": settings.PORTAL_VERSION,
            "made_at": made_at.isoformat(timespec="seconds"),
            "made_by": made_by,
            "files": listed,
        }
        yield Entry(form.LIST, [json.dumps(told, ensure_ascii=False, indent=1).encode()])


def _noted(entry: Entry, listed: dict[str, dict[str, Any]]) -> Iterator[bytes]:
    """Yield an entry's pieces and note it when it is complete."""
    pieces = HashingStream(entry.pieces)
    yield from pieces
    info = pieces.info(entry.name)
    listed[entry.name] = {"size": info.size, "sha256": info.sha256}


def _contents(consultation: ConsultationPage, *, drafts: bool, made_by: str) -> Iterator[Entry]:
    made_at = timezone.now()
    layout = Layout(consultation, drafts=drafts)
    naming = Naming(layout)
    plainness = Plainness(naming)
    pages = list(layout.all_pages())
    yield Entry("mkdocs.yml", [site_file(layout.root).encode()])
    for placed in pages:
        text = plainness.file(PageText(placed, naming))
        yield Entry(f"docs/{placed.path}", [text.encode(errors="backslashreplace")])
    for files in (layout.pictures, layout.documents):
        yield from _files(files)
    yield Entry(form.FILES, data_files.names_file(layout))
    yield Entry(form.IDEAS, data_files.ideas_file(drafts=drafts))
    yield Entry(form.QUESTIONS, data_files.questions_file(layout))
    responses = data_files.ResponsesFile(consultation, made_by)
    yield Entry(form.RESPONSES, responses.pieces())
    yield Entry(form.MANIFEST, responses.manifest())
    yield Entry(form.REVISIONS, data_files.revisions_file(pages))
    yield Entry(form.README, [readme(layout, made_at, responses.rows).encode()])


def _files(files: Files) -> Iterator[Entry]:
    for placed in files.used():
        yield Entry(f"docs/{placed.path}", _content(placed.item.file), compress=False)


def _content(file: Any) -> Iterator[bytes]:
    with file.storage.open(file.name, "rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece
