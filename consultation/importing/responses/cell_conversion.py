"""From a cell to an answer as the question would have stored it."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from consultation.common.spreadsheets import Cell, cell_text
from consultation.common.text import normalise_wording
from consultation.importing.responses.columns import ABSENT, read_number
from consultation.importing.responses.mapping import Column
from consultation.responses.definitions import Question, QuestionType

# As `normalise_wording` has them.
_YES = {"yes", "y", "true", "1", "x", "on", "ticked", "checked", "selected", "agree", "iagree", "✓"}
_NO = {"no", "n", "false", "0", "off", "notticked", "unchecked", "notselected", "notpicked"}
# Several choices in a longer text are none of the options.
_LONGEST_SEVERAL = 10_000
_SEPARATOR = re.compile(r"[;\n|•,]")


class Converted(NamedTuple):
    """What a cell gives: the answer, and in pieces what the question cannot take."""

    value: Any = None
    rest: tuple[str, ...] = ()


class Options:
    """Options of a question, found without regard to capitals, spaces and punctuation."""

    def __init__(self, options: Iterable[str]) -> None:
        self._exact = {option.strip(): option for option in options}
        self._alike: dict[str, str | None] = {}
        for option in self._exact.values():
            plain = normalise_wording(option)
            # Options that differ in punctuation alone are told apart by it.
            self._alike[plain] = None if plain in self._alike else option
        separators = (len(_SEPARATOR.findall(option)) for option in self._exact.values())
        self._most_pieces = 1 + max(separators, default=0)

    def one(self, text: str) -> str | None:
        """Return the option that a text is."""
        return self._exact.get(text.strip()) or self._alike.get(normalise_wording(text))

    def several(self, text: str) -> Converted:
        """Return the options that a text names one after another, and what is none of them.

        Options may have commas in them, so that the longest possible one is taken each time.
        """
        if len(text) > _LONGEST_SEVERAL:
            return Converted(rest=(text,))
        ends = [found.start() for found in _SEPARATOR.finditer(text)] + [len(text)]
        chosen: list[str] = []
        rest: list[str] = []
        place, start, goes_on = 0, 0, False
        while place < len(ends):
            for end in reversed(ends[place : place + self._most_pieces]):
                if option := self.one(text[start:end]):
                    chosen.append(option)
                    break
            else:
                # A comma may belong to what is no option.
                joined = goes_on and text[start - 1] == ","
                rest.append(f"{rest.pop()},{text[start:end]}" if joined else text[start:end])
            goes_on = option is None
            place, start = ends.index(end, place) + 1, end + 1
        pieces = tuple(filter(None, map(str.strip, rest)))
        return Converted([*dict.fromkeys(chosen)] or None, pieces)


# Asked for by each cell: a spreadsheet has many, its questions few.
options_of = lru_cache(maxsize=500)(Options)


def tick_of(cell: Cell, name: str) -> bool | None:
    """Say whether a cell ticks something, by a word for yes or by its name; None if unclear."""
    if isinstance(cell, bool):
        return cell
    plain = normalise_wording(cell_text(cell))
    is_ticked = plain in _YES or plain == normalise_wording(name)
    return True if is_ticked else False if plain in _NO else None


def convert_cell(cell: Cell, question: Question, column: Column) -> Converted:
    """Return the answer that a cell with content gives to a question, dates aside."""
    text, kind = cell_text(cell), question.type
    value: Any = None
    if column.option:
        item = options_of(question.options).one(column.option) or column.option
        is_absent = column.of and text.upper() in ABSENT
        is_ticked = False if is_absent else tick_of(cell, item)
        return Converted([item] if is_ticked else None, (text,) if is_ticked is None else ())
    if kind == QuestionType.SEVERAL_CHOICES:
        return options_of(question.options).several(text)
    if kind == QuestionType.RATING:
        ends = {question.low_label: 1, question.high_label: question.points}
        step = options_of(tuple(filter(None, ends))).one(text)
        number = ends[step] if step else read_number(cell)
        value = number if number in range(1, question.points + 1) else None
    elif kind in QuestionType.CHOICES:
        value = options_of(question.options).one(text)
    elif kind in QuestionType.TEXTS:
        value = text
    elif kind == QuestionType.NUMBER:
        value = read_number(cell)
    elif kind == QuestionType.CONSENT:
        value = tick_of(cell, question.label)
    return Converted(value, () if value is not None else (text,))
