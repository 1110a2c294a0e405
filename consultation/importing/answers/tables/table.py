"""A sheet of answers, whatever kind of file it came in."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | time | timedelta | None
Row = list[Cell]

# Where the headings are looked for.
LOOKED_AT = 20
_ANSWER = re.compile(r"\s*(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b|[^@\s]{1,64}@[^@\s]{1,255}\s*$)")


@dataclass(slots=True)
class Table:
    """A sheet: its headings, and its rows as often as they are asked for.

    Args:
        file_name: name of the file, without its folder.
        open_rows: yields every row with its number as spreadsheet programs count, from 1.
        sheet: name of the sheet, "" in a CSV file.
        encoding: how the letters of a CSV file are written.
        separator: what parts the cells of a CSV file.
        heading_row: number of the row with the headings, the last where there are two.
        headings: what stands above each column; no two are the same.
        plain_headings: the headings without what stands above several columns.
        notes: what is good to know about how it was read.
        doubts: what a person should look at.
        losses: what of the file cannot be read.
    """

    file_name: str
    open_rows: Callable[[], Iterator[tuple[int, Row]]]
    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    heading_row: int = 1
    headings: list[str] = field(default_factory=list)
    plain_headings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows below the headings, empty ones left out."""
        for number, row in self.open_rows():
            if number > self.heading_row and any(has_content(cell) for cell in row):
                yield number, row


def clean_text(text: str) -> str:
    """Return text as a database can hold it: line ends made one kind, no NUL, no half signs."""
    if text.isascii() and "\r" not in text and "\x00" not in text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return text.encode("utf-8", errors="replace").decode() if _has_surrogate(text) else text


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def has_content(cell: Cell) -> bool:
    """Say whether anything but space stands in a cell."""
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None


def cell_text(cell: Cell) -> str:
    """Return a cell as text, the same from each kind of file."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return str(cell.date()) if cell.time() == time() else str(cell)
    return str(cell)


def column_letters(number: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _filled(row: Sequence[Cell]) -> list[int]:
    return [place for place, cell in enumerate(row) if has_content(cell)]


def _is_second(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    """Say whether a row goes on with the headings of the row before, whose cells were merged."""
    above, below = set(_filled(first)), set(_filled(second))
    width = max((*above, *below), default=-1) + 1
    blank = set(range(width)) - above
    return bool(blank) and blank <= below and 0 not in below and len(below) < width


def _is_answer(row: Sequence[Cell]) -> bool:
    """Say whether a row that should have headings looks like an answer."""
    return any(
        bool(_ANSWER.match(cell)) if isinstance(cell, str) else isinstance(cell, date)
        for cell in row
    )


def _groups(row: Sequence[Cell], width: int) -> list[str]:
    """Return what stands above each column in a row whose cells were merged."""
    groups, last = [], ""
    for place in range(width):
        cell = row[place] if place < len(row) else None
        last = cell_text(cell).strip() if has_content(cell) else last
        groups.append(last)
    return groups


def _find_row(first: Sequence[tuple[int, Row]]) -> int:
    """Return the place of the row of headings among the first rows."""
    widest = max((len(_filled(row)) for _, row in first), default=0)
    for place, (_, row) in enumerate(first):
        if len(_filled(row)) * 2 > widest:
            # Better a heading too few than an answer taken for one.
            return 0 if place and _holds_data(row) else place
    return 0


def _holds_data(row: Sequence[Cell]) -> bool:
    """Say whether a row has a date or a number in it, as headings seldom do."""
    return any(cell[:1].isdigit() if isinstance(cell, str) else has_content(cell) for cell in row)


def set_headings(table: Table, heading_row: int = 0) -> None:
    """Find the headings of a table.

    Args:
        table: the table; its headings are set.
        heading_row: number of the row, where a person has said it.
    """
    first: list[tuple[int, Row]] = []
    rows = table.open_rows()
    for number, row in rows:
        if _filled(row) and (not heading_row or number >= heading_row - 1):
            first.append((number, row))
        if len(first) == LOOKED_AT:
            break
    if hasattr(rows, "close"):
        rows.close()
    if not first:
        return
    said = [place for place, (number, _) in enumerate(first) if number == heading_row]
    place = said[0] if said else _find_row(first)
    number, row = first[place]
    width = max(_filled(row)) + 1
    plain = [cell_text(cell).strip() for cell in row[:width]]
    groups = [""] * width
    following = first[place + 1][1] if place + 1 < len(first) else []
    if not said and following and _is_second(row, following):
        number, place = first[place + 1][0], place + 1
        width = max(width, max(_filled(following)) + 1)
        groups = _groups(row, width)
        below = [
            cell_text(following[i]).strip() if i < len(following) else "" for i in range(width)
        ]
        plain = [under or groups[i] for i, under in enumerate(below)]
        groups = [group if below[i] else "" for i, group in enumerate(groups)]
    elif place and len(_filled(first[place - 1][1])) > 1:
        groups = _groups(first[place - 1][1], width)
    table.heading_row = number
    table.plain_headings = [
        text or f"Column {column_letters(at)}" for at, text in enumerate(map(clean_text, plain))
    ]
    table.headings = _unique(
        f"{clean_text(group)}: {text}" if group and group != text else text
        for group, text in zip(groups, table.plain_headings, strict=True)
    )
    if _is_answer(row):
        table.doubts.append(
            f"Row {number} was taken for the headings, and there is a date or an address in it. "
            "If it is an answer, put a row of headings above it."
        )
    skipped = number - 1 - (1 if any(groups) else 0)
    if skipped and not said:
        table.notes.append(f"The headings are in row {number}; what stands above is no answer.")


def _unique(headings: Iterator[str]) -> list[str]:
    taken: dict[str, None] = {}
    for heading in headings:
        name, count = heading, 1
        while name in taken:
            count += 1
            name = f"{heading} ({count})"
        taken[name] = None
    return list(taken)
