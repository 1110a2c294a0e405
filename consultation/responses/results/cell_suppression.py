"""Which numbers of a table cannot be public: primary and secondary cell suppression.

docs/adr/0027-small-numbers.md tells why a hidden number has to stand on a cycle of such numbers.
"""

import heapq
from collections.abc import Iterable, Sequence

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def hidden_cells(rows: Table, smallest: int) -> set[Cell]:
    """Return the cells (row, column) whose numbers cannot be shown; all sums are public.

    In a column with the sum of nought, nothing is hidden: the sum tells it anyway.
    """
    filled = [i for i, row in enumerate(rows) if any(row)]
    columns = [j for j in range(len(rows[0]) if rows else 0) if any(row[j] for row in rows)]
    if len(filled) < 2 or len(columns) < 2:
        # The sums say it all: there is nothing to hide a number behind.
        return set()
    cells = [(i, j) for i in filled for j in columns]
    small = {(i, j) for i, j in cells if rows[i][j] < smallest}
    hidden = set(small)
    while exposed := _exposed(rows, hidden):
        cycle = _cycle(rows, cells, hidden, exposed)
        if not cycle:
            raise AssertionError(f"No cycle through {exposed} in {rows!r}")
        hidden |= cycle
    # What was hidden for the sake of one number may be needed no more after the next.
    for cell in sorted(hidden - small, key=lambda each: -rows[each[0]][each[1]]):
        if not _exposed(rows, hidden - {cell}):
            hidden.remove(cell)
    return hidden


def _exposed(rows: Table, hidden: set[Cell]) -> Cell | None:
    """Return a hidden number that can be worked out; None where there is none."""
    return next((cell for cell in sorted(hidden) if not _cycle(rows, hidden, hidden, cell)), None)


# Nodes of the graph: row i is i, column j is -1 - j. An edge leads from a row to a column
# where a number may grow, and from a column to a row where it may shrink.


def _cycle(rows: Table, cells: Iterable[Cell], hidden: set[Cell], cell: Cell) -> set[Cell]:
    """Return those of `cells` that let a number change once hidden, for least: some always do."""
    onward: dict[int, list[tuple[int, Cell]]] = {}
    for i, j in cells:
        if (i, j) != cell:
            onward.setdefault(i, []).append((-1 - j, (i, j)))
            if rows[i][j] > 0:
                onward.setdefault(-1 - j, []).append((i, (i, j)))
    row, column = cell[0], -1 - cell[1]
    ways = [(column, row), (row, column)] if rows[cell[0]][cell[1]] else [(column, row)]
    waiting: list[tuple[int, int, int, int, tuple[Cell, ...]]]
    waiting = [(0, 0, start, end, ()) for start, end in ways]
    seen: set[tuple[int, int]] = set()
    while waiting:
        cost, steps, node, end, through = heapq.heappop(waiting)
        if node == end:
            return set(through)
        if (node, end) in seen:
            continue
        seen.add((node, end))
        for following, each in onward.get(node, ()):
            price = 0 if each in hidden else rows[each[0]][each[1]]
            heapq.heappush(waiting, (cost + price, steps + 1, following, end, (*through, each)))
    return set()
