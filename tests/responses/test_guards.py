"""Text in CSV cells: what could run is guarded, the rest is left alone, all of it comes back."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consultation.common.csv_safety import guard, runs_as_formula, unguard

FORMULAS = [
    "=1+1",
    "=",
    '=HYPERLINK("https://example.org","Click")',
    "=cmd|' /C calc'!A0",
    "  =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x0b=1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\u2060+A1",
    "\u2003@A1",
    "\u202f-A1",
    "\u200e=1+1",
    "\x85=1+1",
    "\x1c=1+1",
    "\u200b \u2060=1+1",
    "\uff1d1+1",
    "+1+1",
    "-1+1",
    "-2+3*4",
    "-5%",
    "+.5+1",
    "-1E5+2",
    "-(1+1)",
    "+((A1))*2",
    "+A1",
    "+$A$1:$B$2",
    "@A1",
    "-A1&B1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+SUM(A1:A9)",
    "-SUM (1)",
    "+[Book.xlsx]Sheet!A1",
    "-Sheet!A1",
    "+cmd|x",
    "- =1+1(",
]

HARMLESS = [
    "",
    " ",
    "A good plan",
    "- Speed cameras",
    "- Speed cameras\n- Better data",
    "-Speed cameras",
    "-5",
    "+5",
    "-1,000.50",
    "5-3",
    "+44 20 7946 0000",
    "-",
    "+",
    "@",
    "@someone on a network",
    "1=1",
    "a=1+1",
    "'",
    "''",
    "'quoted' words",
    "– a dash = not a minus",
    "<script>alert(1)</script>",
    "'=' is a sign",
]

cells = st.one_of(
    st.text(),
    # Texts of the characters that matter, so that formulas and guards meet often.
    st.text(alphabet="'=+-@ \t\n\r\x0b\ufeff\uff1d\uff0b\uff0d\uff20A1(!|[.,%", max_size=12),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_run_gets_one_apostrophe(text: str) -> None:
    assert runs_as_formula(text)
    assert guard(text) == "'" + text


@pytest.mark.parametrize("text", [text for text in HARMLESS if not text.startswith("'=")])
def test_what_cannot_run_is_left_as_it_is(text: str) -> None:
    assert not runs_as_formula(text)
    assert guard(text) == text


@pytest.mark.parametrize("text", [*FORMULAS, *HARMLESS])
def test_apostrophes_that_were_typed_are_kept_apart_from_the_guard(text: str) -> None:
    for typed in (text, "'" + text, "''" + text):
        assert unguard(guard(typed)) == typed
        assert not runs_as_formula(guard(typed))


@given(st.text(st.characters(categories=("Z", "C")), max_size=9), st.sampled_from(FORMULAS))
def test_no_space_or_invisible_character_hides_a_formula(hidden: str, formula: str) -> None:
    assert guard(hidden + formula) == "'" + hidden + formula
    assert unguard(guard(hidden + formula)) == hidden + formula


@given(cells)
@example("'=1+1")
@example("'- Speed cameras")
def test_every_text_comes_back(text: str) -> None:
    assert unguard(guard(text)) == text


@given(cells)
def test_no_guarded_cell_can_run(text: str) -> None:
    assert not runs_as_formula(guard(text))


@given(st.lists(cells, unique=True, max_size=30))
def test_two_texts_never_share_a_cell(texts: list[str]) -> None:
    assert len({guard(text) for text in texts}) == len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "+1" + "+" * 40_000 + "x",
        "+1" + "+-" * 20_000,
        "-" + " " * 40_000 + "x",
        "-" + "(" * 40_000 + "x",
        "+1" + " " * 40_000 + "x",
        "+" + "1" * 40_000 + "x",
        "+1" + "+1" * 20_000 + "x",
        "+1" + ".1" * 20_000 + "x",
        "-a" + " " * 40_000 + "x",
        "\u200b" * 40_000 + "=x",
        "'" * 40_000 + "=",
    ],
    ids=lambda text: text[:4] + "…",
)
def test_no_answer_however_long_holds_an_export_up(text: str) -> None:
    started = time.process_time()
    guard(text)
    assert time.process_time() - started < 1
