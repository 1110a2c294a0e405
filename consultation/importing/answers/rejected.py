"""Rows that could not come in, as a sheet that can be mended and imported again."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from consultation.common.csv_safety import guard
from consultation.importing.answers.own_export import HELPERS, REJECTED_REASON, REJECTED_ROW
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.tables import Cell, cell_text


class RejectedRows:
    """Writes rejected rows to a CSV file, which is made with the first of them.

    Args:
        file: where to write; None keeps nothing.
        headings: those of the sheet.
    """

    def __init__(self, file: Path | None, headings: Sequence[str]) -> None:
        self._file, self._headings = file, [each for each in headings if each not in HELPERS]
        self._kept = [place for place, each in enumerate(headings) if each not in HELPERS]
        self._width = len(headings)
        self._stream: TextIO | None = None

    @property
    def file(self) -> Path | None:
        """The file, if anything was written to it."""
        return self._file if self._stream is not None else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def add(self, number: int, reason: str, row: Sequence[Cell]) -> None:
        """Write one row with its number and the reason.

        Raises:
            AnswersError: the file cannot be written.
        """
        if self._file is None:
            return
        if self._stream is None:
            try:
                self._stream = self._file.open("w", encoding="utf-8-sig", newline="")
            except OSError as error:
                why = error.strerror or str(error)
                raise AnswersError(f"{self._file} cannot be written: {why}.") from error
            csv.writer(self._stream).writerow(
                [REJECTED_ROW, REJECTED_REASON, *map(guard, self._headings)]
            )
        cells = [cell_text(row[place]) if place < len(row) else "" for place in self._kept]
        cells += [cell_text(cell) for cell in row[self._width :]]
        csv.writer(self._stream).writerow([str(number), reason, *map(guard, cells)])
