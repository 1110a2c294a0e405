"""Rows of an XLSX file as XML."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain, islice
from math import isfinite
from typing import Any

from consultation.responses.answers import answer_text
from consultation.responses.exporting.moments import LocalTime
from consultation.responses.exporting.numbers import is_number
from consultation.responses.exporting.table import Row
from consultation.responses.exporting.xlsx_cells import escape, letters, needs_escape, split_cell
from consultation.responses.exporting.xlsx_parts import MOMENT_STYLE

DAY_SECONDS = 86_400
# Spreadsheets count days from the end of 1899.
DAYS_TO_1970 = 25_569


class Rows:
    """Rows that are taken some at a time, and of which one knows whether there are more."""

    def __init__(self, batches: Iterable[list[Row]]) -> None:
        self._rows = chain.from_iterable(batches)
        self._next = next(self._rows, None)

    @property
    def ended(self) -> bool:
        """Whether there is no further row."""
        return self._next is None

    def take(self, number: int) -> list[Row]:
        """Return the next rows, so many or as many as there are."""
        if self._next is None or number < 1:
            return []
        taken = [self._next, *islice(self._rows, number - 1)]
        self._next = next(self._rows, None)
        return taken


def spread(row: Row, wide: Sequence[tuple[int, int]]) -> Row:
    """Give long values of a row as many cells as their columns have parts; return the row.

    Args:
        row: its values; changed in place.
        wide: the columns that have several parts, with how many.
    """
    for position, number in reversed(wide):
        value = row[position]
        pieces = [value] if value is None or is_number(value) else split_cell(answer_text(value))
        row[position : position + 1] = pieces + [None] * (number - len(pieces))
    return row


class RowWriter:
    """Writes rows as XML.

    Args:
        columns: how many there are.
    """

    def __init__(self, columns: int) -> None:
        self._begins = [f'<c r="{letters(column)}' for column in range(columns)]
        self._local = LocalTime()

    def _odd_cell(self, begin: str, number: int, value: Any) -> str:
        """Return the XML of a cell that is no plain text."""
        if isinstance(value, datetime):
            seconds, _ = self._local.seconds(value)
            days = seconds / DAY_SECONDS + DAYS_TO_1970
            return f'{begin}{number}" s="{MOMENT_STYLE}"><v>{days!r}</v></c>'
        if is_number(value) and isfinite(value):
            return f'{begin}{number}"><v>{value!r}</v></c>'
        text = escape(answer_text(value))
        return f'{begin}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def xml(self, number: int, row: Row) -> str:
        """Return the XML of one row; empty cells are left out.

        Args:
            number: of the row, from 1.
            row: its cells.
        """
        middle = f'{number}" t="inlineStr"><is><t xml:space="preserve">'
        if needs_escape("".join([value for value in row if type(value) is str])):
            row = [escape(value) if type(value) is str else value for value in row]
        odd = self._odd_cell
        cells = [
            f"{begin}{middle}{value}</t></is></c>"
            if type(value) is str
            else odd(begin, number, value)
            for begin, value in zip(self._begins, row, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'
