"""From a cell to an answer as the question would have stored it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultation.importing.answers.choices import Options
from consultation.importing.answers.mapping import Column
from consultation.importing.answers.moments import Order, read_day
from consultation.importing.answers.tables import Cell, cell_text
from consultation.importing.answers.wording import same
from consultation.responses.definitions import (
    AGREEMENT,
    COMMENT,
    VERDICTS,
    Question,
    QuestionType,
)

_YES = frozenset({"yes", "y", "true", "1", "x", "on", "ticked", "checked", "agree", "i agree", "✓"})
_NO = frozenset({"no", "n", "false", "0", "off", "not ticked", "unchecked", "not picked"})
_STEP = re.compile(
    r"([0-9]{1,2})(?:\.0+)?(?:\s*(?:/|of|out of)\s*([0-9]{1,2})|(\s*[-–:(].*))?", re.DOTALL
)
# No leading noughts: 007 is no number.
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Converted:
    """What a cell gives.

    Args:
        value: the answer; None if there is none.
        rest: what of the cell the question cannot take, in pieces.
    """

    value: Any = None
    rest: tuple[str, ...] = ()


# Takes a cell that is not empty.
Convert = Callable[[Cell], Converted]


def _text(cell: Cell) -> Converted:
    return Converted(cell_text(cell))


def _none(cell: Cell) -> Converted:
    return Converted(rest=(cell_text(cell),))


def _number(cell: Cell) -> Converted:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number: Any = cell
    else:
        text = cell_text(cell).strip()
        text = text.replace(",", "") if _GROUPED.fullmatch(text) else text
        try:
            number = float(text) if _NUMBER.fullmatch(text) else None
            number = int(text) if number is not None and "." not in text else number
        except ValueError:
            number = None
    if number is None or number != number or abs(number) >= 10**_MOST_DIGITS:
        return _none(cell)
    return Converted(int(number) if number == int(number) else number)


def _ticked(cell: Cell) -> bool | None:
    if isinstance(cell, bool):
        return cell
    text = same(cell_text(cell))
    return True if text in _YES else False if text in _NO else None


def _step(cell: Cell, points: int, low: str = "", high: str = "") -> Converted:
    """Return the step of a scale that a cell names: 4, “4 of 5”, “4 - useful” or an end's name.

    Words behind a number that are not those of the scale's end are kept beside it.
    """
    text = cell_text(cell).strip()
    ends = {same(name): step for name, step in ((low, 1), (high, points)) if name}
    if same(text) in ends:
        return Converted(ends[same(text)])
    found = _STEP.fullmatch(text)
    if found is None or (found[2] and int(found[2]) != points):
        return _none(cell)
    step, said = int(found[1]), found[3]
    if not 1 <= step <= points:
        return _none(cell)
    known = not said or ends.get(same(said.strip(" -–:()"))) == step
    return Converted(step, () if known else (text,))


def _consent(question: Question) -> Convert:
    def convert(cell: Cell) -> Converted:
        ticked = _ticked(cell)
        if ticked is None and same(cell_text(cell)) == same(question.label):
            ticked = True
        return _none(cell) if ticked is None else Converted(ticked)

    return convert


def _single(question: Question) -> Convert:
    options = Options.of(question.options)

    def convert(cell: Cell) -> Converted:
        option = options.one(cell_text(cell))
        return _none(cell) if option is None else Converted(option)

    return convert


def _several(question: Question) -> Convert:
    options = Options.of(question.options)

    def convert(cell: Cell) -> Converted:
        chosen, rest = options.several(cell_text(cell))
        return Converted(chosen or None, tuple(rest))

    return convert


def _rating(question: Question) -> Convert:
    def convert(cell: Cell) -> Converted:
        return _step(cell, question.points, question.low_label, question.high_label)

    return convert


def _date(order: Order) -> Convert:
    def convert(cell: Cell) -> Converted:
        day = read_day(cell, order)
        return _none(cell) if day is None else Converted(day.isoformat())

    return convert


def _picks(question: Question) -> Convert:
    codes = {row.label: row.key for row in question.rows} | {
        row.key: row.key for row in question.rows
    }
    options = Options.of(list(codes))

    def convert(cell: Cell) -> Converted:
        chosen, rest = options.several(cell_text(cell))
        return Converted(list(dict.fromkeys(codes[each] for each in chosen)) or None, tuple(rest))

    return convert


def _tick_of(value: str, names: tuple[str, ...]) -> Convert:
    """Return how a column of one option or idea is read: ticked, not ticked, or something else."""
    own = {same(name) for name in names}

    def convert(cell: Cell) -> Converted:
        ticked = _ticked(cell)
        if ticked is None and same(cell_text(cell)) in own:
            ticked = True
        return _none(cell) if ticked is None else Converted([value] if ticked else None)

    return convert


def _on_scale(question: Question, column: Column) -> Convert:
    scale = next((each for each in question.scales if each.key == column.scale), None)
    if scale is None:
        wanted = _text if column.scale == COMMENT and question.with_comment else _none
    elif question.type == QuestionType.IDEA_SCORING:

        def wanted(cell: Cell) -> Converted:
            return _step(cell, len(scale.options), scale.low_label, scale.high_label)

    else:
        # Answers from before keep the verdicts that forms offered then.
        earlier = AGREEMENT if scale.options == VERDICTS else ()
        options = Options.of((*scale.options, *earlier))

        def wanted(cell: Cell) -> Converted:
            option = options.one(cell_text(cell))
            return _none(cell) if option is None else Converted(option)

    def convert(cell: Cell) -> Converted:
        found = wanted(cell)
        if found.value is None:
            return found
        return Converted({column.row: {column.scale: found.value}}, found.rest)

    return convert


def converter(question: Question, column: Column, order: Order) -> Convert:
    """Return how the cells of a column become answers to a question.

    Args:
        question: the question, with the options that count.
        column: which part of it the column answers.
        order: how days are written.
    """
    if column.option:
        option = Options.of(question.options).one(column.option) or column.option
        return _tick_of(option, (option,))
    if column.row and question.type == QuestionType.IDEA_PICKS:
        labels = tuple(row.label for row in question.rows if row.key == column.row)
        return _tick_of(column.row, (*labels, column.row))
    if column.row:
        return _on_scale(question, column)
    kinds: dict[str, Callable[[Question], Convert]] = {
        QuestionType.SINGLE_CHOICE: _single,
        QuestionType.ROLE: _single,
        QuestionType.REFLECTION: _single,
        QuestionType.SEVERAL_CHOICES: _several,
        QuestionType.RATING: _rating,
        QuestionType.CONSENT: _consent,
        QuestionType.IDEA_PICKS: _picks,
    }
    if question.type in QuestionType.TEXTS:
        return _text
    if question.type == QuestionType.NUMBER:
        return _number
    if question.type == QuestionType.DATE:
        return _date(order)
    make = kinds.get(question.type)
    return make(question) if make else _none


def combine(before: Any, value: Any) -> Any:
    """Return an answer to which a further column has added its part."""
    if isinstance(before, list) and isinstance(value, list):
        return list(dict.fromkeys((*before, *value)))
    if isinstance(before, dict) and isinstance(value, dict):
        merged = dict(before)
        for row, answers in value.items():
            merged[row] = {**merged.get(row, {}), **answers}
        return merged
    return value
