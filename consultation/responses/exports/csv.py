"""CSV: for other programs, and safe to open in a spreadsheet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.common.csv_safety import guard
from consultation.responses.definitions import answer_text
from consultation.responses.exports.table import ExportFile, is_number

# Tells spreadsheet programs that it is UTF-8.
BOM = "\ufeff".encode()


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as lines: texts quoted, numbers bare, and times with their zone."""
    zone = timezone.get_current_timezone()

    def cell(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return value.astimezone(zone).isoformat(timespec="seconds")
        if is_number(value):
            return str(value)
        return '"' + guard(answer_text(value)).replace('"', '""') + '"'

    # Most cells are plain texts that begin with a letter or digit, so that none can run as a
    # formula: these need no call.
    lines = [
        ",".join(
            [
                f'"{value}"'
                if type(value) is str and (not value or value[0].isalnum()) and '"' not in value
                else cell(value)
                for value in row
            ]
        )
        for row in rows
    ]
    # Half of a surrogate pair, which no form can send and UTF-8 cannot hold, becomes an escape.
    return "".join([line + "\r\n" for line in lines]).encode(errors="backslashreplace")


class CsvFile(ExportFile):
    """The CSV file of a table, in UTF-8."""

    name = "csv"
    label = _("CSV, which nearly every program can read")
    content_type = "text/csv; charset=utf-8"
    compressed = False

    def chunks(self) -> Iterator[bytes]:
        yield BOM + csv_lines([self.table.headings()])
        for batch in self.table.batches():
            yield csv_lines(batch)
