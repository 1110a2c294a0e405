"""Spreadsheets of responses with the headings of their columns."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from consultation.common.csv_safety import unguard
from consultation.common.errors import UserFacingError
from consultation.common.spreadsheets import (
    Cell,
    Row,
    SheetRows,
    SpreadsheetError,
    cell_text,
    has_content,
    read_rows,
)

_ERRORS = frozenset((*ERROR_CODES, "#SPILL!", "#CALC!"))
_SEARCHED_FOR_HEADINGS = 20
# A date, an email address or a number, which headings seldom are.
_DATA = re.compile(
    r"\s*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b|[^@\s]{1,64}@[^@\s]{1,255}\s*$|\d+(?:[.,]\d+)?\s*$)"
)
# What SurveyMonkey writes below a question whose whole answer is in one column.
_WHOLE_ANSWER = frozenset({"Response", "Open-Ended Response"})
# What a file of rejected rows adds: no part of any response.
HELPERS = (gettext_noop("Row in the first file"), gettext_noop("Why it was rejected"))


def helpers() -> set[str]:
    """Return the headings that a file of rejected rows adds, in English and the active language."""
    return {*HELPERS, *map(_, HELPERS)}


class ResponseImportError(UserFacingError):
    """A file or a mapping that cannot be used; names columns and rows, never a cell's content."""


def open_table(file: Path, sheet: str = "") -> SheetRows:
    """Read a CSV file or a worksheet of an XLSX workbook; "" is the first with anything in it.

    Its headings are those of all columns, no two the same, and its rows those below.

    Raises:
        ResponseImportError: the file cannot be read, or is empty.
    """
    try:
        table = read_rows(lambda: file.open("rb"), sheet=sheet)
    except SpreadsheetError as error:
        text = _("Row %(row)d cannot be read: %(reason)s") if error.row else "%(reason)s"
        raise ResponseImportError(text % {"row": error.row, "reason": error}) from error
    errors = 0
    for _number, row in table.rows:
        errors += sum(cell in _ERRORS for cell in row)
        row[:] = [_clean_cell(cell) for cell in row]
    if errors:
        text = _("Cells with an error, like #N/A: %(number)d. They count as empty.")
        table.remarks.append(text % {"number": errors})
    table.rows = [(number, row) for number, row in table.rows if any(map(has_content, row))]
    if not table.rows:
        raise ResponseImportError(_("%(file)s is empty.") % {"file": file.name})
    _take_headings(table)
    first = table.rows[0][0] if table.rows else 0
    if merged := sum(row >= first for row in table.merged_rows):
        text = _("Merged cells: %(number)d. Each counts as its first cell alone.")
        table.remarks.append(text % {"number": merged})
    return table


def clean_text(text: str) -> str:
    """Return text as a database can hold it: one kind of line end, no NUL, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode()


def _clean_cell(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    return None if cell in _ERRORS else clean_text(unguard(cell))


def _take_headings(table: SheetRows) -> None:
    """Take the headings away: the first row that is about as wide as the widest of the first ones.

    Some programs write them in two rows: a question above several columns, its options below.
    """
    first = [row for _number, row in table.rows[:_SEARCHED_FOR_HEADINGS]]
    filled = [{place for place, cell in enumerate(row) if has_content(cell)} for row in first]
    widest = max(map(len, filled))
    place = next(at for at, places in enumerate(filled) if len(places) * 2 > widest)
    # Better a heading too few than a response taken for one: a response holds as much as the next.
    held, below = (sum(map(_is_data, row)) for row in (*first[place : place + 2], [])[:2])
    place = 0 if held * 2 > below else place
    above: Row = []
    # A title fills the first cells; names of groups have room between them.
    if place and max(filled[place - 1]) >= len(filled[place - 1]):
        above = first[place - 1]
    if place + 1 < len(first):
        blank = set(range(max(filled[place] | filled[place + 1]) + 1)) - filled[place]
        is_second = bool(blank) and blank <= filled[place + 1]
        is_second = is_second or not _WHOLE_ANSWER.isdisjoint(first[place + 1])
        if is_second and 0 not in filled[place + 1]:
            above, place = first[place], place + 1
    number, row = table.rows[place]
    table.rows = table.rows[place + 1 :]
    if any(map(_is_data, row)):
        text = _(
            "Row %(number)d was taken for the headings, but holds a date, a number or an address. "
            "If it is a response, put a row of headings above it."
        )
        table.remarks.append(text % {"number": number})
    width = max(map(len, (row, above, *(cells for _number, cells in table.rows))))
    for heading in _headings(row, above, width):
        name, times = heading, 1
        while name in table.headings:
            times += 1
            name = f"{heading} ({times})"
        table.headings.append(name)


def _is_data(cell: Cell) -> bool:
    """Say whether a cell holds what headings seldom are."""
    return bool(_DATA.match(cell)) if isinstance(cell, str) else has_content(cell)


def _headings(row: Row, above: Row, width: int) -> Iterator[str]:
    group = ""
    for at in range(width):
        own, over = (
            " ".join(cell_text(cells[at]).split()) if at < len(cells) else ""
            for cells in (row, above)
        )
        # Nothing that is beyond the headings belongs to the last of them.
        group = over or (group if at < max(len(row), len(above)) else "")
        own = "" if group and own in _WHOLE_ANSWER else own
        heading = f"{group.rstrip(':')}: {own}" if own and group not in ("", own) else own or group
        yield heading or get_column_letter(at + 1)
