"""Spreadsheets as programs of all kinds write them: the rows of a CSV file or XLSX workbook."""

import codecs
import csv
import io
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

import openpyxl
from charset_normalizer import from_bytes
from defusedxml import DefusedXmlException
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultation.common.errors import UserFacingError
from consultation.common.text import join_words
from consultation.common.zip_files import are_too_large, is_bomb

Cell = str | int | float | bool | date | time | timedelta | None
Row = list[Cell]

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL = 10_000_000
# All cells are held in memory: some 100 bytes each. A workbook has no more rows.
MOST_CELLS, MOST_COLUMNS, MOST_ROWS = 3_000_000, 2_000, 1_048_576

_SAMPLE = 1 << 16
# Between the two encodings that are not UTF-8, more text makes a better guess.
_LARGE_SAMPLE = 1 << 22
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
# A first line that tells Excel how the cells are delimited.
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_AS_WINDOWS = "portal_as_windows"
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PIECE = 1 << 20
_UNKNOWN = gettext_lazy(
    "This is neither a CSV file nor an XLSX workbook. Save it as one of these and try again."
)
_EMPTY_FORMULA = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v\s*/>|<v></v>)?</c>")
_MERGED_CELLS = re.compile(rb'<mergeCell [^>]*ref="[A-Z]+\d+:[A-Z]+(\d+)"')
# How a workbook writes characters that XML cannot hold (ECMA-376, 22.9.2.19).
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _decode_as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that do not fit the encoding as Windows-1252, for `codecs`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_AS_WINDOWS, _decode_as_windows)


class SpreadsheetError(UserFacingError):
    """A file that cannot be read, with the row in which that is; 0 is the file as a whole."""

    def __init__(self, text: str, row: int = 0) -> None:
        super().__init__(text)
        self.row = row


@dataclass(slots=True)
class CsvFile:
    """A CSV file, whose rows can be read as often as they are asked for."""

    open: Callable[[], BinaryIO]  # opens it anew
    encoding: str
    delimiter: str = ","
    remark: str = ""  # what a person should know about the encoding
    has_separator_line: bool = False  # a first line for Excel alone

    def text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self.open(), self.encoding, errors=_AS_WINDOWS, newline="")

    def rows(self, *, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
        """Yield every row with its number as spreadsheet programs count, from 1.

        Raises:
            SpreadsheetError: a cell without end; if strict, a quotation mark that does not match.
        """
        limit = csv.field_size_limit(LONGEST_CELL)
        number = 0
        try:
            with self.text() as stream:
                reader = csv.reader(stream, delimiter=self.delimiter, strict=strict)
                for number, cells in enumerate(reader, start=1):
                    if number == 1 and self.has_separator_line:
                        continue
                    if number == 1 and cells:
                        cells[0] = cells[0].removeprefix("\ufeff")
                    yield number, cells
        except csv.Error as error:
            if "limit" in str(error):
                reason = _(
                    "a cell has more than %(limit)s characters. Maybe a quotation mark is missing."
                ) % {"limit": intcomma(LONGEST_CELL)}
            else:
                reason = _(
                    "a quotation mark has no partner. A cell that begins with one must end with "
                    "one, and one inside must be doubled."
                )
            raise SpreadsheetError(reason, number + 1) from error
        finally:
            csv.field_size_limit(limit)


@dataclass(slots=True)
class SheetRows:
    """The rows of a CSV file or worksheet that hold anything.

    Args:
        rows: with their numbers as spreadsheet programs count, from 1.
        sheet: name of the worksheet, "" in a CSV file.
        sheets: names of all worksheets with rows, which can be read instead.
        remarks: sentences for the person who reads it.
        merged_rows: the last row of each merged cell, of which the first cell alone is read.
        headings: those of the columns, for a reader that takes them from the rows.
    """

    rows: list[tuple[int, Row]] = field(default_factory=list)
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)
    merged_rows: list[int] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)


