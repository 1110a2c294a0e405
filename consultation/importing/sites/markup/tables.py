"""HTML tables as table blocks."""

from typing import Any

from bs4 import Tag

from . import elements
from .context import Context
from .words import Words

WIDEST = 60
LONGEST = 2_000
# What makes a table a means to lay a page out, and not a table.
_LAYOUT = ("form", "iframe", "table", "h1", "h2", "h3", "h4", "details", "input", "select")


def is_layout(table: Tag) -> bool:
    """Say whether a table only lays things out side by side."""
    rows = _rows(table)
    return bool(table.find(_LAYOUT)) or max((len(row) for row in rows), default=0) < 1


def _rows(table: Tag) -> list[list[Tag]]:
    return [
        row.find_all(["td", "th"], recursive=False)
        for row in table.find_all("tr")
        if row.find_parent("table") is table
    ]


def table_block(table: Tag, caption: str, context: Context) -> tuple[dict[str, Any], list[Tag]]:
    """Return a table as the raw value of a table block, and what its cells could not hold.

    Args:
        table: the table.
        caption: what to call it, where it has no caption of its own.
        context: the page.
    """
    grid, merged = _grid(table)
    place = context.place_of(table)
    if merged:
        context.report.doubt(
            place, "This table joins cells. The first of them holds the words here."
        )
    own = table.find("caption")
    if own is not None and elements.words_of(own):
        caption = elements.words_of(own)
    else:
        context.report.doubt(
            place, f"This table has no caption. It was called “{caption}”: find a better name."
        )
    words = Words(context)
    head = grid.pop(0) if grid and _is_head(table, grid[0]) else []
    width = max((len(row) for row in [head, *grid]), default=0)
    headings = [_heading(cell, words, context) for cell in _padded(head, width)]
    cells = [[_cell(cell, words) for cell in _padded(row, width)] for row in grid]
    kinds = [
        "rich_text" if any("<" in row[column] for row in cells) else "text"
        for column in range(width)
    ]
    value = {
        "caption": caption[:250],
        "row_headers": bool(grid) and all(row and row[0] and row[0].name == "th" for row in grid),
        "table": {
            "columns": [
                {"type": kind, "heading": heading}
                for kind, heading in zip(kinds, headings, strict=True)
            ],
            "rows": [
                {"values": [_value(*each) for each in zip(row, kinds, strict=True)]}
                for row in cells
            ],
            "caption": "",
        },
    }
    return value, words.leftovers


def _is_head(table: Tag, first: list[Tag | None]) -> bool:
    if table.find("thead") is not None:
        return True
    return all(cell is None or cell.name == "th" for cell in first)


def _span(cell: Tag, name: str) -> int:
    text = str(cell.get(name) or "1").strip()
    return max(int(text), 1) if text.isdecimal() and len(text) < 4 else 1


def _grid(table: Tag) -> tuple[list[list[Tag | None]], bool]:
    """Return rows of equal columns; what a joined cell covers besides its first is None."""
    grid: list[list[Tag | None]] = []
    taken: dict[tuple[int, int], None] = {}
    merged = False
    for number, row in enumerate(_rows(table)[:LONGEST]):
        cells: list[Tag | None] = []
        for cell in row:
            while (number, len(cells)) in taken:
                cells.append(None)
            across, down = min(_span(cell, "colspan"), WIDEST), min(_span(cell, "rowspan"), LONGEST)
            merged = merged or across > 1 or down > 1
            for below in range(1, down):
                for aside in range(across):
                    taken[number + below, len(cells) + aside] = None
            cells += [cell, *[None] * (across - 1)]
        while (number, len(cells)) in taken:
            cells.append(None)
        if cells:
            grid.append(cells)
    return grid, merged


def _padded(row: list[Tag | None], width: int) -> list[Tag | None]:
    return [*row, *[None] * (width - len(row))]


def _heading(cell: Tag | None, words: Words, context: Context) -> str:
    if cell is None:
        return ""
    for each in cell.find_all(["a", "footnote-ref", "img"]):
        if each.name != "a" or each.get("href"):
            context.report.loss(
                context.place_of(cell),
                f"The column heading “{elements.words_of(cell)[:80]}” held more than words.",
            )
    words.leftovers += cell.find_all("img")
    return elements.words_of(cell)


def _cell(cell: Tag | None, words: Words) -> str:
    """Return the inside of a cell: plain words, or rich text where it is more than that."""
    if cell is None:
        return ""
    pieces = words.pieces(list(cell.children))
    if len(pieces) == 1 and pieces[0].startswith("<p>") and "<" not in pieces[0][3:-4]:
        return pieces[0][3:-4]
    return "".join(pieces)


def _value(html: str, kind: str) -> str:
    if kind == "rich_text":
        return html if html.startswith("<") or not html else f"<p>{html}</p>"
    return (
        html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", '"')
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
    )
