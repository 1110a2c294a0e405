"""From a file's bytes to rows of cells, or to sentences about what is wrong with them."""

import csv
import difflib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from consultation.common.csv_safety import unguard
from ideas.sheets import COLUMNS, NEEDED
from ideas.sheets.problems import Problem, SheetError

# Excel writes the second where the comma is the decimal sign, the third as "Unicode text".
SEPARATORS = ",;\t"
SAVE_AS = "Save the sheet as “CSV UTF-8” and try again."

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# What a spreadsheet program leaves in place of a formula that it could not reckon.
_FAILED = re.compile(r"#(NAME\?|REF!|VALUE!|DIV/0!|NULL!|NUM!|N/A|SPILL!)|Err:\d+")
# Control characters but for tabs and line ends, and what was not in UTF-8.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(slots=True)
class SheetRow:
    """One row of a sheet.

    Args:
        number: as spreadsheet programs count; the headings are row 1.
        cells: texts by column, without outer space.
    """

    number: int
    cells: dict[str, str] = field(default_factory=dict)


def _text(data: bytes) -> str:
    """Return the file's text; bytes that are no UTF-8 become surrogates, to be found by cell."""
    if data.startswith(_WORKBOOKS):
        raise SheetError([Problem(0, "", f"This is a workbook, not a CSV file. {SAVE_AS}")])
    if data.startswith(_UTF_16):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            text = f"The file says that it is in UTF-16, and is not. {SAVE_AS}"
            raise SheetError([Problem(0, "", text)]) from error
    if data[:200].count(0) * 4 > len(data[:200]):
        raise SheetError([Problem(0, "", f"This is not a text in UTF-8. {SAVE_AS}")])
    return data.decode("utf-8-sig", errors="surrogateescape")


def _names(cells: list[str]) -> list[str]:
    return [re.sub(r"\s+", "_", cell.strip().lower()) for cell in cells]


def _separator(text: str) -> str:
    """Return the sign between cells: that by which most headings are known ones."""
    first = text.lstrip("\r\n").partition("\n")[0]

    def known(separator: str) -> int:
        return sum(name.strip('"') in COLUMNS for name in _names(first.split(separator)))

    return max(SEPARATORS, key=known)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row with its number, empty ones as well.

    Raises:
        SheetError: quotation marks that do not fit together.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                reason = f"a cell has more than {csv.field_size_limit():,} characters."
            else:
                reason = (
                    "a quotation mark stands alone. A cell that begins with one has to end with "
                    "one, and one inside has to be doubled."
                )
            raise SheetError([Problem(number, "", reason)]) from error


def _heading_problems(names: list[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(name for name in names if name):
        fault = _cell_problem(name)
        if fault:
            yield Problem(1, _NOT_TEXT.sub("?", name), fault)
        elif name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            yield Problem(1, name[:60], f"there is no such column in a sheet of ideas.{hint}")
        elif names.count(name) > 1:
            yield Problem(1, name, "this column is there more than once.")
    for name in NEEDED:
        if name not in names:
            yield Problem(1, name, "this column is missing.")


def _cell_problem(cell: str) -> str:
    """Return what makes a cell unreadable, or ""."""
    found = _NOT_TEXT.search(cell)
    if found and found[0] >= "\ud800":
        return f"a letter is not in UTF-8. {SAVE_AS}"
    if found:
        return f"there is an invisible sign (U+{ord(found[0]):04X}). Type the text anew."
    if _FAILED.fullmatch(cell):
        return f"the spreadsheet program put “{cell}” here. Type the text anew, with a ' before."
    return ""


def _headings(records: Iterator[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the columns, from the first row that is not empty."""
    for _, cells in records:
        names = _names(cells)
        if any(names):
            problems = list(_heading_problems(names))
            if problems:
                raise SheetError(problems)
            return names
    raise SheetError([Problem(0, "", "The sheet is empty.")])


def _row(number: int, cells: list[str], names: list[str], problems: list[Problem]) -> SheetRow:
    """Return a row with its cells by column, noting what is wrong with them."""
    # Spreadsheet programs leave empty cells at the end of a row away.
    row = SheetRow(number, dict.fromkeys(filter(None, names), ""))
    for place, text in enumerate(cells):
        cell = unguard(text.strip()).strip()
        name = names[place] if place < len(names) else ""
        reason = _cell_problem(cell)
        if name:
            row.cells[name] = cell
        elif cell:
            reason = 'a cell stands under no heading. A text with a comma needs “"” around it.'
        if reason:
            problems.append(Problem(number, name, reason))
    return row


def read_rows(data: bytes) -> list[SheetRow]:
    """Return the rows of a CSV file below its headings, without empty ones.

    Args:
        data: the file, in UTF-8 or UTF-16, its cells parted by commas, semicolons or tabs.

    Raises:
        SheetError: every reason why it cannot be read.
    """
    records = _records(_text(data))
    names = _headings(records)
    problems: list[Problem] = []
    try:
        rows = [_row(number, cells, names, problems) for number, cells in records]
    except SheetError as error:
        problems += error.problems
    if problems:
        raise SheetError(problems)
    rows = [row for row in rows if any(row.cells.values())]
    if not rows:
        raise SheetError([Problem(0, "", "There are no rows below the headings.")])
    return rows
