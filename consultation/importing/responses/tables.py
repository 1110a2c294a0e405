"""Spreadsheets of responses, CSV or XLSX, as one kind of table that is read row by row."""

import re
import warnings
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from consultation.common.csv_safety import unguard
from consultation.common.errors import UserFacingError
from consultation.common.spreadsheets import SpreadsheetError, open_csv
from consultation.importing.report import Weight
from consultation.responses.definitions import METADATA

Cell = str | int | float | bool | date | time | timedelta | None
Row = list[Cell]
NumberedRows = Generator[tuple[int, Row], None, None]

# As many rows as a workbook can have, and far more columns than a form asks.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 2_000
# A spreadsheet of responses shrinks some twenty times when it is packed, a bomb a thousand times.
MOST_ENTRIES, LARGEST_ENTRY, LARGEST_WHOLE, MOST_TIMES = 5_000, 500_000_000, 1_000_000_000, 250
# These are held in memory.
SHARED_STRINGS, LARGEST_STRINGS = "xl/sharedStrings.xml", 150_000_000
_SMALL, _PIECE = 1_000_000, 1 << 20
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_EMPTY_FORMULA = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v\s*/>|<v></v>)?</c>")
# How a workbook writes characters that XML cannot hold (ECMA-376, 22.9.2.19).
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")

_SEARCHED_FOR_HEADINGS = 20
_DATA = re.compile(
    r"\s*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b|[^@\s]{1,64}@[^@\s]{1,255}\s*$|\d+(?:[.,]\d+)?\s*$)"
)
# What a spreadsheet of rejected rows has besides: no part of anybody's response.
REJECTED_ROW, REJECTED_REASON = "Row in the first file", "Why it was rejected"
HELPERS = frozenset({REJECTED_ROW, REJECTED_REASON})


class ResponseImportError(UserFacingError):
    """A file or a mapping that cannot be used; names columns and rows, never a cell's content."""


