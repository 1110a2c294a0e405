"""CSV: for other programs, and safe to open in a spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from consultation.common.csv_safety import guard
from consultation.responses.answers import answer_text
from consultation.responses.exporting.moments import LocalTime
from consultation.responses.exporting.numbers import is_number
from consultation.responses.exporting.table import FileColumn, Row, Table

# Tells spreadsheet programs that it is UTF-8.
MARK = "\ufeff"
LINE_END = "\r\n"

EPOCH = date(1970, 1, 1)
DAY_SECONDS = 86_400


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


class LineWriter:
    """Writes rows as lines: texts quoted, numbers bare, and nothing where nothing was answered."""

    def __init__(self) -> None:
        self._local = LocalTime()
        self._days: dict[float, str] = {}

    def _moment(self, moment: datetime) -> str:
        """Return a moment as ISO 8601 has it, in local time with its distance."""
        seconds, offset = self._local.seconds(moment)
        day, second = divmod(int(seconds), DAY_SECONDS)
        name = self._days.get(day)
        if name is None:
            name = self._days[day] = (EPOCH + timedelta(days=day)).isoformat()
        minute, second = divmod(second, 60)
        hour, minute = divmod(minute, 60)
        sign = "-" if offset < 0 else "+"
        away = int(abs(offset)) // 60
        return f"{name}T{hour:02}:{minute:02}:{second:02}{sign}{away // 60:02}:{away % 60:02}"

    def cell(self, value: Any) -> str:
        """Return a value as it stands in the file."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return self._moment(value)
        return str(value) if is_number(value) else _quoted(guard(answer_text(value)))

    def line(self, row: Row) -> str:
        """Return a row without its line end."""
        cell = self.cell
        # Most cells are plain texts that begin with a letter or digit, so that none can run as a
        # formula: they are not worth a call each.
        return ",".join(
            [
                f'"{value}"'
                if type(value) is str and (not value or value[0].isalnum()) and '"' not in value
                else cell(value)
                for value in row
            ]
        )


@dataclass(slots=True)
class CsvFile:
    """The CSV file of a table, in UTF-8.

    What UTF-8 cannot hold (half of a surrogate pair, which no form can send) is
    written as an escape such as \\ud800.

    Args:
        table: what it holds.
    """

    table: Table

    def columns(self) -> list[FileColumn]:
        """Return the columns as they stand in the file."""
        return [FileColumn(name, number) for number, name in enumerate(self.table.headings())]

    def sheets(self) -> dict[str, int]:
        """Return nothing: there are no sheets."""
        return {}

    def pieces(self) -> Iterator[bytes]:
        """Yield the file in pieces."""
        headings = [_quoted(guard(heading)) for heading in self.table.headings()]
        yield (MARK + ",".join(headings) + LINE_END).encode(errors="backslashreplace")
        writer = LineWriter()
        for batch in self.table.batches():
            lines = [writer.line(row) for row in batch]
            yield (LINE_END.join(lines) + LINE_END).encode(errors="backslashreplace")
