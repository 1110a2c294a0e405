"""What stands in the columns of a sheet, found by one look at all of it."""

from dataclasses import dataclass, field

from consultation.importing.answers.guessing import is_address
from consultation.importing.answers.moments import Order, order_evidence, read_moment
from consultation.importing.answers.tables import Cell, Table, cell_text, has_content
from consultation.importing.answers.wording import same

# So many different answers of a column are remembered.
MOST_DIFFERENT = 200
_LONG = 100
# Columns with more dates than others are worth a look at each.
_TRIED = 50


@dataclass(slots=True)
class Contents:
    """What stands in one column.

    Args:
        filled: how many cells hold anything.
        longest: length of the longest text.
        lines: whether a text has several lines.
        numbers: whether all cells are plain numbers.
        addresses: how many cells are email addresses.
        moments: how many of the first cells are moments.
        tried: how many of the first cells were tried.
        order: how many dates begin with the day, with the month, and with either.
        different: different texts with their first spelling; no more once they are too many.
    """

    filled: int = 0
    longest: int = 0
    lines: bool = False
    numbers: bool = True
    addresses: int = 0
    moments: int = 0
    tried: int = 0
    order: list[int] = field(default_factory=lambda: [0, 0, 0])
    different: dict[str, str] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether this is text of several sentences."""
        return self.lines or self.longest > _LONG

    @property
    def is_dates(self) -> bool:
        """Whether nearly all cells are moments."""
        return self.tried > 0 and self.moments * 10 >= self.tried * 9

    def look(self, cell: Cell, orders: tuple[Order, Order]) -> None:
        """Take another cell into account."""
        text = cell_text(cell)
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.lines = self.lines or "\n" in text.strip()
        if self.numbers:
            self.numbers = isinstance(cell, int | float) or _is_plain_number(text)
        self.addresses += "@" in text and is_address(text)
        if self.tried < _TRIED:
            self.tried += 1
            self.moments += not isinstance(cell, int | float) and any(
                read_moment(cell, order) for order in orders
            )
        if isinstance(cell, str) and cell[:1].isdigit():
            for place, number in enumerate(order_evidence([cell])):
                self.order[place] += number
        if len(self.different) < MOST_DIFFERENT and len(text) <= 300:
            self.different.setdefault(same(text), text.strip())


def _is_plain_number(text: str) -> bool:
    """Say whether a number loses nothing when it is kept as one: no leading noughts, no units."""
    if len(text) > 15 or not text[-1:].isdigit():
        return False
    try:
        return str(int(text)) == text
    except ValueError:
        try:
            return str(float(text)) == text
        except ValueError:
            return False


def survey(table: Table, orders: tuple[Order, Order]) -> tuple[list[Contents], int]:
    """Look at every cell of a sheet; return what stands in its columns, and how many rows it has.

    Args:
        table: the sheet.
        orders: the two ways of reading days.
    """
    contents = [Contents() for _ in table.headings]
    rows = 0
    for _, row in table.rows():
        rows += 1
        for place, cell in zip(contents, row, strict=False):
            if has_content(cell):
                place.look(cell, orders)
    return contents, rows


def day_first(columns: list[Contents]) -> tuple[bool, str]:
    """Return whether days come first in the dates of some columns, and a doubt about it or "".

    Args:
        columns: those with dates, the most important first.
    """
    for column in columns:
        day, month, either = column.order
        if day and not month:
            return True, ""
        if month and not day:
            return False, ""
        if day and month:
            return day >= month, (
                f"Of the dates, {day} begin with the day and {month} with the month. They were "
                f"read as {'day' if day >= month else 'month'} first, and the others are rejected."
            )
        if either:
            return True, (
                "None of the dates says whether day or month comes first: 3/4/2025 was read as "
                "3 April. Say “month first” in the map if that is wrong."
            )
    return True, ""
