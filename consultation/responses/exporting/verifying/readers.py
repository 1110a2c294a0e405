"""Headings and references of an exported file, read back without holding it."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from consultation.common.csv_safety import unguard
from consultation.responses.exporting.facts import HEADINGS
from consultation.responses.exporting.xlsx_cells import letters

REFERENCE = HEADINGS.index("Reference")
COLUMN = letters(REFERENCE)

# What the parsers of CSV and XML raise, which is of no common kind.
PARSER_ERRORS = (csv.Error, expat.ExpatError)

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
PIECE = 256 * 1024


@dataclass(slots=True)
class ReadBack:
    """What a file turned out to hold.

    Args:
        headings: the headings of all its columns.
        references: an iterator of the reference of each row; read it to its end.
        sheets: the numbers of rows of its sheets, known at the end.
    """

    headings: list[str]
    references: Iterator[str]
    sheets: dict[str, int] = field(default_factory=dict)


def _csv(data: IO[bytes]) -> ReadBack:
    # An answer may be longer than what `csv` takes for a field by itself.
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.TextIOWrapper(data, encoding="utf-8-sig", newline=""))
    headings = [unguard(cell) for cell in next(rows, [])]
    return ReadBack(headings, (row[REFERENCE] if len(row) > REFERENCE else "" for row in rows))


class _Sheet:
    """Takes a sheet's XML and keeps the headings, and of each row the reference alone."""

    def __init__(self) -> None:
        self.headings: list[str] = []
        self.references: list[str] = []
        self.rows = -1
        self._text: list[str] | None = None
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def feed(self, piece: bytes, *, last: bool) -> list[str]:
        """Take a piece and return the references that have become known."""
        self._parser.Parse(piece, last)
        ready, self.references = self.references, []
        return ready

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.rows += 1
        elif name == "c":
            # Cells without a value are left out: the letter tells where this one is.
            is_reference = attributes.get("r", "").rstrip("0123456789") == COLUMN
            self._text = [] if is_reference or not self.rows else None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if name != "c" or self._text is None:
            return
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), "".join(self._text))
        (self.references if self.rows else self.headings).append(text)
        self._text = None


def _xlsx(data: IO[bytes]) -> ReadBack:
    book = zipfile.ZipFile(data)
    names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    read_back = ReadBack([], iter(()))

    def sheet(number: int, headings_of: list[str]) -> Iterator[str]:
        taken = _Sheet()
        with book.open(f"xl/worksheets/sheet{number}.xml") as source:
            while piece := source.read(PIECE):
                yield from taken.feed(piece, last=False)
                if taken.headings and taken.rows and not headings_of:
                    headings_of.extend(taken.headings)
            yield from taken.feed(b"", last=True)
        headings_of[:] = headings_of or taken.headings
        read_back.sheets[names[number - 1]] = taken.rows

    def references() -> Iterator[str]:
        for number, name in enumerate(names, 1):
            found: list[str] = []
            of_sheet = sheet(number, found)
            if name.startswith("Responses"):
                yield from of_sheet
            else:
                for _ in of_sheet:
                    pass
            if number == 1:
                read_back.headings.extend(found)
            elif name == "More columns":
                # When, and which response, stand on these sheets again.
                read_back.headings.extend(found[REFERENCE + 1 :])

    read_back.references = references()
    return read_back


def _parquet(data: IO[bytes]) -> ReadBack:
    from pyarrow import parquet

    file = parquet.ParquetFile(data)

    def references() -> Iterator[str]:
        for batch in file.iter_batches(columns=[HEADINGS[REFERENCE]]):
            yield from batch.column(0).to_pylist()

    return ReadBack(list(file.schema_arrow.names), references())


READERS: dict[str, Callable[[IO[bytes]], Any]] = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}


def read_back(name: str, data: IO[bytes]) -> ReadBack:
    """Return what a file holds.

    Args:
        name: the file's name; its ending tells the format.
        data: the file.

    Raises:
        KeyError: no export has this format.
    """
    result: ReadBack = READERS[name.rpartition(".")[2]](data)
    return result
