"""Cells that a spreadsheet program would run as a formula: written as text, read back the same."""

GUARD = "'"
# The full-width forms too: some programs take them for the same signs.
_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def _looks_like_formula(text: str) -> bool:
    return text.lstrip().startswith(_STARTS)


def guard(text: str) -> str:
    """Return a text as a cell may hold it: with an apostrophe before what could run."""
    return GUARD + text if _looks_like_formula(text.lstrip(GUARD)) else text


def unguard(cell: str) -> str:
    """Return the text that `guard` made this cell from."""
    if cell.startswith(GUARD) and _looks_like_formula(cell.lstrip(GUARD)):
        return cell[len(GUARD) :]
    return cell
