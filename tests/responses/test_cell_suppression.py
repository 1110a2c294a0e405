"""No number that is left out of a public table can be worked out from what is in it."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.responses.results.idea_results import OTHER_ROLES, ScaleResult
from consultation.responses.results.public_results import (
    SMALLEST_GROUP,
    Cell,
    hidden_cells,
    public_scale,
)

Published = list[list[int | None]]

# Some examples take long to prove.
patient = settings(deadline=None)


def published(rows: list[list[int]]) -> Published:
    hidden = hidden_cells(rows, SMALLEST_GROUP)
    return [
        [None if (i, j) in hidden else number for j, number in enumerate(row)]
        for i, row in enumerate(rows)
    ]


def gaps(table: Published) -> list[Cell]:
    return [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) if n is None]


def found_by_subtraction(table: Published) -> set[Cell]:
    """Return the cells that sums of rows and columns determine, by adding and subtracting them.

    A cell follows from the sums if its unit vector is a combination of the equations.
    """
    cells = gaps(table)
    sums = [{cell for cell in cells if cell[0] == i} for i in range(len(table))]
    sums += [{cell for cell in cells if cell[1] == j} for j in range(len(table[0]))]
    rows = [[Fraction(cell in each) for cell in cells] for each in sums]
    done = 0
    for column in range(len(cells)):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done and row[column]:
                rows[i] = [a - row[column] * b for a, b in zip(row, rows[done], strict=True)]
        done += 1
    alone = [row for row in rows if sum(map(bool, row)) == 1]
    return {cells[next(i for i, value in enumerate(row) if value)] for row in alone}


def possible(table: Published, right: list[int], below: list[int]) -> Iterator[dict[Cell, int]]:
    """Yield every way to fill the gaps with whole numbers from nought, so that all sums hold."""
    cells = gaps(table)
    left = [total - sum(n or 0 for n in row) for total, row in zip(right, table, strict=True)]
    under = [total - sum(row[j] or 0 for row in table) for j, total in enumerate(below)]
    filled: dict[Cell, int] = {}

    def fill(index: int) -> Iterator[dict[Cell, int]]:
        if index == len(cells):
            if not any(left) and not any(under):
                yield dict(filled)
            return
        i, j = cells[index]
        last_of_row = index + 1 == len(cells) or cells[index + 1][0] != i
        for number in range(min(left[i], under[j]), -1, -1):
            if last_of_row and number != left[i]:
                continue
            filled[i, j] = number
            left[i] -= number
            under[j] -= number
            yield from fill(index + 1)
            left[i] += number
            under[j] += number

    return fill(0)


def certain(table: Published, rows: list[list[int]]) -> set[Cell]:
    """Return the gaps that have one number only in every table that could be the true one."""
    sums_right = [sum(row) for row in rows]
    sums_below = [sum(column) for column in zip(*rows, strict=True)]
    first: dict[Cell, int] | None = None
    open_to_doubt: set[Cell] = set(gaps(table))
    for each in possible(table, sums_right, sums_below):
        first = first or each
        open_to_doubt -= {cell for cell, number in each.items() if number != first[cell]}
        if not open_to_doubt:
            break
    return open_to_doubt


def tables(
    numbers: st.SearchStrategy[int], longest: int, widest: int
) -> st.SearchStrategy[list[list[int]]]:
    """Return tables whose rows are never a small group, as they come to be cut."""
    return st.integers(2, widest).flatmap(
        lambda width: st.lists(
            st.lists(numbers, min_size=width, max_size=width).filter(
                lambda row: sum(row) >= SMALLEST_GROUP
            ),
            min_size=2,
            max_size=longest,
        )
    )


UNEVEN = st.one_of(st.integers(0, 6), st.sampled_from([0, 0, 1, 5, 30, 400]))


@patient
@given(tables(UNEVEN, longest=12, widest=7))
def test_nothing_follows_by_subtraction(rows: list[list[int]]) -> None:
    assert found_by_subtraction(published(rows)) == set()


@patient
@given(tables(st.sampled_from([0, 0, 0, 1, 2, 4, 5, 6]), longest=3, widest=3))
def test_nothing_follows_from_numbers_being_whole_and_none_below_nought(
    rows: list[list[int]],
) -> None:
    table = published(rows)
    assert certain(table, rows) == set()


@patient
@given(tables(UNEVEN, longest=12, widest=7))
def test_every_number_in_public_is_of_a_group_or_of_an_answer_that_no_one_gave(
    rows: list[list[int]],
) -> None:
    no_one = {j for j, column in enumerate(zip(*rows, strict=True)) if not any(column)}
    single = len(rows[0]) - len(no_one) == 1
    for row in published(rows):
        for j, number in enumerate(row):
            assert number is None or number >= SMALLEST_GROUP or (j in no_one and number == 0)
            assert not (single and number is None)


@patient
@given(tables(UNEVEN, longest=5, widest=5))
def test_no_large_number_is_hidden_without_need(rows: list[list[int]]) -> None:
    table = published(rows)
    for i, j in gaps(table):
        if rows[i][j] >= SMALLEST_GROUP:
            more = [list(row) for row in table]
            more[i][j] = rows[i][j]
            assert found_by_subtraction(more) or certain(more, rows)


@patient
@given(tables(st.integers(SMALLEST_GROUP, 1000), longest=12, widest=7))
def test_where_no_number_is_small_all_are_shown(rows: list[list[int]]) -> None:
    assert gaps(published(rows)) == []


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        # One small number takes along one in its row, one in its column, and where those meet.
        (
            [[3, 20, 30], [9, 21, 31], [8, 20, 32]],
            [[None, None, 30], [9, 21, 31], [None, None, 32]],
        ),
        # All of one group gave one answer, which says something of each of them.
        ([[6, 0], [20, 20]], [[None, None], [None, None]]),
        # What no one at all said is no secret, and all said the same.
        ([[6, 0], [20, 0]], [[6, 0], [20, 0]]),
    ],
)
def test_examples(rows: list[list[int]], shown: Published) -> None:
    assert published(rows) == shown


ROLES = st.sampled_from(["a", "b", "c", "d", "", OTHER_ROLES])


@patient
@given(
    st.lists(
        st.tuples(ROLES, st.sampled_from(["1", "2", "3"]), st.sampled_from([1, 2, 3, 7, 40])),
        max_size=14,
    )
)
def test_a_distribution_by_role_gives_no_one_away(answers: list[tuple[str, str, int]]) -> None:
    whole = ScaleResult("idea_scoring", "Usefulness")
    for role, answer, number in answers:
        whole.add(answer, role, number)
    shown = public_scale(whole)
    if not shown.roles:
        return
    rows = [numbers for _, numbers, _ in shown.role_rows]
    sizes = [size for _, _, size in shown.role_rows]
    below = [bar.number for bar in shown.bars]
    assert (sum(sizes), min(sizes) >= SMALLEST_GROUP) == (whole.total, True)
    assert found_by_subtraction(rows) == set()
    for row in rows:
        for number, of_all in zip(row, below, strict=True):
            assert number is None or number >= SMALLEST_GROUP or of_all == 0
    # What is shown is true: with the gaps filled, the sums hold.
    assert next(possible(rows, sizes, below)) is not None
