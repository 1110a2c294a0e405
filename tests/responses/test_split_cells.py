"""Answers too long for one XLSX cell: split, whole when joined, no part over the limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.responses.exports.xlsx import CELL_LIMIT, split_cell

# What a spreadsheet program allows in a cell, counted in UTF-16 units.
ALLOWED = 32_767


def units(text: str) -> int:
    """Return the length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


long_texts = st.builds(
    lambda piece, times, rest: piece * times + rest,
    st.text(alphabet=st.sampled_from("ab\n\t\x0b\x01é😀\U0010ffff_x"), min_size=1, max_size=20),
    st.integers(min_value=1, max_value=9_000),
    st.text(max_size=5),
)


@given(long_texts)
def test_the_parts_are_the_whole_and_none_is_too_long(text: str) -> None:
    parts = split_cell(text)
    assert "".join(parts) == text
    assert max(units(part) for part in parts) <= ALLOWED
    assert all(parts[1:])


@pytest.mark.parametrize("text", ["", "a", "a" * ALLOWED, "😀" * (ALLOWED // 2)])
def test_what_fits_is_one_cell(text: str) -> None:
    assert split_cell(text) == [text]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * (ALLOWED + 1), 2),
        ("😀" * (ALLOWED // 2 + 1), 2),
        ("a" * 50_000, 2),
        ("a" * 99_999, 4),
    ],
)
def test_a_long_text_continues_in_the_next_cell(text: str, parts: int) -> None:
    assert len(split_cell(text)) == parts


def test_an_emoji_is_never_cut_in_two() -> None:
    first, second = split_cell("a" + "😀" * 20_000)
    assert first.endswith("😀")
    assert second.startswith("😀")


def test_the_limit_is_the_format_s() -> None:
    assert CELL_LIMIT == ALLOWED
