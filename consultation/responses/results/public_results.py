"""The public results of ideas, for pages and open data: never of a small group.

docs/adr/0027-small-numbers.md says what is hidden and what is not, and why a hidden number has
to be on a cycle of such numbers (primary and secondary cell suppression).
"""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from consultation.responses.results.idea_results import (
    OTHER_ROLES,
    IdeaResult,
    ScaleResult,
    add_scale_ends,
    read_results_apart,
    scale_order,
)

# Smaller groups are not broken down in public: a respondent could be recognised.
SMALLEST_GROUP = 5

# Numbers by role and answer; None is one that is not shown.
Cells = dict[str, dict[str, int | None]]

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def public_results(
    ideas: Iterable[str], consultation_pks: Collection[int], *, by_role: bool = False
) -> dict[str, IdeaResult]:
    """Return the public results of ideas in some consultations.

    Numbers are hidden in each consultation before the sum is made: otherwise the small group of
    one could be calculated from the results of all and those of the others.
    """
    parts: dict[str, list[IdeaResult]] = {}
    for results in read_results_apart(ideas, consultation_pks):
        for key, result in results.items():
            scales = [public_scale(scale, by_role=by_role) for scale in result.scales]
            parts.setdefault(key, []).append(replace(result, scales=scales))
    shown = {key: _together(each) for key, each in parts.items()}
    add_scale_ends(shown.values(), consultation_pks)
    return shown


def public_scale(scale: ScaleResult, *, by_role: bool = True) -> ScaleResult:
    """Return the public distribution in one consultation, in total and by role."""
    if scale.total < SMALLEST_GROUP:
        return replace(scale, counts={}, roles={}, role_totals={})
    whole = _without_small_roles(scale)
    if not by_role or len(whole.roles) < 2:
        return replace(scale, roles={}, role_totals={})
    return replace(whole, roles=_without_small_numbers(whole))


def _without_small_roles(scale: ScaleResult) -> ScaleResult:
    """Combine small roles, with the next larger one if they are still small."""
    # A consultation may offer a role of that name.
    by_size = sorted(
        scale.role_totals, key=lambda role: (role != OTHER_ROLES, scale.role_totals[role], role)
    )
    roles: Cells = {}
    sizes: dict[str, int] = {}
    for role in by_size:
        size, others = scale.role_totals[role], sizes.get(OTHER_ROLES, 0)
        if role == OTHER_ROLES or size < SMALLEST_GROUP or 0 < others < SMALLEST_GROUP:
            roles[OTHER_ROLES] = _sum(roles.get(OTHER_ROLES, {}), scale.roles[role])
            sizes[OTHER_ROLES] = others + size
        else:
            roles[role], sizes[role] = scale.roles[role], size
    return replace(scale, roles=roles, role_totals=sizes)


def _without_small_numbers(scale: ScaleResult) -> Cells:
    """Return the numbers by role, without small ones and those that would reveal them."""
    answers = list(scale.counts)
    table = [[counts.get(answer) or 0 for answer in answers] for counts in scale.roles.values()]
    hidden = hidden_cells(table, SMALLEST_GROUP)
    return {
        role: {
            answer: None if (i, j) in hidden else table[i][j] for j, answer in enumerate(answers)
        }
        for i, role in enumerate(scale.roles)
    }


def _together(parts: Sequence[IdeaResult]) -> IdeaResult:
    """Add up the public results of one idea in several consultations."""
    answered: Counter[str] = Counter()
    scales: dict[tuple[str, str, str], list[ScaleResult]] = {}
    for part in parts:
        answered.update(part.answered)
        for scale in part.scales:
            scales.setdefault((scale.kind, scale.key, scale.label), []).append(scale)
    sums = [_sum_scales(each) for each in scales.values()]
    return IdeaResult(answered, sorted(sums, key=scale_order))


def _sum_scales(parts: Sequence[ScaleResult]) -> ScaleResult:
    """Add up distributions; a number that is hidden in one is hidden in the sum."""
    counts: Counter[str] = Counter()
    roles: Cells = {}
    sizes: Counter[str] = Counter()
    for scale in parts:
        counts.update(scale.counts)
        # Roles that one consultation does not show separately become other roles in the sum.
        apart: Mapping[str, Mapping[str, int | None]] = scale.roles or {OTHER_ROLES: scale.counts}
        for role, numbers in apart.items():
            roles[role] = _sum(roles.get(role, {}), numbers)
        sizes.update(scale.role_totals or {OTHER_ROLES: scale.total})
    if not any(scale.roles for scale in parts):
        roles, sizes = {}, Counter()
    return replace(parts[0], counts=counts, roles=roles, role_totals=sizes)


def _sum(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> dict[str, int | None]:
    total: dict[str, int | None] = dict(one)
    for name, number in other.items():
        before = total.get(name, 0)
        total[name] = None if before is None or number is None else before + number
    return total


def hidden_cells(rows: Table, smallest: int) -> set[Cell]:
    """Return the cells (row, column) whose numbers must be hidden; all sums are public."""
    # In a column whose sum is zero, nothing is hidden: the sum reveals it anyway.
    filled = [i for i, row in enumerate(rows) if any(row)]
    columns = [j for j in range(len(rows[0]) if rows else 0) if any(row[j] for row in rows)]
    if len(filled) < 2 or len(columns) < 2:
        # The sums reveal everything: a number cannot be hidden.
        return set()
    cells = [(i, j) for i in filled for j in columns]
    small = {(i, j) for i, j in cells if rows[i][j] < smallest}
    hidden = set(small)
    while exposed := _exposed(rows, hidden):
        cycle = _cycle(rows, cells, hidden, exposed)
        if not cycle:
            raise AssertionError(f"No cycle through {exposed} in {rows!r}")
        hidden |= cycle
    # A number that was hidden to protect one may no longer be needed after the next.
    for cell in sorted(hidden - small, key=lambda each: -rows[each[0]][each[1]]):
        if not _exposed(rows, hidden - {cell}):
            hidden.remove(cell)
    return hidden


def _exposed(rows: Table, hidden: set[Cell]) -> Cell | None:
    """Return a hidden number that can be calculated; None if there is none."""
    return next((cell for cell in sorted(hidden) if not _cycle(rows, hidden, hidden, cell)), None)


# Nodes of the graph: row i is i, column j is -1 - j. An edge leads from a row to a column
# where a number may grow, and from a column to a row where it may shrink.


def _cycle(rows: Table, cells: Iterable[Cell], hidden: set[Cell], cell: Cell) -> set[Cell]:
    """Return the cheapest of `cells` that let a number change once hidden; some always do."""
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
