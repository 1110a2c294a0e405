"""Parquet: every column with its type, for programs that calculate."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultation.common.streams import ByteSink
from consultation.responses.definitions import METADATA, answer_text
from consultation.responses.exports.columns import UNMAPPED
from consultation.responses.exports.table import ExportFile, Row, is_number

# Rows are gathered into groups of so many, or of so many characters of text.
GROUP_ROWS = 10_000
GROUP_CHARACTERS = 4_000_000


def _convert(value: Any, kind: str) -> Any:
    """Return a value as its column's type, or raise an error if it is not of this type."""
    if kind == "text":
        # Half of a surrogate pair, which no form can send, becomes an escape, as in CSV.
        return answer_text(value).encode(errors="backslashreplace")
    if kind == "integer" and type(value) is int and -(2**63) <= value < 2**63:
        return value
    if kind == "number" and is_number(value) and float(value) == value:
        return float(value)
    if kind == "date" and (day := date.fromisoformat(value)).isoformat() == value:
        return day
    if kind == "datetime" or (kind == "boolean" and isinstance(value, bool)):
        return value
    raise ValueError(kind)


class ParquetFile(ExportFile):
    """The Parquet file of a table; a last column holds what is not of its column's type."""

    name = "parquet"
    label = _("Parquet, for statistics in R or Python: numbers, dates and yes/no keep their type")
    content_type = "application/vnd.apache.parquet"

    def columns(self) -> list[dict[str, Any]]:
        return [*super().columns(), {"heading": gettext(UNMAPPED)}]

    def chunks(self) -> Iterator[bytes]:
        # Only an export in this format pays for the library's memory.
        import pyarrow as pa
        from pyarrow import parquet

        types = {
            "datetime": pa.timestamp("us", tz="UTC"),
            "text": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
            "date": pa.date32(),
        }
        fields = [
            pa.field(
                each["heading"],
                types[each.get("kind", "text")],
                metadata={name: str(value) for name, value in each.items()},
            )
            for each in self.columns()
        ]
        sink, schema = ByteSink(), pa.schema(fields)
        with parquet.ParquetWriter(
            pa.PythonFile(sink, mode="w"), schema, compression="zstd", use_dictionary=True
        ) as writer:
            for group in self._groups():
                writer.write_table(pa.Table.from_pydict(self._columns(group), schema=schema))
                yield from sink.drain()
        yield from sink.drain()

    def _groups(self) -> Iterator[list[Row]]:
        group: list[Row] = []
        characters = 0
        for batch in self.table.batches(with_unknown=True):
            group.extend(batch)
            characters += sum(len(cell) for row in batch for cell in row if type(cell) is str)
            if len(group) >= GROUP_ROWS or characters >= GROUP_CHARACTERS:
                yield group
                group, characters = [], 0
        if group:
            yield group

    def _columns(self, group: list[Row]) -> dict[str, list[Any]]:
        """Remove the rows of a group; return their cells by heading, those without one last."""
        unmapped: list[dict[str, Any]] = [dict(row[-1] or {}) for row in group]
        columns: dict[str, list[Any]] = {}
        for position, column in enumerate(self.table.descriptions()):
            heading, kind = column["heading"], column["kind"]
            empty = False if position < len(METADATA) and kind == "boolean" else None
            cells = columns[heading] = []
            for row, rest in zip(group, unmapped, strict=True):
                value = row[position]
                try:
                    cells.append(empty if value is None else _convert(value, kind))
                except (TypeError, ValueError, OverflowError):
                    rest[heading] = value
                    cells.append(None)
        group.clear()
        return columns | {
            gettext(UNMAPPED): [json.dumps(each) if each else None for each in unmapped]
        }
