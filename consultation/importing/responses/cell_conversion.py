"""From a cell to an answer as the question would have stored it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from consultation.common.text import normalise_wording
from consultation.importing.responses.mapping import Column
from consultation.importing.responses.tables import Cell, cell_text
from consultation.responses.definitions import (
    AGREEMENT,
    COMMENT,
    VERDICTS,
    Question,
    QuestionType,
)

# As `normalise_wording` has them.
_YES = {"yes", "y", "true", "1", "x", "on", "ticked", "checked", "selected", "agree", "iagree", "✓"}
_NO = {"no", "n", "false", "0", "off", "notticked", "unchecked", "notselected", "notpicked"}
_STEP = re.compile(
    r"([0-9]{1,2})(?:\.0+)?(?:\s*(?:/|of|out of)\s*([0-9]{1,2})|\s*[-–:(](.*))?", re.DOTALL
)
# No leading noughts: 007 is no number.
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_MOST_DIGITS = 15
# Several choices in a longer text are none of the options.
LONGEST_SEVERAL = 10_000
_SEPARATOR = re.compile(r"[;\n|•,]")


@dataclass(frozen=True, slots=True)
class Converted:
    """What a cell gives.

    Args:
        value: the answer; None if there is none.
        rest: what of the cell the question cannot take, in pieces.
    """

    value: Any = None
    rest: tuple[str, ...] = ()


class Options:
    """Options of a question, found whatever the capitals, spaces and punctuation of a text."""

    def __init__(self, options: Iterable[str]) -> None:
        self._exact = {option.strip(): option for option in options}
        self._alike: dict[str, str | None] = {}
        for option in self._exact.values():
            plain = normalise_wording(option)
            # Options that differ in punctuation alone are told apart by it.
            self._alike[plain] = None if plain in self._alike else option
        commas = (len(_SEPARATOR.findall(option)) for option in self._exact.values())
        self._most_pieces = 1 + max(commas, default=0)

    def one(self, text: str) -> str | None:
        """Return the option that a text is."""
        return self._exact.get(text.strip()) or self._alike.get(normalise_wording(text))

    def several(self, text: str) -> Converted:
        """Return the options that a text names one after another, and what is none of them.

        Options may have commas in them, so that the longest possible one is taken each time.
        """
        if len(text) > LONGEST_SEVERAL:
            return Converted(rest=(text,))
        ends = [found.start() for found in _SEPARATOR.finditer(text)] + [len(text)]
        starts = [0, *(end + 1 for end in ends[:-1])]
        chosen: dict[str, None] = {}
        rest: list[str] = []
        place, goes_on = 0, False
        while place < len(ends):
            for last in range(min(place + self._most_pieces, len(ends)) - 1, place - 1, -1):
                option = self.one(text[starts[place] : ends[last]])
                if option:
                    chosen[option], goes_on = None, False
                    place = last
                    break
            else:
                piece = text[starts[place] : ends[place]]
                if goes_on and text[ends[place - 1]] == ",":
                    # A comma may belong to what is no option.
                    rest[-1] += f",{piece}"
                else:
                    rest.append(piece)
                goes_on = True
            place += 1
        pieces = tuple(filter(None, (piece.strip() for piece in rest)))
        return Converted([*chosen] or None, pieces)


# Asked for by each cell: a spreadsheet has many, its questions few.
options_of = lru_cache(maxsize=500)(Options)


def _number(cell: Cell) -> int | float | None:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number: int | float | None = cell
    else:
        text = cell_text(cell).strip()
        number = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    if number is None or number != number or abs(number) >= 10**_MOST_DIGITS:
        return None
    return int(number) if number == int(number) else number


def tick_of(cell: Cell, *names: str) -> bool | None:
    """Say whether a cell ticks something, by a word for yes or by its name; None if unclear."""
    if isinstance(cell, bool):
        return cell
    plain = normalise_wording(cell_text(cell))
    is_ticked = plain in _YES or plain in map(normalise_wording, names)
    return True if is_ticked else False if plain in _NO else None


def _step(cell: Cell, points: int, low: str = "", high: str = "") -> Converted:
    """Return the step of a scale that a cell names: 4, “4 of 5”, “4 - useful” or an end's name.

    Words after a number that are not those of the scale's end are kept as well.
    """
    text = cell_text(cell).strip()
    ends = {normalise_wording(name): step for name, step in ((low, 1), (high, points)) if name}
    plain = normalise_wording(text)
    if plain in ends:
        return Converted(ends[plain])
    found = _STEP.fullmatch(text)
    if found is None or (found[2] and int(found[2]) != points) or not 1 <= int(found[1]) <= points:
        return Converted(rest=(text,))
    step, said = int(found[1]), normalise_wording(found[3] or "")
    return Converted(step, () if not said or ends.get(said) == step else (text,))


def _scale(cell: Cell, question: Question, column: Column) -> Converted:
    """Return what is said of one idea on one scale."""
    scale = next((each for each in question.scales if each.key == column.scale), None)
    text = cell_text(cell)
    if scale is None:
        is_comment = column.scale == COMMENT and question.with_comment
        found = Converted(text) if is_comment else Converted(rest=(text,))
    elif question.type == QuestionType.IDEA_SCORING:
        found = _step(cell, len(scale.options), scale.low_label, scale.high_label)
    else:
        # Answers from before keep the verdicts that forms offered then.
        earlier = AGREEMENT if scale.options == VERDICTS else ()
        option = options_of((*scale.options, *earlier)).one(text)
        found = Converted(option, () if option else (text,))
    if found.value is None:
        return found
    return Converted({column.row: {column.scale: found.value}}, found.rest)


def convert_cell(cell: Cell, question: Question, column: Column) -> Converted:
    """Return the answer that a cell with content gives to a question, dates aside."""
    text, kind = cell_text(cell), question.type
    value: Any = None
    if column.option or (column.row and kind == QuestionType.IDEA_PICKS):
        names = [row.label for row in question.rows if row.key == column.row]
        item = column.row or options_of(question.options).one(column.option) or column.option
        ticked = tick_of(cell, item, *names)
        value = [item] if ticked else None
        return Converted(value, () if ticked is not None else (text,))
    if column.row:
        return _scale(cell, question, column)
    if kind in (QuestionType.SEVERAL_CHOICES, QuestionType.IDEA_PICKS):
        keys = {row.label: row.key for row in question.rows}
        known = question.options or (*keys, *keys.values())
        found = options_of(known).several(text)
        picked = dict.fromkeys(keys.get(each, each) for each in found.value or ())
        return Converted([*picked] or None, found.rest)
    if kind == QuestionType.RATING:
        return _step(cell, question.points, question.low_label, question.high_label)
    if kind in QuestionType.TEXTS:
        value = text
    elif kind in (QuestionType.SINGLE_CHOICE, QuestionType.ROLE, QuestionType.REFLECTION):
        value = options_of(question.options).one(text)
    elif kind == QuestionType.NUMBER:
        value = _number(cell)
    elif kind == QuestionType.CONSENT:
        value = tick_of(cell, question.label)
    return Converted(value, () if value is not None else (text,))


def combine(before: Any, value: Any) -> Any:
    """Return an answer to which a further column has added its part."""
    if isinstance(before, list) and isinstance(value, list):
        return list(dict.fromkeys((*before, *value)))
    if isinstance(before, dict) and isinstance(value, dict):
        return before | {row: before.get(row, {}) | cells for row, cells in value.items()}
    return value
