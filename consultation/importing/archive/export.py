"""A consultation as an archive, file after file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from consultation.common.streams import HashingStream, database_snapshot
from consultation.importing.archive import tables
from consultation.importing.archive.ideas import IDEAS
from consultation.importing.archive.manifest import (
    MANIFEST,
    PAGES,
    ArchiveError,
    Manifest,
    archive_key,
)
from consultation.importing.archive.markdown import mkdocs_settings, page_markdown
from consultation.importing.archive.page_data import (
    FOOTNOTE_FEATURES,
    TYPES,
    Translator,
    page_settings,
)
from consultation.importing.archive.paths import Layout, PlacedPage
from consultation.importing.archive.quotes import public_body
from consultation.importing.archive.writer import Entry, write_archive
from consultation.pages.models import ConsultationPage

_CHUNK = 256 * 1024


def export_site(
    consultation: ConsultationPage, target: Path, *, drafts: bool = False, made_by: str = ""
) -> None:
    """Write a consultation as an archive.

    Args:
        consultation: which; its text as it is public, unless drafts are wanted.
        target: a folder, or a file whose name ends in ".zip". What is there is replaced
            only if it is such an archive; files that are not of it stay.
        drafts: whether pages and ideas are taken as their newest drafts have them.
        made_by: user name of the person who makes it; "" is the server.

    Raises:
        ArchiveError: why it was not, in a sentence.
    """
    if not consultation.live and not drafts:
        raise ArchiveError(f"“{consultation.title}” is not published. Ask for drafts to have it.")
    write_archive(archive_entries(consultation, drafts=drafts, made_by=made_by), target)


def archive_entries(
    consultation: ConsultationPage, *, drafts: bool = False, made_by: str = ""
) -> Iterator[Entry]:
    """Yield the files of a consultation's archive, as `export_site` writes it.

    Everything is read as it was at the first file, and nothing large is kept in memory.
    """
    made_at, made_by = timezone.now(), made_by or "the server"
    with database_snapshot():
        manifest = Manifest(
            key=archive_key(consultation),
            consultation=consultation.title,
            portal=settings.WAGTAILADMIN_BASE_URL,
            portal_version=settings.PORTAL_VERSION,
            made_at=made_at.isoformat(timespec="seconds"),
            made_by=made_by,
        )
        layout = Layout(consultation, drafts=drafts)
        responses = tables.ResponsesTable(consultation, made_by)
        for entry in _contents(layout, responses, {"manifest": manifest, "made_at": made_at}):
            stream = HashingStream(entry.chunks)
            yield entry._replace(chunks=stream)
            manifest.files[entry.name] = stream.info(entry.name).sha256
        yield _text(MANIFEST, manifest.model_dump_json(indent=1))


def _contents(
    layout: Layout, responses: tables.ResponsesTable, context: dict[str, Any]
) -> Iterator[Entry]:
    yield _text("mkdocs.yml", mkdocs_settings(layout))
    for placed in layout.pages:
        yield _text(f"docs/{placed.path}", page_markdown(placed, layout))
    yield Entry(PAGES, _pages(layout))
    for path, item in layout.files.items():
        yield Entry(f"docs/{path}", _content(item.file), compress=False)
    yield Entry("data/files.csv", tables.files_table(layout))
    yield Entry(IDEAS, tables.ideas_table(layout))
    yield Entry("data/questions.csv", tables.questions_table(layout))
    yield Entry("data/responses.csv", responses.chunks())
    yield Entry("data/responses-manifest.json", [responses.manifest])
    yield Entry("data/revisions.csv", tables.versions_table(layout))
    context |= {"layout": layout, "page": layout.pages[0].page, "responses": responses.rows}
    yield _text("data/README.md", render_to_string("importing/archive/readme.md", context))


def _text(name: str, text: str) -> Entry:
    return Entry(name, [text.encode(errors="backslashreplace")])


def _pages(layout: Layout) -> Iterator[bytes]:
    """Yield the data of all pages, one after another."""
    start = b'{"pages": [\n'
    for placed in layout.pages:
        yield start + _json(_page(placed, layout))
        start = b",\n"
    files = {
        path: {"title": item.title, "description": getattr(item, "description", "")}
        for path, item in layout.files.items()
    }
    yield b'\n],\n"files": ' + _json(files) + b"}\n"


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode(errors="backslashreplace")


def _page(placed: PlacedPage, layout: Layout) -> dict[str, Any]:
    """Return a page as data that means the same in another portal."""
    page, omitted = placed.page, layout.omissions["texts"]
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    translator = Translator(
        page=lambda number, anchor: layout.page(number),
        chosen=layout.chosen,
        remark=lambda text: omitted.append(f"{page.title}: {text}"),
        footnotes=notes,
    )
    return {
        "path": placed.path,
        "parent": placed.above.path if placed.above else "",
        "type": next(name for name, model in TYPES.items() if isinstance(page, model)),
        "title": page.title,
        "slug": page.slug,
        "private": placed.is_private,
        "draft": not page.live,
        "settings": page_settings(page, translator),
        "body": list(translator.body(public_body(page))),
        "footnotes": {key: translator.html(text, FOOTNOTE_FEATURES) for key, text in notes.items()},
    }


def _content(file: Any) -> Iterator[bytes]:
    with file.storage.open(file.name, "rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
