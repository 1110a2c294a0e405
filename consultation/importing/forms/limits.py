"""Limits of answers, as far as questions know them."""

import math
import re
from typing import TYPE_CHECKING

from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from .elements import attribute
from .remarks import Remarks, quoted
from .texts import capital

if TYPE_CHECKING:
    from .questions import Asked

LONGEST_LINE = 1000
LONGEST_TEXT = 100_000
# Numbers beyond it cannot be typed in here.
_LARGEST = 10.0**14


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,12}", text) else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= _LARGEST else None


def plain(number: float) -> str:
    """Return a number as people write it."""
    return f"{number:,.10f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"


def text_limits(asked: "Asked", remarks: Remarks) -> None:
    """Read least and greatest length of a text."""
    first, name = asked.control.first, quoted(asked.naming.label.text)
    least, most = _whole(attribute(first, "minlength")), _whole(attribute(first, "maxlength"))
    least, most = least or None, most or None
    if least and most and least > most:
        remarks.doubt(first, f"{name} had limits that no text meets. Here it has none.")
        return
    if asked.type == "long_text":
        if most and most <= LONGEST_TEXT:
            asked.fields |= {"limit": most, "limit_unit": "characters"}
        if least:
            asked.naming.help(f"At least {least:,} characters.")
            remarks.note(
                first, f"That {name} has {least:,} characters or more is not checked here."
            )
    else:
        if least and least <= LONGEST_LINE:
            asked.fields["minimum_characters"] = least
            if least > 1:
                asked.naming.help(f"At least {least:,} characters.")
        if most and most <= LONGEST_LINE:
            asked.fields["maximum_characters"] = most
        if least and least > LONGEST_LINE:
            remarks.doubt(first, f"{name} may be shorter here than {least:,} characters.")
    if most and most > (LONGEST_TEXT if asked.type == "long_text" else LONGEST_LINE):
        remarks.note(first, f"{name} may be longer here than {most:,} characters.")


def number_limits(asked: "Asked", remarks: Remarks) -> None:
    """Read the limits of a number; a slider with few steps is a rating."""
    first, name = asked.control.first, quoted(asked.naming.label.text)
    slider = asked.control.kind == "range"
    least, most = _number(attribute(first, "min")), _number(attribute(first, "max"))
    if slider:
        least, most = 0.0 if least is None else least, 100.0 if most is None else most
    step_text = attribute(first, "step").casefold()
    step = 1.0 if not step_text else _number(step_text)
    if least is not None and most is not None and least > most:
        remarks.doubt(first, f"{name} had limits that no number meets. Here it has none.")
        least = most = None
    if (
        slider
        and step == 1
        and least == 1
        and most is not None
        and 2 <= most <= 10
        and most % 1 == 0
    ):
        asked.type = "rating"
        asked.fields = {"points": int(most), "low_label": "Lowest", "high_label": "Highest"}
        remarks.doubt(first, f"Say what the lowest and highest steps of {name} mean.")
        return
    whole = bool(step and step % 1 == 0 and (least is None or least % 1 == 0))
    if whole and least is not None and most is not None and math.floor(most) < least:
        whole = False
    asked.type = "number"
    asked.fields = {"minimum": least, "maximum": most, "whole": whole}
    if least is not None and most is not None:
        asked.naming.help(f"From {plain(least)} to {plain(most)}.")
    elif least is not None:
        asked.naming.help(f"{plain(least)} or more.")
    elif most is not None:
        asked.naming.help(f"{plain(most)} or less.")
    if step_text and step_text != "any" and step not in (None, 1.0):
        remarks.note(first, f"{name} took steps of {step_text}. Here any number can be given.")


def _day(text: str) -> str:
    """Return a date as people write it; what is no date as it is."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return date_format(day, "j F Y") if day else text


def date_limits(asked: "Asked", remarks: Remarks) -> None:
    """Report the limits of a date, which questions here do not have."""
    first = asked.control.first
    least, most = attribute(first, "min"), attribute(first, "max")
    limits = " ".join(filter(None, (least and f"from {_day(least)}", most and f"to {_day(most)}")))
    if limits:
        asked.naming.help(f"{capital(limits)}.")
        remarks.doubt(
            first,
            f"{quoted(asked.naming.label.text)} took dates within limits ({limits}). Here any date "
            "can be given.",
        )
