"""Responses as CSV and XLSX: streamed, complete, and harmless to open."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from consultation.responses.answers import answer_text
from consultation.responses.columns import AnswerColumn
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.spreadsheet import guard

CHUNK = 2000

# Limits of the XLSX format. A program that goes past them loses text or rows in silence.
CELL_LIMIT = 32_767
SHEET_LIMIT = 1_048_576

FACTS = ("Received", "Reference", "Status", "Reason for status", "Arrived just after closing")


def _facts(response: Response) -> list[Any]:
    return [
        timezone.localtime(response.submit_time),
        response.reference_text,
        response.get_status_display(),
        response.status_reason,
        "Yes" if response.after_closing else "",
    ]


def _rows(queryset: ResponseQuerySet) -> Iterator[Response]:
    return queryset.defer("search_text").iterator(chunk_size=CHUNK)


class _Echo:
    """A file that hands each written line on."""

    def write(self, line: str) -> bytes:
        return line.encode()


def csv_lines(queryset: ResponseQuerySet, columns: Sequence[AnswerColumn]) -> Iterator[bytes]:
    """Yield a CSV file line by line, in UTF-8 with the mark that spreadsheet programs need."""
    writer = csv.writer(_Echo())
    yield "\ufeff".encode()
    yield writer.writerow([*FACTS, *(guard(column.label) for column in columns)])
    for response in _rows(queryset):
        received, *facts = _facts(response)
        answers = (response.form_data.get(column.key) for column in columns)
        yield writer.writerow(
            [
                received.isoformat(timespec="seconds"),
                *(guard(fact) for fact in facts),
                *(value if _is_number(value) else guard(answer_text(value)) for value in answers),
            ]
        )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parts_needed(queryset: ResponseQuerySet, columns: Iterable[AnswerColumn]) -> dict[str, int]:
    """Return how many cells each column's longest answer fills.

    The length of the longest answer is kept with each response, so that this
    reads only those few that are too long for a cell.
    """
    parts = {column.key: 1 for column in columns}
    for response in queryset.filter(longest_answer__gt=CELL_LIMIT // 2).iterator(CHUNK):
        for key in parts:
            parts[key] = max(parts[key], len(split_cell(answer_text(response.form_data.get(key)))))
    return parts


def split_cell(text: str) -> list[str]:
    """Split a text into cells, none longer than the format can hold.

    Its limit counts UTF-16 units, so an emoji counts twice; and a sign that XML
    cannot hold is written as seven.
    """
    if len(text) <= CELL_LIMIT // 7:
        return [text]
    cells, start, size = [], 0, 0
    for position, sign in enumerate(text):
        cost = 7 if sign < " " and sign not in "\t\n" else 2 if sign > "\uffff" else 1
        if size + cost > CELL_LIMIT:
            cells.append(text[start:position])
            start, size = position, 0
        size += cost
    return [*cells, text[start:]]


class _Workbook:
    """An XLSX file in constant memory, with as many sheets as the rows need."""

    def __init__(self, target: Any, headings: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd hh:mm:ss",
            },
        )
        self._bold = self._book.add_format({"bold": True})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._headings = headings
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for column, heading in enumerate(self._headings):
            self._sheet.write_string(0, column, heading, self._bold)
        self._row = 1

    def append(self, cells: Iterable[Any]) -> None:
        """Write a row; texts are written as texts, whatever they look like."""
        if self._row == SHEET_LIMIT:
            self._new_sheet()
        for column, cell in enumerate(cells):
            if isinstance(cell, datetime):
                self._sheet.write_datetime(
                    self._row, column, cell.replace(tzinfo=None), self._moment
                )
            elif _is_number(cell):
                self._sheet.write_number(self._row, column, cell)
            elif cell != "":
                self._sheet.write_string(self._row, column, cell)
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()


def write_xlsx(target: Any, queryset: ResponseQuerySet, columns: Sequence[AnswerColumn]) -> None:
    """Write responses to an XLSX file.

    An answer too long for one cell goes on in columns beside it, "(part 2)" and
    so on; put together they are the whole answer.

    Args:
        target: an open binary file.
        queryset: the responses, in order.
        columns: the questions.
    """
    parts = _parts_needed(queryset, columns)
    headings = [FACTS[0] + " (UK time)", *FACTS[1:]]
    for column in columns:
        headings.append(column.label)
        headings.extend(
            f"{column.label} (part {number})" for number in range(2, parts[column.key] + 1)
        )
    book = _Workbook(target, headings)
    for response in _rows(queryset):
        cells = _facts(response)
        for column in columns:
            value = response.form_data.get(column.key)
            pieces = [value] if _is_number(value) else split_cell(answer_text(value))
            cells.extend(pieces + [""] * (parts[column.key] - len(pieces)))
        book.append(cells)
    book.close()


def export_response(
    queryset: ResponseQuerySet,
    columns: Sequence[AnswerColumn],
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
