"""What an archive holds beside the pages: ideas, questions, responses, versions."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from consultation.common.streams import HashingStream
from consultation.importing.archive.archived_files import HEADINGS as FILE_HEADINGS
from consultation.importing.archive.layout import Layout, PlacedPage
from consultation.importing.archive.questions import HEADINGS as QUESTION_HEADINGS
from consultation.importing.archive.questions import question_rows, versions_asked
from consultation.importing.archive.revisions import HEADINGS as REVISION_HEADINGS
from consultation.importing.archive.revisions import revision_rows
from consultation.pages.models import ConsultationPage
from consultation.responses.exports.csv import BOM, CsvFile, csv_lines
from consultation.responses.exports.manifest import make_manifest, manifest_json
from consultation.responses.exports.table import Selection, Table
from consultation.responses.models import Response
from ideas.import_export.spreadsheet import write_spreadsheet

_LINES_AT_ONCE = 200


def _table(headings: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces, as safe in a spreadsheet program as that of the responses."""
    yield BOM + csv_lines([list(headings)])
    rest = iter(rows)
    while some := list(islice(rest, _LINES_AT_ONCE)):
        yield csv_lines(some)


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
    _manifest: bytes = b""

    def pieces(self) -> Iterator[bytes]:
        """Yield the CSV file; none of it is held."""
        responses = Response.objects.filter(consultation_pk=self.consultation.pk).unerased()
        selection = Selection(
            queryset=responses.order_by("-submit_time", "-pk"),
            title=f"Responses to “{self.consultation.title}”",
            filename="responses",
            query=urlencode({"consultation": self.consultation.pk}),
            words=[f"Consultation: {self.consultation.title}"],
            made_by=self.made_by,
        )
        data = CsvFile(Table(selection))
        stream = HashingStream(data.chunks())
        yield from stream
        info = stream.info("responses.csv")
        manifest = make_manifest(info, data, timezone.now())
        self.rows = int(manifest["rows"])
        self._manifest = manifest_json(manifest)

    def manifest(self) -> Iterator[bytes]:
        """Yield the manifest, once the file was written."""
        yield self._manifest
