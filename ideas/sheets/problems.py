from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Why a sheet cannot be read, or what was done with a cell, in words.

    Args:
        row: number of the row as spreadsheet programs count; the headings are row 1, 0 is the file.
        column: heading of the column, or "".
        text: what is wrong, as a sentence.
    """

    row: int
    column: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, in words; "" for the whole file."""
        if not self.row:
            return ""
        return f"Row {self.row}, column {self.column}" if self.column else f"Row {self.row}"

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.row else self.text


class SheetError(Exception):
    """A sheet that cannot be read, with every reason and its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))
