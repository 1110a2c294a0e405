"""Spreadsheets of responses, CSV or XLSX, as one kind of table."""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from consultation.common.csv_safety import unguard
from consultation.common.errors import UserFacingError
from consultation.common.spreadsheets import SpreadsheetError, open_csv
from consultation.common.zip_files import are_too_large, is_bomb
from consultation.importing.report import Place, Report
from consultation.responses.definitions import METADATA, are_metadata

Cell = str | int | float | bool | date | time | timedelta | None
Row = list[Cell]

# All cells are held in memory: some 100 bytes each. A workbook has no more rows.
MOST_CELLS, MOST_COLUMNS, MOST_ROWS = 3_000_000, 2_000, 1_048_576
_PIECE = 1 << 20
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_EMPTY_FORMULA = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v\s*/>|<v></v>)?</c>")
_MERGED_CELLS = re.compile(rb'<mergeCell [^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"')
# How a workbook writes characters that XML cannot hold (ECMA-376, 22.9.2.19).
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset((*ERROR_CODES, "#SPILL!", "#CALC!"))
_SEARCHED_FOR_HEADINGS = 20
# A date, an email address or a number, which headings seldom are.
_DATA = re.compile(
    r"\s*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b|[^@\s]{1,64}@[^@\s]{1,255}\s*$|\d+(?:[.,]\d+)?\s*$)"
)
# What SurveyMonkey writes below a question whose whole answer is in one column.
_WHOLE_ANSWER = frozenset({"Response", "Open-Ended Response"})
# What a file of rejected rows adds: no part of any response.
REJECTED_ROW, REJECTED_REASON = "Row in the first file", "Why it was rejected"
HELPERS = frozenset({REJECTED_ROW, REJECTED_REASON})


class ResponseImportError(UserFacingError):
    """A file or a mapping that cannot be used; names columns and rows, never a cell's content."""


@dataclass(slots=True)
class Table:
    """A spreadsheet.

    Args:
        rows: those below the headings that hold anything, with their numbers as spreadsheet
            programs count, from 1.
        headings: of all columns, no two the same.
        sheet: name of the worksheet, "" in a CSV file.
        sheets: names of all worksheets with rows, which can be read instead.
        report: what a person should know of it.
    """

    file_name: str
    rows: list[tuple[int, Row]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    report: Report = field(default_factory=Report)

    @property
    def place(self) -> Place:
        """Where the report says that something is."""
        return Place(self.file_name)


def open_table(file: Path, sheet: str = "") -> Table:
    """Read a CSV file or a worksheet of an XLSX workbook; "" is the first with anything in it.

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
    table = Table(clean_text(file.name))
    if head == _ZIP:
        _read_workbook(table, file, sheet)
    else:
        _read_csv(table, file)
    if not table.headings:
        raise ResponseImportError(f"{file.name} is empty.")
    if head != _ZIP and (own_columns(table.headings) or HELPERS & set(table.headings)):
        table.headings = [unguard(heading) for heading in table.headings]
        for _, row in table.rows:
            row[:] = [unguard(cell) if isinstance(cell, str) else cell for cell in row]
    return table


def own_columns(headings: Sequence[str]) -> dict[int, str]:
    """Return by place what columns of an export of a portal hold before the answers.

    It has all metadata, in their order; another spreadsheet has none.
    """
    places = [place for place, heading in enumerate(headings) if heading not in HELPERS]
    places = places[: len(METADATA)]
    is_own = are_metadata([headings[place] for place in places])
    return dict(zip(places, METADATA, strict=True)) if is_own else {}


def clean_text(text: str) -> str:
    """Return text as a database can hold it: one kind of line end, no NUL, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text if text.isascii() else text.encode("utf-8", errors="replace").decode()


def has_content(cell: Cell) -> bool:
    """Say whether a cell holds anything but space."""
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


def _clean_cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool | int | float | date | time | timedelta):
        return value
    return clean_text(str(value))


def _keep_rows(table: Table, rows: Iterable[tuple[int, Iterable[Any]]]) -> None:
    """Keep the rows that hold anything, or refuse them all if they would fill the memory."""
    cells = errors = 0
    for number, values in rows:
        row = [*map(_clean_cell, values)]
        for place, cell in enumerate(row):
            if cell in _ERRORS:
                row[place], errors = None, errors + 1
        while row and not has_content(row[-1]):
            row.pop()
        cells += len(row)
        if cells > MOST_CELLS or len(row) > MOST_COLUMNS or number > MOST_ROWS:
            raise ResponseImportError(
                f"{table.file_name} has more than {MOST_CELLS:,} cells or {MOST_COLUMNS:,} "
                "columns. Split it into several files."
            )
        if row:
            table.rows.append((number, row))
    if errors:
        text = f"Cells with an error of a spreadsheet program, like #N/A: {errors:,}."
        table.report.loss(table.place, f"{text} They count as empty.")


