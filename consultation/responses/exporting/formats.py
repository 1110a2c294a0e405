"""The formats that responses are exported in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from consultation.responses.exporting.csv_file import CsvFile
from consultation.responses.exporting.parquet_file import ParquetFile
from consultation.responses.exporting.table import FileColumn, Table
from consultation.responses.exporting.xlsx_file import XlsxFile


class DataFile(Protocol):
    """The file of a table in some format."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the file in pieces."""

    def columns(self) -> list[FileColumn]:
        """Return the columns as they stand in the file, once it is written."""

    def sheets(self) -> dict[str, int]:
        """Return the names of its sheets, where it has some, with their numbers of rows."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Args:
        name: its name in addresses, and the ending of its files.
        label: what people choose it by.
        content_type: as browsers are told.
        make: returns the file of a table.
        compressed: whether it leaves nothing to compress.
    """

    name: str
    label: str
    content_type: str
    make: Callable[[Table], DataFile]
    compressed: bool = True


FORMATS = {
    each.name: each
    for each in (
        Format(
            "xlsx",
            "XLSX, for spreadsheet programs such as Excel and LibreOffice",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            XlsxFile,
        ),
        Format(
            "csv",
            "CSV, which nearly every program can read",
            "text/csv; charset=utf-8",
            CsvFile,
            compressed=False,
        ),
        Format(
            "parquet",
            "Parquet, for statistics in R or Python: numbers, dates and yes or no keep their type",
            "application/vnd.apache.parquet",
            ParquetFile,
        ),
    )
}
