"""HTML tables as table blocks."""

import re
from collections.abc import Callable
from html import unescape

from bs4 import Tag
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from consultation.importing.sites import elements

from .draft import PageContext, RawBlock

_WIDEST = 60
_LONGEST = 2_000
_LONGEST_CAPTION = 250
# What makes a table a means to lay a page out, and not a table.
_LAYOUT = ("form", "iframe", "table", "h1", "h2", "h3", "h4", "details", "input", "select")
_Row = list[Tag | None]
_PiecesOf = Callable[[Tag], tuple[list[str], list[RawBlock]]]


def is_layout(table: Tag) -> bool:
    """Say whether a table only lays things out, such as pictures in a row, or is too large."""
    rows = _rows(table)
    is_large = len(rows) > _LONGEST or max(map(len, rows), default=0) > _WIDEST
    has_words = any(elements.words_of(cell) for row in rows for cell in row if cell.name == "td")
    is_pictures = not has_words and table.find("img") is not None
    return is_large or is_pictures or table.find(_LAYOUT) is not None


def _rows(table: Tag) -> list[list[Tag]]:
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return list(filter(None, (row.find_all(["td", "th"], recursive=False) for row in rows)))


def table_blocks(table: Tag, context: PageContext, pieces_of: _PiecesOf) -> list[RawBlock]:
    """Return a table as a table block, and then what its cells cannot hold, by `pieces_of`."""
    grid = _grid(_rows(table))
    if not grid:
        return []
    place = context.place_of(table)
    if table.select_one("[colspan], [rowspan]"):
        text = _("This table joins cells. The first of them holds the words here.")
        context.report.doubt(place, text)
    caption = elements.words_of(table.find("caption"))
    if not caption:
        context.report.doubt(place, _("This table has no caption. Write one."))
    has_head = table.find("thead") or all(cell is None or cell.name == "th" for cell in grid[0])
    others: list[RawBlock] = []
    head = [_cell(cell, pieces_of, others) for cell in grid.pop(0)] if has_head else []
    rows = [[_cell(cell, pieces_of, others) for cell in row] for row in grid]
    width = max(len(row) for row in [head, *rows])
    for row in [head, *rows]:
        row += [""] * (width - len(row))
    kinds = ["rich_text" if any("<" in row[n] for row in rows) else "text" for n in range(width)]
    if any("<a " in each or "<footnote" in each for each in head):
        text = _("The headings of this table held links or notes. Only their words are here.")
        context.report.loss(place, text)
    columns = [
        {"type": kind, "heading": _heading(html)} for kind, html in zip(kinds, head, strict=True)
    ]
    values = [{"values": list(map(_value, row, kinds))} for row in rows]
    value = {
        "caption": caption[:_LONGEST_CAPTION],
        "row_headers": bool(grid) and all(row[0] and row[0].name == "th" for row in grid),
        "table": {"columns": columns, "rows": values, "caption": ""},
    }
    return [{"type": "table", "value": value}, *others]


def _span(cell: Tag, name: str, most: int) -> int:
    text = elements.attribute(cell, name)
    return max(min(int(text), most), 1) if text.isdecimal() and len(text) < 5 else 1


def _grid(rows: list[list[Tag]]) -> list[_Row]:
    """Return the cells in rows; None where one covers more than its own place."""
    grid: list[_Row] = []
    # How many rows down each column is covered from above.
    covered: dict[int, int] = {}
    for row in rows:
        cells: _Row = []
        below = {column: down - 1 for column, down in covered.items() if down > 1}
        for cell in row:
            while len(cells) in covered:
                cells.append(None)
            across = _span(cell, "colspan", _WIDEST - len(cells))
            down = _span(cell, "rowspan", _LONGEST)
            if down > 1:
                below |= dict.fromkeys(range(len(cells), len(cells) + across), down - 1)
            cells += [cell, *[None] * (across - 1)]
        while len(cells) in covered:
            cells.append(None)
        grid.append(cells)
        covered = below
    return grid


def _cell(cell: Tag | None, pieces_of: _PiecesOf, others: list[RawBlock]) -> str:
    pieces, more = pieces_of(cell) if cell is not None else ([], [])
    others += more
    if len(pieces) == 1 and pieces[0].startswith("<p>") and "<" not in pieces[0][3:-4]:
        return pieces[0][3:-4]
    return "".join(pieces)


def _heading(html: str) -> str:
    words = re.sub("<footnote.*?</footnote>|<br/>|</p>", " ", html)
    return " ".join(unescape(strip_tags(words)).split())


def _value(html: str, kind: str) -> str:
    if kind == "text":
        return unescape(html)
    return html if html.startswith("<") or not html else f"<p>{html}</p>"
