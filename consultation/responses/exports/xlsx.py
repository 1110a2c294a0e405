"""XLSX, written row by row, with no more than a few hundred rows in memory.

The rows are written here, ten times as fast as by openpyxl and without a file on disk; the rest
of the workbook is openpyxl's.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from math import isfinite
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX

from consultation.common.streams import ZipStream
from consultation.responses.definitions import RECEIVED_ZONELESS, answer_text
from consultation.responses.exports.columns import unique_heading
from consultation.responses.exports.table import CHUNK, ExportFile, Row, Table, is_number

# Limits of the XLSX format. Beyond them, programs lose text, rows or columns without notice.
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
# Every program can read an entry of a ZIP file up to 2 GiB; a worksheet ends before.
LARGEST_SHEET = 2_000_000_000
# Worksheets of further columns begin with these: the time and the reference.
REPEATED = 2
# A character that XML cannot hold is written as seven.
ESCAPED = 7
# In characters; the cell needs room for what makes a heading unique.
LONGEST_HEADING = 4_000

# Invalid XML characters are written as _xHHHH_; so is the underscore of a text of that form.
# A pattern that begins with one set of characters is twice as fast.
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
    """Split a text into cells, none with more UTF-16 units than the format can hold."""
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


def _cells(value: Any) -> list[Any]:
    """Return a value as the cells that it fills."""
    return [value] if value is None or is_number(value) else split_cell(answer_text(value))


def cells_needed(table: Table) -> list[int]:
    """Return how many cells the longest value of each column fills."""
    needed = [1] * len(table.headings())
    # Only the few that may be too long for a cell are read.
    long = table.selection.queryset.filter(longest_answer__gt=CELL_LIMIT // ESCAPED)
    for row in chain.from_iterable(table.batches(long)):
        needed = [max(most, len(_cells(value))) for most, value in zip(needed, row, strict=True)]
    return needed


def _spread(row: Row, needed: Sequence[int]) -> Row:
    """Return a row in which long values have as many cells as their columns need."""
    spread: Row = []
    for value, number in zip(row, needed, strict=True):
        cells = [value] if number == 1 else _cells(value)
        spread += cells + [None] * (number - len(cells))
    return spread


def _row_writer(columns: int, date_style: int) -> Callable[[int, Row], str]:
    """Return what writes a row, counted from 1, as XML; empty cells are left out."""
    begins = [f'<c r="{get_column_letter(number)}' for number in range(1, columns + 1)]
    zone = timezone.get_current_timezone()
    first_day = _FIRST_DAY.replace(tzinfo=zone)

    def other_cell(begin: str, number: int, value: Any) -> str:
        if isinstance(value, datetime):
            # The difference between two local times of one zone, by its clocks.
            days = (value.astimezone(zone) - first_day) / _DAY
            return f'{begin}{number}" s="{date_style}"><v>{days!r}</v></c>'
        if is_number(value) and isfinite(value):
            return f'{begin}{number}"><v>{value!r}</v></c>'
        text = _escape_xml(answer_text(value))
        return f'{begin}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def write(number: int, row: Row) -> str:
        middle = f'{number}" t="inlineStr"><is><t xml:space="preserve">'
        if _needs_escape("".join([value for value in row if type(value) is str])):
            row = [_escape_xml(value) if type(value) is str else value for value in row]
        cells = [
            f"{begin}{middle}{value}</t></is></c>"
            if type(value) is str
            else other_cell(begin, number, value)
            for begin, value in zip(begins, row, strict=True)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    return write


class XlsxFile(ExportFile):
    """The XLSX file of a table; long cells and worksheets continue in the next one."""

    name = "xlsx"
    label = _("XLSX, for spreadsheet programs such as Excel and LibreOffice")
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._columns: list[dict[str, Any]] = []
        self._stream = ZipStream()
        self._book = Workbook()
        self._book.remove(self._book.active)
        self._sheets_of: Counter[str] = Counter()  # how many worksheets have each name

    def columns(self) -> list[dict[str, Any]]:
        return self._columns

    def chunks(self) -> Iterator[bytes]:
        needed = cells_needed(self.table)
        self._columns = self._describe(needed)
        total, step = len(self._columns), COLUMN_LIMIT - REPEATED
        # Translators: the name of a worksheet, in up to 25 characters.
        title = gettext("Responses")
        yield from self._sheets(title, range(min(total, COLUMN_LIMIT)), needed)
        for start in range(COLUMN_LIMIT, total, step):
            # This reads the same rows again.
            positions = [*range(REPEATED), *range(start, min(start + step, total))]
            # Translators: the name of a worksheet, in up to 25 characters.
            yield from self._sheets(gettext("More columns"), positions, needed)
        book = self._saved()
        for name in book.namelist():
            if not name.startswith("xl/worksheets/"):
                yield from self._stream.entry(name, [book.read(name)])
        yield from self._stream.end()

    def _describe(self, needed: Sequence[int]) -> list[dict[str, Any]]:
        """Return the columns with those of further parts, each heading short enough for a cell."""
        taken: set[str] = set()
        unique = self.table.descriptions()
        unique[0]["heading"] = gettext(RECEIVED_ZONELESS)
        # Translators: after the heading of a column, to tell it from another with this heading.
        another, continued = gettext("another"), gettext("continued")
        for each in unique:
            each["heading"] = unique_heading(each["heading"][:LONGEST_HEADING], another, taken)
        columns = []
        for column, number in zip(unique, needed, strict=True):
            columns.append(column)
            for part in range(2, number + 1):
                values = {"heading": column["heading"], "number": part}
                wanted = gettext("%(heading)s (part %(number)d)") % values
                heading = unique_heading(wanted, continued, taken)
                columns.append(column | {"heading": heading, "part": part})
        return columns

    def _saved(self) -> zipfile.ZipFile:
        """Return the workbook as openpyxl writes it: everything except the rows."""
        file = io.BytesIO()
        self._book.save(file)
        return zipfile.ZipFile(file)

    def _add_sheet(self, title: str, headings: Iterable[str]) -> int:
        """Add a worksheet with a frozen row of headings; return the style of times."""
        # The format allows 31 characters, and not all of them.
        title = INVALID_TITLE_REGEX.sub(" ", title).strip()[:25]
        self._sheets_of[title] += 1
        number = self._sheets_of[title]
        sheet = self._book.create_sheet(title if number == 1 else f"{title} {number}")
        sheet.freeze_panes = "A2"
        sheet.sheet_format.defaultColWidth = 19
        for position, heading in enumerate(headings, 1):
            cell = sheet.cell(1, position, escape(heading))
            # A heading such as "=1+1" is not a formula.
            cell.data_type = "s"
            cell.font = Font(name="Calibri", size=11, bold=True)
        time = Cell(sheet, row=2, column=1)
        time.number_format = "yyyy-mm-dd hh:mm:ss"
        return int(time.style_id)

    def _sheets(
        self, title: str, positions: Sequence[int], needed: Sequence[int]
    ) -> Iterator[bytes]:
        """Yield some of the columns with all rows, on as many worksheets as that takes."""
        headings = [self._columns[position]["heading"] for position in positions]
        rows: Iterator[Row] = chain.from_iterable(self.table.batches())
        if max(needed) > 1:
            rows = (_spread(row, needed) for row in rows)
        if len(positions) < len(self._columns):
            rows = ([row[position] for position in positions] for row in rows)
        yield from self._sheet(title, headings, rows)
        for first in rows:
            yield from self._sheet(title, headings, chain([first], rows))

    def _sheet(self, title: str, headings: Sequence[str], rows: Iterator[Row]) -> Iterator[bytes]:
        """Yield one worksheet, with as many of the rows as it can hold."""
        write = _row_writer(len(headings), self._add_sheet(title, headings))
        name = f"xl/worksheets/sheet{len(self._book.sheetnames)}.xml"
        # Some programs read no further than the size written here, before there are rows.
        xml = re.sub(rb"<dimension [^>]*>", b"", self._saved().read(name))
        begin, end, rest = xml.partition(b"</sheetData>")

        def chunks() -> Iterator[bytes]:
            yield begin
            written, size = 1, len(begin)
            while size < LARGEST_SHEET:
                batch = list(islice(rows, min(CHUNK, ROW_LIMIT - written)))
                if not batch:
                    break
                lines = [write(number, row) for number, row in enumerate(batch, written + 1)]
                data = "".join(lines).encode()
                written += len(batch)
                size += len(data)
                yield data
            yield end + rest

        return self._stream.entry(name, chunks())
