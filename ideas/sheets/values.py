"""From the text in a cell to the value of a field."""

from typing import Any

from django.db import models
from wagtail.fields import RichTextField

from ideas.sheets.rich_text import NotRichText, clean, left_out, without_keys

# What a cell of a spreadsheet program can hold; a longer text comes back cut.
LONGEST = 32_767


class Refused(ValueError):
    """A cell that cannot become a value; its text is the reason, as a sentence."""


def one_line(text: str) -> str:
    """Return a text with all spaces and line ends made single spaces."""
    return " ".join(text.split())


def lines(text: str) -> str:
    """Return a text with the line ends of this system, and no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_same(field: models.Field, stored: Any, cell: str) -> bool:
    """Say whether a cell holds what is stored, as far as a spreadsheet can tell."""
    if isinstance(field, RichTextField):
        return without_keys(stored) == lines(cell)
    return lines(str(stored)) == lines(cell)


def to_value(field: models.Field, stored: Any, cell: str) -> Any:
    """Return the value of a cell for a field; `stored` itself where nothing changes.

    Args:
        field: the field.
        stored: its value now.
        cell: the text, not empty.

    Raises:
        Refused: the field cannot hold it.
    """
    if is_same(field, stored, cell):
        return stored
    if len(cell) > LONGEST:
        raise Refused(f"it has {len(cell):,} characters, and a cell can hold {LONGEST:,}.")
    value = _converted(field, cell)
    if field.max_length and len(value) > field.max_length:
        raise Refused(f"it has {len(value):,} characters; {field.max_length:,} are allowed.")
    if isinstance(field, RichTextField) and value == _cleaned(stored):
        return stored
    return value


def _converted(field: models.Field, cell: str) -> str:
    if field.choices:
        return _choice(field, cell)
    if isinstance(field, RichTextField):
        return _cleaned(cell)
    return lines(cell) if isinstance(field, models.TextField) else one_line(cell)


def _choice(field: models.Field, cell: str) -> str:
    choices = [(str(value), str(label)) for value, label in field.choices or ()]
    for value, label in choices:
        if cell.casefold() in (value.casefold(), label.casefold()):
            return value
    allowed = ", ".join(value for value, _ in choices)
    raise Refused(f"“{cell[:60]}” is not one of {allowed}.")


def _cleaned(text: str) -> str:
    try:
        return clean(text) if text else ""
    except NotRichText:
        raise Refused("its HTML cannot be read. Use p, b, i, a, ul, ol and li alone.") from None


def remark(field: models.Field, cell: str) -> str:
    """Return what readers will not see of a cell although it was written, or ""."""
    names = left_out(cell) if isinstance(field, RichTextField) else []
    if not names:
        return ""
    return f"only bold, italic, links and lists are kept; left out: {', '.join(names)}."
