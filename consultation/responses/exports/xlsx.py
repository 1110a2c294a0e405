"""XLSX, row by row: nothing waits for the last row, and nothing holds more than some hundred.

The rows are written here, which is ten times as fast as openpyxl does it and needs no file on
disk; what surrounds them is openpyxl's.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from math import isfinite
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension

from consultation.common.streams import ZipStream
from consultation.responses.definitions import answer_text
from consultation.responses.exports.columns import UniqueHeadings
from consultation.responses.exports.table import ExportFile, Row, Table, is_number

# Limits of the XLSX format. A program that goes past them loses text, rows or columns in silence.
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
# A part of a ZIP file that every program can read ends at 4 GiB; a sheet ends before.
LARGEST_SHEET = 3_900_000_000
# Sheets of further columns begin with these: when, and which response.
REPEATED = 2
# A character that XML cannot hold is written as seven.
ESCAPED = 7
# In characters; there has to be room in the cell for what tells two headings apart.
LONGEST_HEADING = 4_000

# What XML cannot hold is written as _xHHHH_; so is the underscore of a text that only looks so.
# Beginning with one set of characters, it is found twice as fast.
_UNWRITABLE = re.compile(
    "[_\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff](?:(?<!_)|(?=x[0-9a-fA-F]{4}_))"
)
# Spreadsheets count days from the end of 1899.
_FIRST_DAY = datetime(1899, 12, 30)
_DAY = timedelta(days=1)


def escape(text: str) -> str:
    """Return a text without what a cell of the format cannot hold as it is."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _needs_escape(text: str) -> bool:
    if "&" in text or "<" in text or ">" in text:
        return True
    # The regular expression is right alone; the rest is ten times as fast for most texts.
    return not (text.isprintable() and "_x" not in text) and bool(_UNWRITABLE.search(text))