def read_rows(
    opener: Callable[[], BinaryIO],
    *,
    sheet: str = "",
    strict: bool = False,
    most_cells: int = MOST_CELLS,
) -> SheetRows:
    """Read a CSV file or a worksheet of an XLSX workbook.

    Args:
        opener: opens the file anew.
        sheet: name of the worksheet; "" is the first visible one with anything in it.
        strict: whether a quotation mark without a partner in a CSV file is an error.
        most_cells: with more than these, the file is refused.

    Raises:
        SpreadsheetError: the file cannot be read, or would fill the memory.
    """
    with opener() as stream:
        head = stream.read(4)
    if head == _OLD_WORKBOOK:
        raise SpreadsheetError(
            _(
                "This is a workbook of the old kind (.xls) or has a password. Save it as XLSX or "
                "CSV without a password and try again."
            )
        )
    if head == _ZIP:
        return _read_workbook(opener, sheet, most_cells)
    file = _open_csv(opener)
    rows = list(_filled_rows(file.rows(strict=strict), most_cells))
    return SheetRows(rows, remarks=[file.remark] if file.remark else [])


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


def _filled_rows(
    rows: Iterable[tuple[int, Iterable[Any]]], most_cells: int
) -> Iterator[tuple[int, Row]]:
    """Yield the rows that hold anything, unless they would fill the memory."""
    cells = 0
    for number, values in rows:
        row = list(values)
        while row and not has_content(row[-1]):
            row.pop()
        cells += len(row)
        if cells > most_cells or len(row) > MOST_COLUMNS or number > MOST_ROWS:
            text = _(
                "The file has more than %(cells)s cells or %(columns)s columns. Split it into "
                "several files."
            )
            limits = {"cells": intcomma(most_cells), "columns": intcomma(MOST_COLUMNS)}
            raise SpreadsheetError(text % limits)
        if row:
            yield number, row


def _read_workbook(opener: Callable[[], BinaryIO], sheet: str, most_cells: int) -> SheetRows:
    try:
        with opener() as stream, warnings.catch_warnings():
            _check_workbook(stream)
            # Styles and extensions that openpyxl does not know have no content in them.
            warnings.simplefilter("ignore")
            options = {"read_only": True, "data_only": True, "keep_links": False}
            with closing(openpyxl.load_workbook(stream, **options)) as workbook:
                return _read_worksheet(stream, workbook.worksheets, sheet, most_cells)
    except SpreadsheetError:
        raise
    # It lets through all errors of its parsers.
    except Exception as error:
        if isinstance(error.__cause__ or error, DefusedXmlException):
            text = _("This file holds declarations that no spreadsheet program writes.")
        else:
            text = _("This file is damaged or has a password.")
        raise SpreadsheetError(text) from error


def _check_workbook(stream: BinaryIO) -> None:
    """Refuse what is not a workbook, and what would fill the memory: a small file may unfold."""
    with zipfile.ZipFile(stream) as workbook:
        entries = workbook.infolist()
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise SpreadsheetError(str(_UNKNOWN))
    if any(map(is_bomb, entries)) or are_too_large(entries):
        raise SpreadsheetError(_("This file is far too large when it is unpacked."))


def _read_worksheet(
    stream: BinaryIO, worksheets: Sequence[Any], wanted: str, most_cells: int
) -> SheetRows:
    if wanted and wanted not in {each.title for each in worksheets}:
        names = join_words(f"“{each.title}”" for each in worksheets)
        text = _("There is no sheet “%(sheet)s”. The sheets are: %(names)s.")
        raise SpreadsheetError(text % {"sheet": wanted, "names": names})
    filled = {}
    for each in worksheets:
        # What a file says of its own size may be wrong.
        each.reset_dimensions()
        if any(any(map(has_content, row)) for _, row in _sheet_rows(each)):
            filled[each.title] = each
    hidden = {name for name, each in filled.items() if each.sheet_state != "visible"}
    # What its author has hidden comes last.
    name = wanted or min(filled, key=lambda each: each in hidden, default="")
    found = SheetRows(sheet=name, sheets=tuple(filled))
    if others := [f"“{each}”" for each in filled if each != name]:
        text = _("Worksheet “%(sheet)s” was read. These others were left out: %(others)s.")
        found.remarks.append(text % {"sheet": name, "others": join_words(others)})
    if name in filled:
        found.rows += _filled_rows(_sheet_rows(filled[name]), most_cells)
        _find_unread_cells(found, stream, filled[name]._worksheet_path)
    return found


