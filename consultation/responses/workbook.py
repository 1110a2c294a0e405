"""XLSX files in constant memory, in which a text is only ever a text."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

# Limits of the XLSX format. A program that goes past them loses text or rows in silence.
CELL_LIMIT = 32_767
SHEET_LIMIT = 1_048_576
# A sign that XML cannot hold is written as seven.
ESCAPED = 7

_LITERAL_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def is_number(value: Any) -> bool:
    """Say whether an answer is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def split_cell(text: str) -> list[str]:
    """Split a text into cells, none longer than the format can hold.

    Its limit counts UTF-16 units, so an emoji counts twice.
    """
    if len(text) <= CELL_LIMIT // ESCAPED:
        return [text]
    cells, start, size = [], 0, 0
    for position, sign in enumerate(text):
        cost = ESCAPED if sign < " " and sign not in "\t\n" else 2 if sign > "\uffff" else 1
        if size + cost > CELL_LIMIT:
            cells.append(text[start:position])
            start, size = position, 0
        size += cost
    return [*cells, text[start:]]


class TextSheet(Worksheet):
    """A sheet on which every text is only a text.

    XlsxWriter takes a text from "<r>" to "</r>" for markup of its own and writes it as it is,
    which can break the file; and it escapes only the first of two escapes that share
    an underscore, such as "_x000B_x000B_".
    """

    def _xml_rich_inline_string(self, string: str, attributes: Any = ()) -> None:
        self._xml_inline_string(string, preserve=True, attributes=attributes)

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        apart = _LITERAL_ESCAPE.sub("_x005F_", data)
        return _NOT_IN_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", apart)


class Workbook:
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
        self._sheet = self._book.add_worksheet(worksheet_class=TextSheet)
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
            elif is_number(cell):
                self._sheet.write_number(self._row, column, cell)
            elif cell != "":
                self._sheet.write_string(self._row, column, cell)
        self._row += 1

    def close(self) -> None:
        """Finish the file."""
        self._book.close()
