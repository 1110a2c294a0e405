"""Responses as CSV and XLSX: streamed, complete, and harmless to open."""

import csv
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Max
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from consultation.responses.answers import answer_text
from consultation.responses.columns import FACTS
from consultation.responses.export_columns import AnyColumn
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.spreadsheet import guard
from consultation.responses.workbook import CELL_LIMIT, ESCAPED, Workbook, is_number, split_cell

CHUNK = 2000

Columns = Sequence[AnyColumn]


def _facts(response: Response) -> list[Any]:
    return [
        timezone.localtime(response.submit_time),
        response.reference_text,
        response.page_title,
        response.get_status_display(),
        response.status_reason,
        response.get_source_display(),
        "Yes" if response.after_closing else "",
    ]


def _rows(queryset: ResponseQuerySet) -> Iterator[Response]:
    return queryset.defer("search_text").iterator(chunk_size=CHUNK)


class _Echo:
    """A file that hands each written line on."""

    def write(self, line: str) -> bytes:
        return line.encode()


def csv_lines(queryset: ResponseQuerySet, columns: Columns) -> Iterator[bytes]:
    """Yield a CSV file line by line, in UTF-8 with the mark that spreadsheet programs need."""
    writer = csv.writer(_Echo())
    yield "\ufeff".encode()
    yield writer.writerow([*FACTS, *(guard(column.label) for column in columns)])
    for response in _rows(queryset):
        received, *facts = _facts(response)
        answers = (column.answer(response) for column in columns)
        yield writer.writerow(
            [
                received.isoformat(timespec="seconds"),
                *(guard(fact) for fact in facts),
                *(value if is_number(value) else guard(answer_text(value)) for value in answers),
            ]
        )


def _parts_needed(queryset: ResponseQuerySet, columns: Columns) -> dict[str, int]:
    """Return how many cells each column's longest answer fills.

    The length of the longest answer is kept with each response, so that this
    reads only those few that are too long for a cell.
    """
    parts = {column.label: 1 for column in columns}
    for response in queryset.filter(longest_answer__gt=CELL_LIMIT // ESCAPED).iterator(CHUNK):
        for column in columns:
            pieces = split_cell(answer_text(column.answer(response)))
            parts[column.label] = max(parts[column.label], len(pieces))
    return parts


def write_xlsx(target: Any, queryset: ResponseQuerySet, columns: Columns) -> None:
    """Write responses to an XLSX file.

    An answer too long for one cell goes on in columns beside it, "(part 2)" and
    so on; put together they are the whole answer.

    Args:
        target: an open binary file.
        queryset: the responses, in order.
        columns: the questions.
    """
    # What arrives from now on might need more cells than there are columns.
    newest = queryset.aggregate(newest=Max("pk"))["newest"]
    queryset = queryset.filter(pk__lte=newest or 0)
    parts = _parts_needed(queryset, columns)
    headings = [FACTS[0] + " (UK time)", *FACTS[1:]]
    for column in columns:
        headings.append(column.label)
        headings.extend(
            f"{column.label} (part {number})" for number in range(2, parts[column.label] + 1)
        )
    book = Workbook(target, headings)
    for response in _rows(queryset):
        cells = _facts(response)
        for column in columns:
            value = column.answer(response)
            pieces = [value] if is_number(value) else split_cell(answer_text(value))
            cells.extend(pieces + [""] * (parts[column.label] - len(pieces)))
        book.append(cells)
    book.close()


def export_response(
    queryset: ResponseQuerySet,
    columns: Columns,
    export_format: str,
    filename: str,
) -> HttpResponseBase:
    """Return a download of responses.

    Args:
        queryset: the responses, filtered and ordered.
        columns: the questions.
        export_format: "csv" or "xlsx".
        filename: the file's name without its ending.
    """
    response: HttpResponseBase
    if export_format == "csv":
        response = StreamingHttpResponse(
            csv_lines(queryset, columns), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{filename}.csv"'
    else:
        # On disk, not in memory: the file of a million rows is larger than the machine's share.
        file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
        write_xlsx(file, queryset, columns)
        file.seek(0)
        response = FileResponse(
            file,
            as_attachment=True,
            filename=f"{filename}.xlsx",
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Cache-Control"] = "private, no-store"
    return response