def _sheet_rows(worksheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    rows = islice(worksheet.iter_rows(values_only=True), MOST_ROWS)
    for number, row in enumerate(rows, start=1):
        yield number, [_unescape(cell) if isinstance(cell, str) else cell for cell in row]


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _find_unread_cells(found: SheetRows, file: BinaryIO, path: str) -> None:
    """Note which cells have no value of their own, though they seem to have one."""
    formulas, rest = 0, b""
    with zipfile.ZipFile(file) as workbook, workbook.open(path.lstrip("/")) as stream:
        while piece := stream.read(_PIECE):
            whole, end, rest = (rest + piece).rpartition(b"</c>")
            formulas += len(_EMPTY_FORMULA.findall(whole + end)) if b"<f" in whole else 0
    if formulas:
        text = _(
            "Formulas without a stored value: %(count)s. Their cells count as empty. Open the "
            "workbook in a spreadsheet program, save it and upload it again."
        )
        found.remarks.append(text % {"count": intcomma(formulas)})
    found.merged_rows = [*map(int, _MERGED_CELLS.findall(rest))]


def _open_csv(opener: Callable[[], BinaryIO]) -> CsvFile:
    file = _detect_encoding(opener)
    with file.text() as stream:
        head = stream.read(_SAMPLE)
    if len(_CONTROL.findall(head)) * 20 > len(head) or head.count("\0") * 4 > len(head):
        raise SpreadsheetError(str(_UNKNOWN))
    separator_line = _SEPARATOR_LINE.match(head)
    file.has_separator_line = bool(separator_line)
    file.delimiter = separator_line[1] if separator_line else _detect_delimiter(head)
    return file


def _detect_delimiter(head: str) -> str:
    """Return the character that splits most of the first rows into the same number of cells."""
    best, highest = ",", 0.0
    whole_lines = head[: head.rfind("\n") + 1] or head
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(whole_lines, newline=""), delimiter=delimiter)
        try:
            widths = [len(row) for row in islice(reader, 50) if any(map(str.strip, row))]
        except csv.Error:
            continue
        width, number = Counter(widths).most_common(1)[0] if widths else (1, 1)
        score = width * (number / max(len(widths), 1)) ** 2
        if width > 1 and score > highest:
            best, highest = delimiter, score
    return best


def _detect_encoding(opener: Callable[[], BinaryIO]) -> CsvFile:
    with opener() as stream:
        head = stream.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return CsvFile(opener, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return CsvFile(opener, "utf-16")
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 > len(head):
        return CsvFile(opener, "utf-16-le" if odd > even else "utf-16-be")
    good, bad = _utf8_characters(opener)
    if not bad:
        return CsvFile(opener, "utf-8")
    if good > 10 * bad:
        remark = ngettext(
            "The file is in UTF-8, except for %(count)s byte, which was read as Windows-1252. "
            "Look for wrong letters.",
            "The file is in UTF-8, except for %(count)s bytes, which were read as Windows-1252. "
            "Look for wrong letters.",
            bad,
        ) % {"count": intcomma(bad)}
        return CsvFile(opener, "utf-8", remark=remark)
    with opener() as stream:
        guess = from_bytes(stream.read(_LARGE_SAMPLE), cp_isolation=["cp1252", "mac_roman"]).best()
    if guess and guess.encoding == "mac_roman":
        remark = _(
            "The file looks like one from an old Mac (Mac Roman), but this is a guess. Look for "
            "wrong letters."
        )
        return CsvFile(opener, "mac_roman", remark=remark)
    remark = _("The file is not in UTF-8. It was read as Windows-1252, which includes Latin-1.")
    return CsvFile(opener, "cp1252", remark=remark)


def _utf8_characters(opener: Callable[[], BinaryIO]) -> tuple[int, int]:
    """Return how many characters beyond ASCII are good UTF-8, and how many bytes are not."""
    good = bad = 0
    with io.TextIOWrapper(opener(), "utf-8", errors="surrogateescape") as stream:
        while text := stream.read(_LARGE_SAMPLE):
            if not text.isascii():
                broken = sum("\udc80" <= character <= "\udcff" for character in text)
                good += sum(character > "\x7f" for character in text) - broken
                bad += broken
    return good, bad
