"""The formats that responses are exported in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from consultation.responses.exporting.csv_file import csv_file
from consultation.responses.exporting.parquet_file import ParquetFile
from consultation.responses.exporting.table import Table
from consultation.responses.exporting.xlsx_file import XlsxFile


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Args:
        name: its name in addresses, and the ending of its files.
        content_type: as browsers are told.
        write: yields the file of a table in pieces.
    """

    name: str
    content_type: str
    write: Callable[[Table], Iterator[bytes]]


FORMATS = {
    each.name: each
    for each in (
        Format("csv", "text/csv; charset=utf-8", csv_file),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda table: XlsxFile(table).pieces(),
        ),
        Format(
            "parquet",
            "application/vnd.apache.parquet",
            lambda table: ParquetFile(table).pieces(),
        ),
    )
}