def _read_csv(table: Table, file: Path) -> None:
    try:
        source = open_csv(lambda: file.open("rb"))
        if source.doubt:
            table.report.doubt(table.place, source.doubt)
        if source.note:
            table.report.note(table.place, source.note)
        _keep_rows(table, source.rows())
        _take_headings(table)
    except SpreadsheetError as error:
        if error.row:
            text = f"{file.name} cannot be read from row {error.row}: {error}"
            raise ResponseImportError(text) from error
        raise ResponseImportError(
            f"{file.name} is neither a CSV file nor an XLSX workbook. Save it as one of these and "
            "try again."
        ) from error


def _read_workbook(table: Table, file: Path, sheet: str) -> None:
    try:
        _check_workbook(file)
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know have no answers in them.
            warnings.simplefilter("ignore")
            options = {"read_only": True, "data_only": True, "keep_links": False}
            with closing(openpyxl.load_workbook(file, **options)) as workbook:
                _read_worksheet(table, file, workbook.worksheets, sheet)
    except ResponseImportError:
        raise
    # It lets through all errors of its parsers.
    except Exception as error:
        is_hostile = isinstance(error.__cause__ or error, DefusedXmlException)
        fault = "holds declarations that no spreadsheet program writes"
        fault = fault if is_hostile else "is damaged or has a password"
        raise ResponseImportError(f"{file.name} {fault}.") from error


def _check_workbook(file: Path) -> None:
    """Refuse what is not a workbook, and what would fill the memory: a small file may unfold."""
    with zipfile.ZipFile(file) as workbook:
        entries = workbook.infolist()
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise ResponseImportError(
            f"{file.name} is not an XLSX workbook. Save it as XLSX or CSV and try again."
        )
    if any(map(is_bomb, entries)) or are_too_large(entries):
        raise ResponseImportError(f"{file.name} is far too large when it is unpacked.")


def _read_worksheet(table: Table, file: Path, worksheets: Sequence[Any], wanted: str) -> None:
    if wanted and wanted not in {each.title for each in worksheets}:
        names = ", ".join(f"“{each.title}”" for each in worksheets)
        raise ResponseImportError(f"{file.name} has no sheet “{wanted}”. Its sheets are: {names}.")
    filled = {}
    for each in worksheets:
        # What a file says of its own size may be wrong.
        each.reset_dimensions()
        if any(any(map(has_content, row)) for _, row in _rows(each)):
            filled[each.title] = each
    table.sheets = tuple(filled)
    hidden = {name for name, each in filled.items() if each.sheet_state != "visible"}
    # What its author has hidden comes last.
    table.sheet = wanted or min(filled, key=lambda name: name in hidden, default="")
    others = [f"“{each}”{' (hidden)' * (each in hidden)}" for each in filled if each != table.sheet]
    if others:
        text = f"Worksheet “{table.sheet}” was read. These others were left out: "
        table.report.loss(table.place, f"{text}{', '.join(others)}.")
    if table.sheet in filled:
        _keep_rows(table, _rows(filled[table.sheet]))
        _take_headings(table)
        _tell_unread(table, file, filled[table.sheet]._worksheet_path)


def _rows(worksheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the values of each row, with its number."""
    rows = islice(worksheet.iter_rows(values_only=True), MOST_ROWS)
    for number, row in enumerate(rows, start=1):
        yield number, [_unescape(cell) if isinstance(cell, str) else cell for cell in row]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _tell_unread(table: Table, file: Path, path: str) -> None:
    """Say which cells have no value of their own, though they seem to have one."""
    formulas, rest = 0, b""
    with zipfile.ZipFile(file) as workbook, workbook.open(path.lstrip("/")) as stream:
        while piece := stream.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition(b"</c>")
            formulas += len(_EMPTY_FORMULA.findall(whole + end)) if b"<f" in whole else 0
    if formulas:
        text = (
            f"Formulas without a stored value: {formulas:,}. Their cells count as empty. Open "
            "the workbook in a spreadsheet program, save it and upload it again."
        )
        table.report.loss(table.place, text)
    first = min((number for number, _ in table.rows), default=0)
    if merged := sum(int(row) >= first for row in _MERGED_CELLS.findall(rest)):
        text = f"Merged cells below the headings: {merged:,}. Each counts as its first cell alone."
        table.report.doubt(table.place, text)


def _take_headings(table: Table) -> None:
    """Take the headings away: the first row that is about as wide as the widest of the first ones.

    Some programs write them in two rows: a question above several columns, its options below.
    """
    if not table.rows:
        return
    first = [row for _, row in table.rows[:_SEARCHED_FOR_HEADINGS]]
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
        text = (
            f"Row {number} was taken for the headings, and there is a date, a number or an address "
            "in it. If it is a response, put a row of headings above it."
        )
        table.report.doubt(table.place, text)
    width = max(map(len, (row, above, *(cells for _, cells in table.rows))))
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
        yield heading or f"Column {get_column_letter(at + 1)}"
