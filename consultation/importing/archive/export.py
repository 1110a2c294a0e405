"""A consultation as an archive, file after file in a ZIP file."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.common.streams import (
    HashingStream,
    ZipStream,
    chunks_in_language,
    database_snapshot,
)
from consultation.importing.archive import tables
from consultation.importing.archive.ideas import IDEAS
from consultation.importing.archive.manifest import (
    MANIFEST,
    PAGES,
    ArchiveError,
    Manifest,
    archive_key,
)
from consultation.importing.archive.markdown import page_markdown, public_body
from consultation.importing.archive.page_data import (
    FOOTNOTE_FEATURES,
    TYPES,
    Translator,
    page_settings,
)
from consultation.importing.archive.paths import Layout, PlacedPage
from consultation.pages.models import ConsultationPage
from consultation.responses.exports.manifest import make_manifest, manifest_json

_CHUNK = 256 * 1024


class _Entry(NamedTuple):
    """A file of an archive; its content is to be read to the end before the next is asked for."""

    name: str
    chunks: Iterable[bytes]
    compress: bool = True


def export_site(consultation: ConsultationPage, target: Path) -> None:
    """Write a consultation as an archive, to a ZIP file that does not exist yet.

    Raises:
        ArchiveError: why it was not, in a sentence.
    """
    if not consultation.live:
        raise ArchiveError(_("“%(title)s” is not published.") % {"title": consultation.title})
    try:
        with target.open("xb") as file:
            file.writelines(archive_chunks(consultation))
    except OSError as error:
        text = _("%(file)s cannot be written: %(reason)s.")
        raise ArchiveError(text % {"file": target, "reason": error.strerror or error}) from error


def archive_chunks(consultation: ConsultationPage, *, made_by: str = "") -> Iterator[bytes]:
    """Return the ZIP file of an archive while it is being made, as `export_site` writes it.

    It is in the language of the consultation. Everything is read as it was at the first file, and
    nothing large is kept in memory.
    """
    return chunks_in_language(_chunks(consultation, made_by), consultation.locale.language_code)


def _chunks(consultation: ConsultationPage, made_by: str) -> Iterator[bytes]:
    made_at, made_by = timezone.now(), made_by or _("the server")
    stream = ZipStream()
    with database_snapshot():
        manifest = Manifest(
            key=archive_key(consultation),
            consultation=consultation.title,
            portal=settings.WAGTAILADMIN_BASE_URL,
            portal_version=settings.PORTAL_VERSION,
            made_at=made_at.isoformat(timespec="seconds"),
            made_by=made_by,
        )
        layout = Layout(consultation)
        for entry in _entries(layout, manifest, {"manifest": manifest, "made_at": made_at}):
            yield from stream.entry(entry.name, entry.chunks, compress=entry.compress)
        yield from stream.end()


def _entries(layout: Layout, manifest: Manifest, context: dict[str, Any]) -> Iterator[_Entry]:
    consultation = layout.pages[0].page
    yield _text(MANIFEST, manifest.model_dump_json(indent=1))
    for placed in layout.pages:
        yield _text(f"docs/{placed.path}", page_markdown(placed, layout))
    yield _Entry(PAGES, _pages(layout))
    for path, item in layout.files.items():
        yield _Entry(f"docs/{path}", _content(item.file), compress=False)
    yield _Entry(IDEAS, tables.ideas_table(layout))
    yield _Entry("data/questions.csv", tables.questions_table(layout))
    yield _Entry("data/history.csv", tables.history_table(layout))
    responses = tables.responses_table(consultation, manifest.made_by)
    stream = HashingStream(responses.chunks())
    yield _Entry("data/responses.csv", stream)
    told = make_manifest(stream.info("responses.csv"), responses, context["made_at"])
    yield _Entry("data/responses-manifest.json", [manifest_json(told)])
    context |= {"layout": layout, "page": consultation, "responses": told["rows"]}
    yield _text("data/README.md", render_to_string("importing/archive/readme.txt", context))


def _text(name: str, text: str) -> _Entry:
    return _Entry(name, [text.encode(errors="backslashreplace")])


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
        "settings": page_settings(page, translator),
        "body": list(translator.body(public_body(page))),
        "footnotes": {key: translator.html(text, FOOTNOTE_FEATURES) for key, text in notes.items()},
    }


def _content(file: Any) -> Iterator[bytes]:
    with file.storage.open(file.name, "rb") as opened:
        while chunk := opened.read(_CHUNK):
            yield chunk
