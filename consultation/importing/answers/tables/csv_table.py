"""CSV files as tables of answers."""

from collections.abc import Iterator
from pathlib import Path

from consultation.common.spreadsheets import SpreadsheetError
from consultation.common.spreadsheets import open_csv as open_csv_file
from consultation.importing.answers.problems import AnswersError

from .table import Row, Table, clean_text


def open_csv(file: Path, encoding: str = "", separator: str = "") -> Table:
    """Open a CSV file.

    Args:
        file: the file.
        encoding: how its letters are written, where a person has said it.
        separator: what parts its cells, where a person has said it.

    Raises:
        AnswersError: it is no text, or not written as was said.
    """
    try:
        source = open_csv_file(lambda: file.open("rb"), encoding=encoding, delimiter=separator)
    except (LookupError, UnicodeError) as error:
        raise AnswersError(
            f"{file.name} cannot be read as “{encoding}”. Name another encoding in the map."
        ) from error
    except SpreadsheetError as error:
        raise AnswersError(
            f"{file.name} is neither a CSV file nor an XLSX workbook. Save the sheet as one of "
            "these and try again."
        ) from error

    def rows() -> Iterator[tuple[int, Row]]:
        try:
            for number, cells in source.rows():
                yield number, [clean_text(cell) for cell in cells]
        except SpreadsheetError as error:
            raise AnswersError(
                f"{file.name} cannot be read from row {error.row}: {error}"
            ) from error

    table = Table(clean_text(file.name), rows, encoding=source.encoding, separator=source.delimiter)
    if source.doubt:
        table.doubts.append(f"{source.doubt} If they are wrong, name the encoding in the map.")
    table.notes += [source.note] if source.note else []
    return table
