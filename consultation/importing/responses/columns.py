"""What stands in the columns of a spreadsheet, found by one look at all of it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from consultation.common.text import normalise_wording
from consultation.importing.responses.dates import ColumnDates, is_day, read_date
from consultation.importing.responses.tables import Cell, Table, cell_text, has_content

# So many different values of a column are remembered, and none that is longer than an option.
MOST_DIFFERENT, LONGEST_OPTION = 2_000, 250
LONGEST_ADDRESS = 320
# Longer texts are several sentences.
_SHORT = 100
_TRIED_AS_DATES = 50
# What separates several choices in one cell, the surest first. A comma within an option is followed
# by a small letter, or stands between brackets; where all options are in small letters, any may be.
_SEPARATORS = tuple(map(re.compile, (";", "\n", r"\|", r",(?![^(]*\))\s*(?![\sa-z])", ",")))
# A choice has these at most, each given this often on average, by nearly everybody; below a number
# of answers nothing of that can be told.
MOST_OPTIONS, OFTEN, NEARLY_ALL, FEW = 150, 3, 0.9, 10
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(slots=True)
class ColumnProfile:
    """What stands in the filled cells of one column.

    Args:
        values: how often each value is there; no more once they are many.
        numbers: how many cells are numbers that lose nothing by being kept as such.
        addresses: how many cells are email addresses.
        tried: how many cells were tried as dates; `dated` of these are dates, `timed` with a time.
    """

    filled: int = 0
    longest: int = 0
    has_lines: bool = False
    values: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    addresses: int = 0
    tried: int = 0
    dated: int = 0
    timed: int = 0
    dates: ColumnDates = field(default_factory=ColumnDates)

    def add(self, row: int, cell: Cell) -> None:
        """Take another cell into account."""
        text = cell_text(cell)
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.has_lines = self.has_lines or "\n" in text.strip()
        is_number = _is_plain_number(cell, text)
        self.numbers += is_number
        self.addresses += (
            "@" in text and len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text.strip()))
        )
        if self.tried < _TRIED_AS_DATES or self.dated * 2 >= self.tried:
            self.tried += 1
            # A number may be a date, but nobody can tell by the number alone.
            readings = None if is_number else read_date(cell)
            if readings:
                self.dated += 1
                self.timed += not is_day(readings.day_first)
                self.dates.add(row, cell, readings)
        text = text.strip()
        if len(text) <= LONGEST_OPTION and (text in self.values or not self.is_full):
            self.values[text] += 1

    @property
    def is_full(self) -> bool:
        """Whether no further value is remembered."""
        return len(self.values) == MOST_DIFFERENT

    def common_values(self, number: int) -> list[str]:
        """Return the commonest values, at most so many."""
        return [value for value, _ in self.values.most_common(number)]

    @property
    def is_numbers(self) -> bool:
        """Whether all cells but a few are plain numbers."""
        return self.filled > 0 and self.numbers * 50 >= self.filled * 49

    @property
    def is_dates(self) -> bool:
        """Whether nearly all cells are dates."""
        return self.tried > 0 and self.dated >= NEARLY_ALL * self.tried

    @property
    def is_long(self) -> bool:
        """Whether this is text of several sentences."""
        return self.has_lines or self.longest > _SHORT

    def options(self, *, several: bool, wanted: bool = False) -> tuple[str, ...]:
        """Return the options if this looks like the answers to a choice.

        Args:
            several: whether several can be chosen.
            wanted: whether a person says that it is one, whatever it looks like.
        """
        found = () if several else _options(self.values, self.filled)
        for separator in _SEPARATORS if several else ():
            together = sum(n for value, n in self.values.items() if separator.search(value))
            if found or together * 10 < self.filled:
                continue
            pieces: Counter[str] = Counter()
            for value, number in self.values.items():
                for piece in filter(None, map(str.strip, separator.split(value))):
                    pieces[piece] += number
            found = _options(pieces, pieces.total())
            # Otherwise it is one choice among options that have the separator in them.
            found = found if len(found) < len(self.values) else ()
        if not found and wanted:
            found = tuple(self.common_values(MOST_OPTIONS))
        return found


def _options(values: Counter[str], total: int) -> tuple[str, ...]:
    """Return the values that were given again and again, if these are nearly all, by frequency."""
    spellings: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    for value, number in values.most_common():
        numbers[spellings.setdefault(normalise_wording(value), value)] += number
    often = [(value, number) for value, number in numbers.most_common() if number > 1]
    given = sum(number for _, number in often)
    is_choice = total >= FEW and given >= max(NEARLY_ALL * total, OFTEN * len(often))
    return tuple(value for value, _ in often) if is_choice and len(often) <= MOST_OPTIONS else ()


def _is_plain_number(cell: Cell, text: str) -> bool:
    """Say whether a number loses nothing when it is kept as one: no leading noughts, no units."""
    if isinstance(cell, int | float):
        return not isinstance(cell, bool)
    if len(text) > 15 or not text[-1:].isdigit():
        return False
    try:
        return text in (str(int(float(text))), str(float(text)))
    except (ValueError, OverflowError):
        return False


def profile_columns(table: Table) -> list[ColumnProfile]:
    """Return what stands in each column, in their order."""
    profiles = [ColumnProfile() for _ in table.headings]
    for number, row in table.rows:
        for profile, cell in zip(profiles, row, strict=False):
            if has_content(cell):
                profile.add(number, cell)
    return profiles
