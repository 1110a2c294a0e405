"""Cells of a Parquet file: each column of one type, and nothing lost that is of another."""

from collections.abc import Callable
from datetime import date
from typing import Any

from consultation.responses.answers import answer_text
from consultation.responses.exporting.numbers import is_number

# What a whole number may be in 64 bits.
SMALLEST, LARGEST = -(2**63), 2**63 - 1


class NoFit(Exception):
    """A value is not of its column's type."""


def _text(value: Any) -> str:
    text = answer_text(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, which no form can send: as in CSV.
        return text.encode(errors="backslashreplace").decode()
    return text


def _whole(value: Any) -> int:
    if type(value) is int and SMALLEST <= value <= LARGEST:
        return value
    raise NoFit


def _number(value: Any) -> float:
    if is_number(value):
        try:
            number = float(value)
        except OverflowError as error:
            raise NoFit from error
        if number == value:
            return number
    raise NoFit


def _yes(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise NoFit


def _date(value: Any) -> date:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise NoFit from error
    if day.isoformat() == value:
        return day
    raise NoFit


def _as_it_is(value: Any) -> Any:
    return value


READERS: dict[str, Callable[[Any], Any]] = {
    "moment": _as_it_is,
    "text": _text,
    "whole": _whole,
    "number": _number,
    "yes": _yes,
    "date": _date,
}
