"""Opening a file of answers: CSV in all its kinds, and XLSX."""

from collections.abc import Iterator
from pathlib import Path

from consultation.common.csv_safety import unguard
from consultation.importing.answers.own_export import is_guarded
from consultation.importing.answers.problems import AnswersError

from .csv_table import open_csv
from .table import Cell, Row, Table, cell_text, has_content, set_headings
from .xlsx_table import MOST_COLUMNS, open_workbook

__all__ = ["Cell", "Row", "Table", "cell_text", "has_content", "open_table"]

_ZIP = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def open_table(
    file: Path, *, sheet: str = "", heading_row: int = 0, encoding: str = "", separator: str = ""
) -> Table:
    """Open a file of answers and find its headings.

    Args:
        file: a CSV file or an XLSX workbook.
        sheet: which sheet of a workbook; "" stands for the first with anything in it.
        heading_row: where the headings are; 0 to look for them.
        encoding: how the letters of a CSV file are written; "" to find out.
        separator: what parts the cells of a CSV file; "" to find out.

    Raises:
        AnswersError: the file cannot be read, or is empty.
    """
    try:
        with file.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        raise AnswersError(f"{file.name} cannot be read: {error.strerror or error}.") from error
    if head == _OLD_WORKBOOK:
        raise AnswersError(
            f"{file.name} is a workbook of the old kind, or has a password. Save it as XLSX or "
            "CSV without one and try again."
        )
    is_workbook = head == _ZIP
    table = open_workbook(file, sheet) if is_workbook else open_csv(file, encoding, separator)
    set_headings(table, heading_row)
    if not table.headings:
        raise AnswersError(f"{file.name} is empty.")
    if len(table.headings) > MOST_COLUMNS:
        raise AnswersError(
            f"{file.name} has {len(table.headings):,} columns, far more than a form asks."
        )
    if not table.sheet and is_guarded(table.headings):
        _take_guards_away(table)
    return table


def _take_guards_away(table: Table) -> None:
    """Give cells that were guarded against running as formulas their own text again."""
    guarded = table.open_rows

    def rows() -> Iterator[tuple[int, Row]]:
        for number, row in guarded():
            yield number, [unguard(cell) if isinstance(cell, str) else cell for cell in row]

    table.open_rows = rows
    table.headings = [unguard(heading) for heading in table.headings]
    table.plain_headings = [unguard(heading) for heading in table.plain_headings]
