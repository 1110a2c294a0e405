"""Text in CSV cells: never a running formula, always the same text again.

A spreadsheet program runs a CSV cell that begins like a formula. Such a cell
gets one apostrophe in front, and `unguard` takes it away again. Prose that only
happens to begin with a hyphen ("- Speed cameras") cannot run, so it is left as it is.
"""

import re
from unicodedata import category

GUARD = "'"

# All repetitions are possessive (`++`, `*+`): without, one long answer could hold an export up
# for hours.
_SIGNS = r"[-+@\uff0b\uff0d\uff20(\s]*+"
_CELL = r"\$?[A-Za-z]{1,3}\$?\d++"
_NUMBER = r"(?:\d++(?:[.,]\d++)*+|\.\d++)(?:[Ee][-+]?\d++)?+"
_OPERAND = rf"(?:{_CELL}|{_NUMBER})[)%\s]*+"
# A call, a DDE link or a reference into another file: what makes an expression act.
_ACTIVE = re.compile(r"\w\s*\(|\||\[|!")
_ARITHMETIC = re.compile(rf"{_SIGNS}{_OPERAND}(?:[-+*/^&<>=:]++{_SIGNS}{_OPERAND})*+")
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*")


def runs_as_formula(text: str) -> bool:
    """Say whether a spreadsheet program could run this text as a formula."""
    # Spreadsheet programs pass over some of the spaces and invisible characters that a text begins
    # with; which ones is not documented. Z: spaces and line ends. C: control and format
    # characters, and unassigned ones.
    visible = (place for place, letter in enumerate(text) if category(letter)[0] not in "ZC")
    start = text[next(visible, len(text)) :]
    if not start:
        return False
    if start[0] in "=\uff1d":
        return True
    if start[0] not in "+-@\uff0b\uff0d\uff20":
        return False
    if _PLAIN_NUMBER.fullmatch(text):
        return False
    return bool(_ACTIVE.search(start) or _ARITHMETIC.fullmatch(start))


def guard(text: str) -> str:
    """Return `text` as a CSV cell may hold it."""
    return GUARD + text if runs_as_formula(text.lstrip(GUARD)) else text


def unguard(cell: str) -> str:
    """Return the text that `guard` made this cell from."""
    if cell.startswith(GUARD) and runs_as_formula(cell.lstrip(GUARD)):
        return cell[len(GUARD) :]
    return cell
