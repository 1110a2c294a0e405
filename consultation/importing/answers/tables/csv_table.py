"""CSV files, as spreadsheet programs of all kinds write them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from consultation.importing.answers.problems import AnswersError

from .letters import ONE_BY_ONE, Letters, find_letters
from .table import Row, Table, clean_text

SEPARATORS = (",", ";", "\t", "|")
_LONGEST_CELL = 10_000_000
_LOOKED_AT = 1 << 16
# Control signs that no text has many of.
_NO_TEXT = re.compile("[\x01-\x08\x0e-\x1f]")
# A first line that tells Excel how the cells are parted.
_TOLD = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


def _head(file: Path, encoding: str) -> str:
    with file.open(encoding=encoding, errors=ONE_BY_ONE, newline="") as stream:
        return stream.read(_LOOKED_AT)


def _separator(head: str) -> str:
    """Return the sign that parts most of the first rows into the same number of cells."""
    best, most = ",", 0.0
    whole_lines = head[: head.rfind("\n") + 1] or head
    for separator in SEPARATORS:
        reader = csv.reader(io.StringIO(whole_lines, newline=""), delimiter=separator)
        try:
            widths = [len(row) for row in islice(reader, 50) if any(map(str.strip, row))]
        except csv.Error:
            continue
        width, number = Counter(widths).most_common(1)[0] if widths else (1, 1)
        score = width * (number / max(len(widths), 1)) ** 2
        if width > 1 and score > most:
            best, most = separator, score
    return best


def open_csv(file: Path, encoding: str = "", separator: str = "") -> Table:
    """Open a CSV file.

    Args:
        file: the file.
        encoding: how its letters are written, where a person has said it.
        separator: what parts its cells, where a person has said it.

    Raises:
        AnswersError: it is no text, or not written as was said.
    """
    letters = Letters(encoding) if encoding else find_letters(file)
    try:
        head = _head(file, letters.encoding)
    except (LookupError, UnicodeError) as error:
        raise AnswersError(
            f"{file.name} cannot be read as “{letters.encoding}”. Name another encoding in the map."
        ) from error
    if len(_NO_TEXT.findall(head)) * 20 > len(head):
        raise AnswersError(
            f"{file.name} is neither a CSV file nor an XLSX workbook. Save the sheet as one of "
            "these and try again."
        )
    told = _TOLD.match(head)
    separator = separator or (told[1] if told else _separator(head))

    def rows() -> Iterator[tuple[int, Row]]:
        limit = csv.field_size_limit(_LONGEST_CELL)
        try:
            with file.open(encoding=letters.encoding, errors=ONE_BY_ONE, newline="") as stream:
                reader = csv.reader(stream, delimiter=separator)
                for number, cells in enumerate(reader, start=1):
                    if number == 1 and told:
                        continue
                    if number == 1 and cells:
                        cells[0] = cells[0].removeprefix("\ufeff")
                    yield number, [clean_text(cell) for cell in cells]
        except csv.Error as error:
            raise AnswersError(
                f"{file.name} cannot be read after row {reader.line_num}: a cell has more than "
                f"{_LONGEST_CELL:,} characters. Perhaps a quotation mark is missing."
            ) from error
        finally:
            csv.field_size_limit(limit)

    table = Table(clean_text(file.name), rows, encoding=letters.encoding, separator=separator)
    table.doubts += [letters.doubt] if letters.doubt else []
    table.notes += [letters.note] if letters.note else []
    return table
