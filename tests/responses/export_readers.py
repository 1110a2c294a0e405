"""Reading exports as programs do: CSV with `csv`, XLSX with openpyxl."""

import csv
import io
import re
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client
from openpyxl.worksheet.worksheet import Worksheet
from wagtail.models import Page

from tests.responses.actions import list_url

Row = dict[str, Any]

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """Return the text of an XLSX cell.

    XML cannot hold most control characters. ECMA-376 (part 1, 22.9.2.19, ST_Xstring) has them
    written as `_xHHHH_`, and the underscore of a text that only looks so as `_x005F_`.
    Excel reads both back. openpyxl reads them in rich text and shared strings only in part and
    in inline strings not at all, so the test does it.
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def content(response: HttpResponse) -> bytes:
    """Return the whole body of a download."""
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def export(client: Client, page: Page, export_format: str, query: str = "") -> bytes:
    """Download one page's responses from its list."""
    return content(client.get(f"{list_url(page)}?export={export_format}{query}"))


def csv_table(data: bytes) -> list[list[str]]:
    """Return all rows of a CSV file, the headings first."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def csv_rows(data: bytes) -> list[Row]:
    """Return the rows of a CSV file by heading; no two headings may be the same."""
    return _by_heading(csv_table(data))


def sheets(data: bytes) -> list[Worksheet]:
    """Return the worksheets of an XLSX file, opened afresh."""
    return list(openpyxl.load_workbook(io.BytesIO(data)).worksheets)


def xlsx_rows(data: bytes) -> list[Row]:
    """Return the rows of an XLSX file by heading, the parts of long answers put together."""
    (sheet,) = sheets(data)
    values = [
        [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row]
        for row in sheet.iter_rows()
    ]
    rows = _by_heading(values)
    for row in rows:
        for heading in list(row):
            whole = re.sub(r" \(part \d+\)$", "", heading)
            if whole != heading:
                further = row.pop(heading)
                if further:
                    row[whole] += further
    return rows


def _by_heading(values: list[list[Any]]) -> list[Row]:
    headings, *rows = values
    assert len(set(headings)) == len(headings), headings
    return [dict(zip(headings, row, strict=True)) for row in rows]
