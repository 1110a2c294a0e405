"""Texts as the cells of an XLSX file hold them: only ever texts, and no longer than allowed."""

import re

# Limits of the XLSX format. A program that goes past them loses text, rows or columns in silence.
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
# A sign that XML cannot hold is written as seven.
ESCAPED = 7

# What XML cannot hold is written as _xHHHH_; so is the underscore of a text that only looks so.
_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_COSTLY = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def _replacement(found: re.Match[str]) -> str:
    sign = found[0]
    return _NAMED.get(sign) or f"_x{ord(sign):04X}_"


def escape(text: str) -> str:
    """Return a text as the file's XML holds it."""
    return _SPECIAL.sub(_replacement, text)


def needs_escape(text: str) -> bool:
    """Say whether `escape` would change a text."""
    # The regular expression is right alone; the rest is ten times as fast for most texts.
    if text.isprintable() and not ("&" in text or "<" in text or ">" in text or "_x" in text):
        return False
    return _SPECIAL.search(text) is not None


def _cost(sign: str) -> int:
    """Return how much of a cell's room a sign takes, in UTF-16 units."""
    if _COSTLY.match(sign):
        return ESCAPED
    return 2 if sign > "\uffff" else 1


def split_cell(text: str) -> list[str]:
    """Split a text into cells, none longer than the format can hold.

    Its limit counts UTF-16 units, so an emoji counts twice.
    """
    if len(text) <= CELL_LIMIT // ESCAPED:
        return [text]
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    if units + (ESCAPED - 1) * len(_COSTLY.findall(text)) <= CELL_LIMIT:
        return [text]
    cells, start, size = [], 0, 0
    for position, sign in enumerate(text):
        cost = _cost(sign)
        if size + cost > CELL_LIMIT:
            cells.append(text[start:position])
            start, size = position, 0
        size += cost
    return [*cells, text[start:]]


def letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A to XFD."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
