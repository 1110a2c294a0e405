"""Parquet: every column with its type, for programs that reckon."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from consultation.responses.exporting.facts import HEADINGS, KINDS, OTHERWISE
from consultation.responses.exporting.parquet_cells import READERS, NoFit
from consultation.responses.exporting.table import FileColumn, Row, Table

if TYPE_CHECKING:
    import pyarrow

# Rows are gathered into groups of so many, or of so many signs of text.
GROUP_ROWS = 10_000
GROUP_SIGNS = 4_000_000


class _Sink:
    """Takes what is written, until it is drained."""

    closed = False

    def __init__(self) -> None:
        self._ready: list[bytes] = []

    def write(self, data: Any) -> int:
        self._ready.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: everything written is ready."""

    def close(self) -> None:
        """Do nothing: what is ready is still to be drained."""

    def drain(self) -> Iterator[bytes]:
        if self._ready:
            data = b"".join(self._ready)
            self._ready.clear()
            yield data


@dataclass(slots=True)
class ParquetFile:
    """The Parquet file of a table.

    Args:
        table: what it holds.
    """

    table: Table

    def columns(self) -> list[FileColumn]:
        """Return the columns as they stand in the file."""
        named = [FileColumn(name, number) for number, name in enumerate(self.table.headings())]
        return [*named, FileColumn(OTHERWISE, None)]

    def sheets(self) -> dict[str, int]:
        """Return nothing: there are no sheets."""
        return {}

    def schema(self) -> "pyarrow.Schema":
        """Return names, types and, beside each, key and type of the question."""
        # Only an export in this format pays for the library's memory.
        import pyarrow as pa

        types = {
            "moment": pa.timestamp("us", tz="UTC"),
            "text": pa.string(),
            "whole": pa.int64(),
            "number": pa.float64(),
            "yes": pa.bool_(),
            "date": pa.date32(),
        }
        fields = [pa.field(name, types[kind]) for name, kind in KINDS.items()]
        fields += [
            pa.field(
                column.heading,
                types[column.kind],
                metadata={name: str(value) for name, value in column.description().items()},
            )
            for column in self.table.columns
        ]
        return pa.schema([*fields, pa.field(OTHERWISE, pa.string())])

    def pieces(self) -> Iterator[bytes]:
        """Yield the file in pieces."""
        import pyarrow as pa
        from pyarrow import parquet

        sink, schema = _Sink(), self.schema()
        with parquet.ParquetWriter(
            pa.PythonFile(sink, mode="w"), schema, compression="zstd", use_dictionary=True
        ) as writer:
            for group in self._groups():
                columns = self._columns(group)
                arrays = [
                    pa.array(column, field.type)
                    for column, field in zip(columns, schema, strict=True)
                ]
                group.clear()
                columns.clear()
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
                del arrays
                yield from sink.drain()
        yield from sink.drain()

    def _groups(self) -> Iterator[list[Row]]:
        """Yield the rows in groups of bearable size."""
        group: list[Row] = []
        signs = 0
        for batch in self.table.batches(with_unknown=True):
            group.extend(batch)
            signs += sum(len(cell) for row in batch for cell in row if type(cell) is str)
            if len(group) >= GROUP_ROWS or signs >= GROUP_SIGNS:
                yield group
                group, signs = [], 0
        if group:
            yield group

    def _columns(self, group: list[Row]) -> list[list[Any]]:
        """Return the cells column by column, the last one that of what fits nowhere."""
        names = self.table.headings()
        kinds = [*KINDS.values(), *(column.kind for column in self.table.columns)]
        otherwise: list[dict[str, Any]] = [dict(row[-1] or {}) for row in group]
        columns: list[list[Any]] = []
        for position, (name, kind) in enumerate(zip(names, kinds, strict=True)):
            read = READERS[kind]
            cells: list[Any] = []
            for number, row in enumerate(group):
                value = row[position]
                if value is not None:
                    try:
                        value = read(value)
                    except NoFit:
                        otherwise[number][name] = value
                        value = None
                elif kind == "yes" and position < len(HEADINGS):
                    value = False
                cells.append(value)
            columns.append(cells)
        columns.append([json.dumps(each) if each else None for each in otherwise])
        return columns