@dataclass(slots=True)
class Table:
    """A spreadsheet: its headings, and its rows as often as they are asked for.

    Args:
        file_name: name of the file, without its folder.
        open_rows: yields every row with its number as spreadsheet programs count, from 1.
        sheet: name of the sheet, "" in a CSV file.
        heading_row: number of the row with the headings, the last where there are two.
        headings: no two are the same.
        remarks: what a person should know of how it was read.
    """

    file_name: str
    open_rows: Callable[[], NumberedRows]
    sheet: str = ""
    heading_row: int = 1
    headings: list[str] = field(default_factory=list)
    remarks: list[tuple[Weight, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows below the headings, without the empty ones."""
        for number, row in self.open_rows():
            if number > self.heading_row and any(map(has_content, row)):
                yield number, row


def open_table(file: Path, sheet: str = "") -> Table:
    """Open a CSV file or an XLSX workbook and find its headings.

    Args:
        file: the file.
        sheet: which sheet of a workbook; "" is the first with anything in it.

    Raises:
        ResponseImportError: the file cannot be read, or is empty.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise ResponseImportError(f"{file.name} cannot be read: {error.strerror}.") from error
    if head == _OLD_WORKBOOK:
        raise ResponseImportError(
            f"{file.name} is a workbook of the old kind (.xls) or has a password. Save it as XLSX "
            "or CSV without a password and try again."
        )
    is_workbook = head == _ZIP
    table = _open_workbook(file, sheet) if is_workbook else _open_csv(file)
    _set_headings(table)
    if not table.headings:
        raise ResponseImportError(f"{file.name} is empty.")
    if len(table.headings) > MOST_COLUMNS:
        raise ResponseImportError(
            f"{file.name} has {len(table.headings):,} columns; {MOST_COLUMNS:,} are allowed."
        )
    if not is_workbook and (is_own_export(table.headings) or HELPERS & set(table.headings)):
        guarded = table.open_rows
        table.open_rows = lambda: (
            (number, [unguard(cell) if isinstance(cell, str) else cell for cell in row])
            for number, row in guarded()
        )
        table.headings = [unguard(heading) for heading in table.headings]
    return table


def is_own_export(headings: Sequence[str]) -> bool:
    """Say whether this is an export of a portal: it has all metadata, in their order."""
    own = [heading for heading in headings if heading not in HELPERS][: len(METADATA)]
    return [heading.removesuffix(" (UK time)") for heading in own] == list(METADATA)


def clean_text(text: str) -> str:
    """Return text as a database can hold it: one kind of line end, no NUL, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode()


def has_content(cell: Cell) -> bool:
    """Say whether anything but space stands in a cell."""
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def cell_text(cell: Cell) -> str:
    """Return a cell as text, the same from each kind of file."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return str(cell.date())
    return str(cell)


def _open_csv(file: Path) -> Table:
    try:
        source = open_csv(lambda: file.open("rb"))
    except SpreadsheetError as error:
        raise ResponseImportError(
            f"{file.name} is neither a CSV file nor an XLSX workbook. Save it as one of these and "
            "try again."
        ) from error

    def rows() -> NumberedRows:
        try:
            for number, cells in source.rows():
                yield number, [clean_text(cell) for cell in cells]
        except SpreadsheetError as error:
            raise ResponseImportError(
                f"{file.name} cannot be read from row {error.row}: {error}"
            ) from error

    table = Table(clean_text(file.name), rows)
    remarks = ((Weight.DOUBT, source.doubt), (Weight.NOTE, source.note))
    table.remarks += [remark for remark in remarks if remark[1]]
    return table


def _open_workbook(file: Path, sheet: str) -> Table:
    _check_workbook(file)
    with closing(_load(file)) as workbook:
        sheets = {each.title: getattr(each, "_worksheet_path", "") for each in workbook.worksheets}
    names = ", ".join(f"“{name}”" for name in sheets)
    if sheet and sheet not in sheets:
        raise ResponseImportError(f"{file.name} has no sheet “{sheet}”. Its sheets are: {names}.")
    filled = [name for name in sheets if _is_filled(file, name)]
    chosen = sheet or next(iter(filled), "")
    if not chosen:
        raise ResponseImportError(f"{file.name} is empty.")
    table = Table(clean_text(file.name), lambda: _sheet_rows(file, chosen), chosen)
    others = ", ".join(f"“{name}”" for name in filled if name != chosen)
    if others:
        text = f"Sheet “{chosen}” was read. These other sheets were left out: {others}."
        table.remarks.append((Weight.LOSS, text))
    if without_value := _empty_formulas(file, sheets[chosen]):
        text = (
            f"Formulas without a stored value: {without_value:,}. Their cells count as empty. Open "
            "the workbook in a spreadsheet program, save it and upload it again."
        )
        table.remarks.append((Weight.LOSS, text))
    return table


def _check_workbook(file: Path) -> None:
    """Refuse what is not a workbook, and what would fill the memory: a small file may unfold."""
    try:
        with zipfile.ZipFile(file) as workbook:
            entries = workbook.infolist()
            if "xl/workbook.xml" not in workbook.namelist():
                raise ResponseImportError(
                    f"{file.name} is not an XLSX workbook. Save it as XLSX or CSV and try again."
                )
            total = sum(entry.file_size for entry in entries)
            too_large = len(entries) > MOST_ENTRIES or total > LARGEST_WHOLE
            if too_large or any(map(_is_too_large, entries)):
                raise ResponseImportError(f"{file.name} is far too large when it is unpacked.")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with workbook.open(entry) as stream:
                        # Without NULs the same in UTF-16.
                        begin = stream.read(1 << 16).replace(b"\x00", b"")
                    if _DECLARATION.search(begin):
                        raise ResponseImportError(
                            f"{file.name} holds declarations that no spreadsheet program writes."
                        )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise ResponseImportError(f"{file.name} is damaged or has a password.") from error


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    most = LARGEST_STRINGS if entry.filename == SHARED_STRINGS else LARGEST_ENTRY
    return entry.file_size > max(_SMALL, min(most, MOST_TIMES * entry.compress_size))


def _load(file: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # Styles and extensions that it does not know have no answers in them.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False, keep_vba=False
            )
    # It raises whatever its parsers raise.
    except Exception as error:
        raise ResponseImportError(f"{file.name} is damaged.") from error


def _sheet_rows(file: Path, name: str) -> NumberedRows:
    with closing(_load(file)) as workbook, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            sheet = workbook[name]
            # What a file says of its own size may be wrong.
            sheet.reset_dimensions()
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                # One cell at the far end of each of many rows would fill the memory.
                if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                    raise ResponseImportError(
                        f"{file.name}: row {number:,} of sheet “{name}” has cells too far away."
                    )
                yield number, [_workbook_cell(value) for value in values]
        except ResponseImportError:
            raise
        except Exception as error:
            raise ResponseImportError(
                f"{file.name} is damaged: sheet “{name}” cannot be read."
            ) from error


def _workbook_cell(value: Any) -> Cell:
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        return clean_text(value)
    if value is None or isinstance(value, bool | int | float | date | time | timedelta):
        return value
    return clean_text(str(value))


def _is_filled(file: Path, name: str) -> bool:
    with closing(_sheet_rows(file, name)) as rows:
        return any(any(map(has_content, row)) for _, row in rows)


def _empty_formulas(file: Path, sheet: str) -> int:
    """Return how many formulas of a sheet have no value stored with them."""
    found, rest = 0, b""
    with zipfile.ZipFile(file) as workbook:
        if sheet not in workbook.namelist():
            return 0
        with workbook.open(sheet) as stream:
            while piece := stream.read(_PIECE):
                whole, end, rest = (rest + piece).rpartition(b"</c>")
                found += len(_EMPTY_FORMULA.findall(whole + end)) if b"<f" in whole else 0
    return found


def _filled(row: Sequence[Cell]) -> list[int]:
    return [place for place, cell in enumerate(row) if has_content(cell)]


def _is_data(row: Sequence[Cell]) -> bool:
    """Say whether a row holds a date, an address or a number, as headings seldom do."""
    return any(
        bool(_DATA.match(cell)) if isinstance(cell, str) else has_content(cell) for cell in row
    )


def _set_headings(table: Table) -> None:
    """Find the headings: the first row that is about as wide as the widest of the first ones.

    Some programs write them in two rows: a question above several columns, its options below.
    """
    first: list[tuple[int, Row]] = []
    with closing(table.open_rows()) as rows:
        for number, row in rows:
            if _filled(row):
                first.append((number, row))
            if len(first) == _SEARCHED_FOR_HEADINGS:
                break
    if not first:
        return
    widest = max(len(_filled(row)) for _, row in first)
    place = next(at for at, (_, row) in enumerate(first) if len(_filled(row)) * 2 > widest)
    if place and _is_data(first[place][1]):
        # Better a heading too few than a response taken for one.
        place = 0
    above = first[place - 1][1] if place and len(_filled(first[place - 1][1])) > 1 else []
    if place + 1 < len(first) and _is_second(first[place][1], first[place + 1][1]):
        above, place = first[place][1], place + 1
    table.heading_row, row = first[place]
    if _is_data(row):
        text = (
            f"Row {table.heading_row} was taken for the headings, and there is a date, a number or "
            "an address in it. If it is a response, put a row of headings above it."
        )
        table.remarks.append((Weight.DOUBT, text))
    width, group, taken = max(_filled(row) + _filled(above)) + 1, "", set[str]()
    for at in range(width):
        own = clean_text(cell_text(row[at])).strip() if at < len(row) else ""
        group = (clean_text(cell_text(above[at])).strip() if at < len(above) else "") or group
        heading = f"{group}: {own}" if own and group not in ("", own) else own or group
        heading = name = heading or f"Column {get_column_letter(at + 1)}"
        number = 1
        while name in taken:
            number += 1
            name = f"{heading} ({number})"
        taken.add(name)
        table.headings.append(name)


def _is_second(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Say whether a row goes on with the headings of the row above, whose cells were merged."""
    above, below = set(_filled(first)), set(_filled(second))
    blank = set(range(max(above | below) + 1)) - above
    return bool(blank) and blank <= below and 0 not in below
