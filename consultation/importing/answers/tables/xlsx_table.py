"""XLSX workbooks, read row by row."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

from consultation.importing.answers.problems import AnswersError

from .table import Cell, Row, Table, clean_text, has_content
from .workbook_safety import check_workbook, empty_formulas

# As many rows as a workbook can have, and far more columns than a form asks.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 2_000
# How a workbook writes signs that XML cannot hold (ECMA-376, 22.9.2.19).
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        if "_x" in value:
            value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        return clean_text(value)
    if value is None or isinstance(value, bool | int | float) or hasattr(value, "isoformat"):
        return value
    return clean_text(str(value))


def _open(file: Path) -> Any:
    try:
        with warnings.catch_warnings():
            # Styles and extensions that it does not know are none of our business.
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False, keep_vba=False
            )
    # It raises whatever its parsers raise.
    except Exception as error:
        raise AnswersError(f"{file.name} is damaged: it cannot be opened as a workbook.") from error


def _rows(file: Path, name: str) -> Iterator[tuple[int, Row]]:
    workbook = _open(file)
    try:
        sheet = workbook[name]
        # What a file says of its own size may be wrong.
        sheet.reset_dimensions()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                # One cell at the far end of each of many rows would fill the memory.
                if number > MOST_ROWS or len(values) > MOST_COLUMNS:
                    raise AnswersError(
                        f"{file.name}: in sheet “{name}”, row {number:,} has cells farther away "
                        "than any answer stands."
                    )
                yield number, [_cell(value) for value in values]
    except AnswersError:
        raise
    except Exception as error:
        raise AnswersError(f"{file.name} is damaged: sheet “{name}” cannot be read.") from error
    finally:
        workbook.close()


def _has_rows(file: Path, name: str) -> bool:
    rows = _rows(file, name)
    try:
        return any(any(has_content(cell) for cell in row) for _, row in rows)
    finally:
        rows.close()  # type: ignore[attr-defined]


def open_workbook(file: Path, sheet: str = "") -> Table:
    """Open a workbook at one of its sheets.

    Args:
        file: the workbook.
        sheet: name of the sheet; "" stands for the first with anything in it.

    Raises:
        AnswersError: it is damaged or dangerous, or has no such sheet.
    """
    check_workbook(file)
    workbook = _open(file)
    sheets = {each.title: getattr(each, "_worksheet_path", "") for each in workbook.worksheets}
    workbook.close()
    if sheet and sheet not in sheets:
        names = ", ".join(f"“{name}”" for name in sheets)
        raise AnswersError(f"{file.name} has no sheet “{sheet}”. Its sheets are: {names}.")
    filled = [name for name in sheets if _has_rows(file, name)]
    chosen = sheet or next(iter(filled), "")
    if not chosen:
        raise AnswersError(f"{file.name} is empty.")
    table = Table(clean_text(file.name), lambda: _rows(file, chosen), sheet=chosen)
    others = [name for name in filled if name != chosen]
    if others:
        names = ", ".join(f"“{name}”" for name in others)
        table.doubts.append(
            f"Sheet “{chosen}” was read. The workbook has others, which were left alone: {names}. "
            "Name another sheet in the map to read that."
        )
    try:
        without_value = empty_formulas(file, sheets[chosen])
    except KeyError:
        without_value = 0
    if without_value:
        table.losses.append(
            f"{without_value} formulas have no value stored with them and count as empty. Open "
            "the workbook in a spreadsheet program and save it, and they have."
        )
    return table
