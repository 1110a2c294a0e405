"""XLSX, row by row: nothing waits for the last row, and nothing holds more than some hundred."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from consultation.responses.answers import answer_text
from consultation.responses.exporting import xlsx_parts
from consultation.responses.exporting.columns import Headings
from consultation.responses.exporting.facts import HEADINGS
from consultation.responses.exporting.numbers import is_number
from consultation.responses.exporting.table import CHUNK, FileColumn, Table
from consultation.responses.exporting.xlsx_cells import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    ESCAPED,
    ROW_LIMIT,
    split_cell,
)
from consultation.responses.exporting.xlsx_rows import Rows, RowWriter, spread
from consultation.responses.exporting.zipping import ZipStream

# A part of a ZIP file that every program can read ends at 4 GiB; a sheet ends before.
LARGEST_SHEET = 3_900_000_000
# Sheets of further columns begin with these: when, and which response.
REPEATED = 2
# Signs of a heading; there has to be room in the cell for what tells two of them apart.
LONGEST_HEADING = 16_000


@dataclass(slots=True)
class XlsxFile:
    """The XLSX file of a table.

    An answer too long for one cell goes on in columns beside it, "(part 2)" and
    so on; put together they are the whole answer. Rows that do not fit on a sheet
    go on on the next. So do columns.

    Args:
        table: what it holds.
    """

    table: Table
    _sheets: dict[str, int] = field(default_factory=dict, init=False)
    _columns: list[FileColumn] = field(default_factory=list, init=False)

    def columns(self) -> list[FileColumn]:
        """Return the columns as they stand in the file, once it is written."""
        return self._columns

    def sheets(self) -> dict[str, int]:
        """Return the names of the sheets written so far, with their numbers of rows."""
        return self._sheets

    def pieces(self) -> Iterator[bytes]:
        """Yield the file in pieces."""
        stream = ZipStream()
        yield from stream.entry("_rels/.rels", [xlsx_parts.ROOT.encode()])
        yield from stream.entry("xl/styles.xml", [xlsx_parts.STYLES.encode()])
        # What arrives from now on might need more cells than there are columns.
        self.table.queryset = self.table.queryset.filter(pk__lte=self.table.newest())
        parts = parts_needed(self.table)
        self._columns = _columns(self.table, parts)
        for number, chosen in enumerate(_slices(len(self._columns))):
            title = "More columns" if number else "Responses"
            # Each further pass reads the same rows: they are not to be counted again.
            yield from self._pass(stream, title, chosen, parts, count=not number)
        for name, xml in xlsx_parts.workbook(list(self._sheets)).items():
            yield from stream.entry(name, [xml.encode()])
        yield from stream.end()

    def _pass(
        self,
        stream: ZipStream,
        title: str,
        chosen: Sequence[int] | None,
        parts: Sequence[int],
        *,
        count: bool,
    ) -> Iterator[bytes]:
        """Yield the sheets of some columns, one after another until the rows end."""
        rows = Rows(self.table.batches(count=count))
        while True:
            file = xlsx_parts.sheet_file(len(self._sheets) + 1)
            name = _sheet_name(title, self._sheets)
            yield from stream.entry(file, self._sheet(name, rows, chosen, parts))
            if rows.ended:
                return

    def _sheet(
        self, name: str, rows: Rows, chosen: Sequence[int] | None, parts: Sequence[int]
    ) -> Iterator[bytes]:
        """Yield one sheet, as many rows as it can hold."""
        headings = [column.heading for column in self._columns]
        if chosen is not None:
            headings = [headings[each] for each in chosen]
        writer = RowWriter(len(headings))
        heading_row = xlsx_parts.heading_row(headings)
        begin = xlsx_parts.sheet_begin(len(headings), heading_row, first=not self._sheets)
        wide = [(position, number) for position, number in enumerate(parts) if number > 1]
        self._sheets[name] = written = 0
        data = begin.encode()
        size = 0
        while True:
            yield data
            size += len(data)
            batch = rows.take(min(CHUNK, ROW_LIMIT - 1 - written)) if size < LARGEST_SHEET else []
            if not batch:
                break
            if wide:
                batch = [spread(row, wide) for row in batch]
            if chosen is not None:
                batch = [[row[each] for each in chosen] for row in batch]
            xml = [writer.xml(number, row) for number, row in enumerate(batch, written + 2)]
            data = "".join(xml).encode()
            written += len(batch)
            self._sheets[name] = written
        yield xlsx_parts.SHEET_END.encode()


def parts_needed(table: Table) -> list[int]:
    """Return how many cells the longest value of each column fills.

    The length of the longest answer is kept with each response, so that this
    reads only those few that are too long for a cell.
    """
    parts = [1] * (len(HEADINGS) + len(table.columns))
    for batch in table.batches(table.queryset.filter(longest_answer__gt=CELL_LIMIT // ESCAPED)):
        for row in batch:
            for position, value in enumerate(row):
                if value is not None and not is_number(value):
                    pieces = len(split_cell(answer_text(value)))
                    parts[position] = max(parts[position], pieces)
    return parts


def _columns(table: Table, parts: Sequence[int]) -> list[FileColumn]:
    """Return the columns with those of further parts, no heading longer than a cell."""
    first, *others = table.headings()
    names = Headings(())
    unique = [
        names.new(heading[:LONGEST_HEADING], "another")
        for heading in (f"{first} (UK time)", *others)
    ]
    columns = []
    for position, (heading, number) in enumerate(zip(unique, parts, strict=True)):
        columns.append(FileColumn(heading, position))
        for part in range(2, number + 1):
            further = names.new(f"{heading} (part {part})", "continued")
            columns.append(FileColumn(further, position, part))
    return columns


def _slices(columns: int) -> list[Sequence[int] | None]:
    """Return the columns of each set of sheets; None stands for all of them."""
    if columns <= COLUMN_LIMIT:
        return [None]
    first = range(COLUMN_LIMIT)
    step = COLUMN_LIMIT - REPEATED
    further = (
        range(start, min(start + step, columns)) for start in range(COLUMN_LIMIT, columns, step)
    )
    return [first, *([*range(REPEATED), *each] for each in further)]


def _sheet_name(title: str, taken: dict[str, int]) -> str:
    number = sum(name.startswith(title) for name in taken) + 1
    return title if number == 1 else f"{title} {number}"
