"""What the columns of a spreadsheet hold, found by one look at all of it."""

import re
from collections import Counter
from dataclasses import dataclass, field

from consultation.common.spreadsheets import Cell, SheetRows, cell_text, has_content
from consultation.common.text import normalise_wording
from consultation.importing.responses.dates import ColumnDates, is_day, read_date

# So many different values of a column are remembered, and none that is longer than an option.
MOST_DIFFERENT, LONGEST_OPTION = 2_000, 250
# Longer texts are several sentences.
_SHORT = 100
_TRIED_AS_DATES = 50
# What separates several choices in one cell, the surest first. A comma within an option is followed
# by a small letter, or is between brackets; where all options are in small letters, any may be.
_SEPARATORS = tuple(map(re.compile, (";", "\n", r"\|", r",(?![^(]*\))\s*(?![\sa-z])", ",")))
# A choice has these at most, each given this often on average, by nearly everybody; below a number
# of answers nothing of that can be told.
MOST_OPTIONS, OFTEN, NEARLY_ALL, FEW = 150, 3, 0.9, 6
# What programs write where there is no answer.
ABSENT = frozenset({"N/A", "NA", "NULL", "NAN"})
# The longest scale has these steps.
STEPS = frozenset(map(str, range(11)))
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s]{1,63}")
# No leading noughts: 007 is no number.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MOST_DIGITS = 15


def read_number(cell: Cell) -> int | float | None:
    """Return a cell as a number; None if it is none, or loses something as one."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell
    else:
        text = cell_text(cell).strip()
        if not text[-1:].isdigit() or not _NUMBER.fullmatch(text):
            return None
        number = float(text.replace(",", ""))
    if number != number or abs(number) >= 10**_MOST_DIGITS:
        return None
    return int(number) if number == int(number) else number


@dataclass(slots=True)
class ColumnProfile:
    """What the filled cells of one column hold, mostly as numbers of cells."""

    filled: int = 0
    is_long: bool = False
    # How often each value is there; no more once they are many.
    values: Counter[str] = field(default_factory=Counter)
    numbers: int = 0
    # Those that say that there is no answer.
    absent: int = 0
    addresses: int = 0
    # Those that were tried as dates; `dated` of these are dates, `timed` with a time.
    tried: int = 0
    dated: int = 0
    timed: int = 0
    dates: ColumnDates = field(default_factory=ColumnDates)

    def add(self, row: int, cell: Cell) -> None:
        """Take another cell into account."""
        text = cell_text(cell).strip()
        is_number = read_number(cell) is not None
        self.filled += 1
        self.is_long = self.is_long or len(text) > _SHORT or "\n" in text
        self.numbers += is_number
        self.absent += (is_absent := text.upper() in ABSENT)
        self.addresses += "@" in text and bool(_ADDRESS.fullmatch(text))
        if not is_absent and (self.tried < _TRIED_AS_DATES or self.dated * 2 >= self.tried):
            self.tried += 1
            if readings := read_date(cell):
                self.dated += 1
                self.timed += not is_day(readings.day_first)
                self.dates.add(row, cell, readings)
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
        """Whether all cells but a few are numbers."""
        return 0 < (self.filled - self.absent) * 49 <= self.numbers * 50

    @property
    def is_addresses(self) -> bool:
        """Whether at least half of the cells are email addresses."""
        return 0 < self.filled <= self.addresses * 2

    @property
    def is_dates(self) -> bool:
        """Whether nearly all cells are dates."""
        return self.tried > 0 and self.dated >= NEARLY_ALL * self.tried

    def options(self, *, several: bool, wanted: bool = False) -> tuple[str, ...]:
        """Return the options if this looks like the answers to a choice, steps of a scale in order.

        Args:
            several: whether several can be chosen.
            wanted: whether a person says that it is one.
        """
        values = {value: n for value, n in self.values.items() if value.upper() not in ABSENT}
        found = () if several else _options(Counter(values), self.filled - self.absent)
        for separator in _SEPARATORS if several else ():
            split = {value: separator.split(value) for value in values}
            split = {value: [*filter(None, map(str.strip, split[value]))] for value in split}
            combined = [value for value in split if len(split[value]) > 1]
            are_known = all(piece in values for value in combined for piece in split[value])
            often = sum(values[value] for value in combined) * 10 >= self.filled
            # “Leeds, UK” is one value, if neither of them was given alone.
            is_one = separator.pattern[0] == "," and len(combined) == len(split)
            if found or is_one or not (combined and (often or are_known)):
                continue
            pieces: Counter[str] = Counter()
            for value, number in values.items():
                pieces.update(dict.fromkeys(split[value], number))
            found = _options(pieces, pieces.total())
            # Otherwise it is one choice among options that have the separator in them, or all
            # options in the order that each person gave them.
            is_ranking = len(found) > 2 and pieces[found[-1]] == self.filled
            found = found if len(found) < len(values) and not is_ranking else ()
        if not found and wanted:
            found = tuple(self.common_values(MOST_OPTIONS))
        return tuple(sorted(found, key=int)) if STEPS.issuperset(found) else found


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


def profile_columns(table: SheetRows) -> list[ColumnProfile]:
    """Return what each column holds, in their order."""
    profiles = [ColumnProfile() for _ in table.headings]
    for number, row in table.rows:
        for profile, cell in zip(profiles, row, strict=False):
            if has_content(cell):
                profile.add(number, cell)
    return profiles
