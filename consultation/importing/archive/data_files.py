"""What an archive holds beside the pages: ideas, questions, responses, versions."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.utils import timezone

from consultation.importing.archive.archived_files import HEADINGS as FILE_HEADINGS
from consultation.importing.archive.layout import Layout, PlacedPage
from consultation.importing.archive.questions import HEADINGS as QUESTION_HEADINGS
from consultation.importing.archive.questions import question_rows, versions_asked
from consultation.importing.archive.revisions import HEADINGS as REVISION_HEADINGS
from consultation.importing.archive.revisions import revision_rows
from consultation.pages.models import ConsultationPage
from consultation.responses.exporting.bundle import Noted
from consultation.responses.exporting.csv_file import LINE_END, MARK, CsvFile, LineWriter
from consultation.responses.exporting.manifest import make_manifest
from consultation.responses.exporting.selection import Selection
from consultation.responses.exporting.table import Table
from consultation.responses.models import Response
from ideas.import_export.spreadsheet import write_spreadsheet

_LINES_AT_ONCE = 200


def _table(headings: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces, as safe in a spreadsheet program as that of the responses."""
    writer = LineWriter()
    lines = [MARK + writer.line(list(headings))]
    for row in rows:
        lines.append(writer.line(row))
        if len(lines) == _LINES_AT_ONCE:
            yield (LINE_END.join(lines) + LINE_END).encode(errors="backslashreplace")
            lines = []
    if lines:
        yield (LINE_END.join(lines) + LINE_END).encode(errors="backslashreplace")


def ideas_file(*, drafts: bool) -> Iterator[bytes]:
    """Yield all ideas as the sheet that the admin exports."""
    sheet = io.StringIO(newline="")
    write_spreadsheet(sheet, drafts=drafts)
    yield sheet.getvalue().encode("utf-8-sig")


def names_file(layout: Layout) -> Iterator[bytes]:
    """Yield what the pictures and documents are called."""
    placed = [*layout.pictures.used(), *layout.documents.used()]
    rows = (
        [f"docs/{each.path}", each.item.title, getattr(each.item, "description", "")]
        for each in placed
    )
    yield from _table(FILE_HEADINGS, rows)


def questions_file(layout: Layout) -> Iterator[bytes]:
    """Yield every version of the questions of every page."""
    titles = {each.page.pk: each.page.title for each in layout.all_pages()}
    versions = versions_asked(list(titles), layout.root.page.pk)
    yield from _table(QUESTION_HEADINGS, question_rows(versions, titles))


def revisions_file(pages: list[PlacedPage]) -> Iterator[bytes]:
    """Yield the index of all versions of all pages."""
    yield from _table(REVISION_HEADINGS, revision_rows(pages))


@dataclass(slots=True)
class ResponsesFile:
    """The responses to a consultation without personal data, and their manifest.

    Args:
        consultation: the consultation.
        made_by: user name of whoever makes the archive.
    """

    consultation: ConsultationPage
    made_by: str
    rows: int = 0
    _manifest: str = ""

    def pieces(self) -> Iterator[bytes]:
        """Yield the CSV file; none of it is held."""
        responses = Response.objects.filter(consultation_key=self.consultation.pk).unerased()
        selection = Selection(
            queryset=responses.order_by("-submit_time", "-pk"),
            title=f"Responses to “{self.consultation.title}”",
            filename="responses",
            query=urlencode({"consultation": self.consultation.pk}),
            words=[f"Consultation: {self.consultation.title}"],
        )
        table = Table(selection.queryset)
        data = CsvFile(table)
        noted = Noted(data.pieces())
        yield from noted
        manifest = make_manifest(
            noted.written("responses.csv"),
            data,
            table,
            selection,
            export_id=str(uuid4()),
            made_at=timezone.now(),
            made_by=self.made_by,
        )
        self.rows = int(manifest["rows"])
        self._manifest = json.dumps(manifest, ensure_ascii=False, indent=2)

    def manifest(self) -> Iterator[bytes]:
        """Yield the manifest, once the file was written."""
        yield self._manifest.encode(errors="backslashreplace")