def _escape_xml(text: str) -> str:
    return escape(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def split_cell(text: str) -> list[str]:
    """Split a text into cells, none longer than the format can hold.

    Its limit counts UTF-16 units, so an emoji counts twice.
    """
    if len(text) <= CELL_LIMIT // ESCAPED:
        return [text]
    escaped = {found.start() for found in _UNWRITABLE.finditer(text)}
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units + (ESCAPED - 1) * len(escaped) <= CELL_LIMIT:
        return [text]
    cells, start, size = [], 0, 0
    for position, character in enumerate(text):
        cost = ESCAPED if position in escaped else 2 if character > "\uffff" else 1
        if size + cost > CELL_LIMIT:
            cells.append(text[start:position])
            start, size = position, 0
        size += cost
    return [*cells, text[start:]]


def _parts(value: Any) -> list[Any]:
    """Return a value as the cells that it fills."""
    return [value] if value is None or is_number(value) else split_cell(answer_text(value))


def parts_needed(table: Table) -> list[int]:
    """Return how many cells the longest value of each column fills.

    The length of the longest answer is kept with each response, so that this
    reads only those few that are too long for a cell.
    """
    parts = [1] * len(table.headings())
    for batch in table.batches(table.queryset.filter(longest_answer__gt=CELL_LIMIT // ESCAPED)):
        for row in batch:
            parts = [max(most, len(_parts(value))) for most, value in zip(parts, row, strict=True)]
    return parts


def _spread(row: Row, parts: Sequence[int]) -> Row:
    """Return a row in which long values have as many cells as their columns have parts."""
    cells: Row = []
    for value, number in zip(row, parts, strict=True):
        pieces = [value] if number == 1 else _parts(value)
        cells += pieces + [None] * (number - len(pieces))
    return cells


def _column_sets(columns: int) -> list[Sequence[int]]:
    """Return the columns of each set of sheets, none with more than a sheet can hold."""
    sets: list[Sequence[int]] = [range(min(columns, COLUMN_LIMIT))]
    step = COLUMN_LIMIT - REPEATED
    for start in range(COLUMN_LIMIT, columns, step):
        sets.append([*range(REPEATED), *range(start, min(start + step, columns))])
    return sets


class _Rows:
    """Takes batches apart where a sheet ends."""

    def __init__(self, batches: Iterator[list[Row]]) -> None:
        self._batches = batches
        self._batch: list[Row] = []

    def more(self) -> bool:
        self._batch = self._batch or next(self._batches, [])
        return bool(self._batch)

    def take(self, number: int) -> list[Row]:
        taken, self._batch = self._batch[:number], self._batch[number:]
        return taken


class _RowWriter:
    """Writes rows as XML.

    Args:
        columns: how many there are.
        date_style: number of the style that shows a number as a time.
        zone: in which times are shown.
    """

    def __init__(self, columns: int, date_style: int, zone: tzinfo) -> None:
        self._begins = [f'<c r="{get_column_letter(n)}' for n in range(1, columns + 1)]
        self._date_style = date_style
        self._zone = zone
        self._first_day = _FIRST_DAY.replace(tzinfo=zone)

    def _other_cell(self, begin: str, number: int, value: Any) -> str:
        """Return the XML of a cell that is no plain text."""
        if isinstance(value, datetime):
            # Between two times of one zone lies what its clocks say.
            days = (value.astimezone(self._zone) - self._first_day) / _DAY
            return f'{begin}{number}" s="{self._date_style}"><v>{days!r}</v></c>'
        if is_number(value) and isfinite(value):
            return f'{begin}{number}"><v>{value!r}</v></c>'
        text = _escape_xml(answer_text(value))
        return f'{begin}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def xml(self, number: int, row: Row) -> str:
        """Return the XML of one row, counted from 1; empty cells are left out."""
        middle = f'{number}" t="inlineStr"><is><t xml:space="preserve">'
        if _needs_escape("".join([value for value in row if type(value) is str])):
            row = [_escape_xml(value) if type(value) is str else value for value in row]
        other = self._other_cell
        cells = [
            f"{begin}{middle}{value}</t></is></c>"
            if type(value) is str
            else other(begin, number, value)
            for begin, value in zip(self._begins, row, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'


class XlsxFile(ExportFile):
    """The XLSX file of a table.

    An answer too long for one cell goes on in columns beside it, "(part 2)" and
    so on; put together they are the whole answer. Rows that do not fit on a sheet
    go on on the next. So do columns.
    """

    name = "xlsx"
    label = "XLSX, for spreadsheet programs such as Excel and LibreOffice"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._columns: list[dict[str, Any]] = []
        self._parts: list[int] = []
        self._stream = ZipStream()
        self._book = Workbook()
        self._book.remove(self._book.active)

    def columns(self) -> list[dict[str, Any]]:
        return self._columns

    def chunks(self) -> Iterator[bytes]:
        # What arrives from now on might need more cells than there are columns.
        self.table.queryset = self.table.queryset.filter(pk__lte=self.table.newest())
        self._parts = parts_needed(self.table)
        self._columns = self._describe()
        for number, chosen in enumerate(_column_sets(len(self._columns))):
            # Each further set reads the same rows again.
            rows = _Rows(self.table.batches())
            title = "More columns" if number else "Responses"
            yield from self._sheet(title, rows, chosen)
            while rows.more():
                yield from self._sheet(title, rows, chosen)
        book = self._saved()
        for name in book.namelist():
            if not name.startswith("xl/worksheets/"):
                yield from self._stream.entry(name, [book.read(name)])
        yield from self._stream.end()

    def _describe(self) -> list[dict[str, Any]]:
        """Return the columns with those of further parts, no heading longer than a cell."""
        headings = UniqueHeadings()
        first, *others = self.table.descriptions()
        first = first | {"heading": f"{first['heading']} (UK time)"}
        unique = [
            each | {"heading": headings.add(each["heading"][:LONGEST_HEADING], "another")}
            for each in (first, *others)
        ]
        columns = []
        for column, number in zip(unique, self._parts, strict=True):
            columns.append(column)
            for part in range(2, number + 1):
                heading = headings.add(f"{column['heading']} (part {part})", "continued")
                columns.append(column | {"heading": heading, "part": part})
        return columns

    def _saved(self) -> zipfile.ZipFile:
        """Return the workbook as openpyxl writes it: sheets without rows, and all around them."""
        file = io.BytesIO()
        self._book.save(file)
        return zipfile.ZipFile(file)

    def _begin_sheet(self, title: str, headings: Iterable[str]) -> tuple[str, bytes, bytes, int]:
        """Add a sheet with a row of headings, which stays in sight.

        Returns its name in the file, what stands before and after its rows, and the number of
        the style for times.
        """
        number = sum(name.startswith(title) for name in self._book.sheetnames) + 1
        sheet = self._book.create_sheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes = "A2"
        for position, heading in enumerate(headings, 1):
            cell = sheet.cell(1, position, escape(heading))
            # A heading such as "=1+1" is no formula.
            cell.data_type = "s"
            cell.font = Font(name="Calibri", size=11, bold=True)
        sheet.column_dimensions["A"].width = 19
        sheet.column_dimensions["B"] = ColumnDimension(
            sheet, "B", width=18, min=2, max=sheet.max_column
        )
        time = Cell(sheet, row=2, column=1)
        time.number_format = "yyyy-mm-dd hh:mm:ss"
        name = f"xl/worksheets/sheet{len(self._book.sheetnames)}.xml"
        # Some programs read no further than the size that is written here before there are rows.
        xml = re.sub(rb"<dimension [^>]*>", b"", self._saved().read(name))
        begin, end, rest = xml.partition(b"</sheetData>")
        return name, begin, end + rest, time.style_id

    def _sheet(self, title: str, rows: _Rows, chosen: Sequence[int]) -> Iterator[bytes]:
        """Yield one sheet, as many rows as it can hold."""
        headings = [self._columns[position]["heading"] for position in chosen]
        name, begin, end, date_style = self._begin_sheet(title, headings)
        writer = _RowWriter(len(headings), date_style, timezone.get_current_timezone())
        spread = any(number > 1 for number in self._parts)
        everything = len(chosen) == len(self._columns)

        def chunks() -> Iterator[bytes]:
            yield begin
            written, size = 1, len(begin)
            while written < ROW_LIMIT and size < LARGEST_SHEET and rows.more():
                batch = rows.take(ROW_LIMIT - written)
                if spread:
                    batch = [_spread(row, self._parts) for row in batch]
                if not everything:
                    batch = [[row[position] for position in chosen] for row in batch]
                xml = [writer.xml(number, row) for number, row in enumerate(batch, written + 1)]
                data = "".join(xml).encode()
                written += len(batch)
                size += len(data)
                yield data
            yield end

        return self._stream.entry(name, chunks())
