"""Small groups are not broken down in public."""

import pytest

from consultation.responses.results.idea_results import OTHER_ROLES, ScaleResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_scale


def scale(**roles: int) -> ScaleResult:
    result = ScaleResult("idea_scoring", "Usefulness")
    for role, number in roles.items():
        result.add("5", role, number)
    return result


def sizes(result: ScaleResult) -> dict[str, int]:
    return {role: total for role, _, total in result.role_rows}


def test_large_groups_are_shown_unchanged() -> None:
    assert sizes(public_scale(scale(a=5, b=9))) == {"b": 9, "a": 5}


def test_small_groups_are_put_together() -> None:
    assert sizes(public_scale(scale(a=20, b=3, c=4))) == {"a": 20, OTHER_ROLES: 7}


def test_one_small_group_takes_the_next_larger_along() -> None:
    # Otherwise it could be calculated from the total: 29 less 20 less 7 is 2.
    assert sizes(public_scale(scale(a=20, b=2, c=7))) == {"a": 20, OTHER_ROLES: 9}


def test_one_group_alone_is_not_named() -> None:
    # All answers are those of that group, so its small numbers would be in the total.
    for alone in (scale(a=9), scale(a=3, b=4)):
        shown = public_scale(alone)
        assert (shown.total, sizes(shown)) == (alone.total, {})


def test_too_few_answers_are_not_broken_down_at_all() -> None:
    shown = public_scale(scale(a=3, b=1))
    assert shown.total == 0
    assert shown.bars == []
    assert sizes(shown) == {}


@pytest.mark.parametrize("small", range(1, SMALLEST_GROUP))
def test_no_group_in_public_is_ever_small(small: int) -> None:
    for others in range(SMALLEST_GROUP, 12):
        shown = public_scale(scale(a=small, b=others, c=others + 1))
        assert all(total >= SMALLEST_GROUP for total in sizes(shown).values())
        assert sum(sizes(shown).values()) == small + others + others + 1


def test_a_role_of_that_very_name_is_put_together_with_the_small_ones() -> None:
    shown = public_scale(scale(**{"a": 20, OTHER_ROLES: 30, "b": 2}))
    assert sizes(shown) == {"a": 20, OTHER_ROLES: 32}


@pytest.mark.parametrize(
    ("kind", "counts", "bars"),
    [
        ("idea_scoring", {"2": 1, "4": 3}, [("1", 0), ("2", 1), ("3", 0), ("4", 3)]),
        (
            "idea_judgement",
            {"Disagree": 2},
            [("Agree", 0), ("Partly agree", 0), ("Disagree", 2), ("Don’t know", 0)],
        ),
        ("idea_picks", {"Not chosen": 5}, [("Chosen", 0), ("Not chosen", 5)]),
        ("idea_scoring", {}, []),
    ],
)
def test_answers_that_no_one_gave_are_listed_too(
    kind: str, counts: dict[str, int], bars: list[tuple[str, int]]
) -> None:
    result = ScaleResult(kind, "A scale", counts=counts)
    assert [(bar.answer, bar.number) for bar in result.bars] == bars
    assert result.counts == counts
