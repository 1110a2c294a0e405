"""Lists in words, and the order of names."""

import pytest

from consultation.common.text import alphabetical, comma_separated, join_words, semicolon_separated


@pytest.mark.parametrize(
    ("words", "joined"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined(words: list[str], joined: str) -> None:
    assert join_words(words) == joined
    assert join_words(iter(words), alternatives=True) == joined.replace("and", "or")


def test_items_are_separated() -> None:
    assert comma_separated(["a", 2]) == "a, 2"
    assert semicolon_separated(["a, b", "c"]) == "a, b; c"


def test_names_are_sorted_as_a_dictionary_does() -> None:
    names = ["Zoe", "Éloise", "edgar", "Elin", "Edgar", "ŵyn", "Wil"]
    assert sorted(names, key=alphabetical) == [
        "Edgar", "edgar", "Elin", "Éloise", "Wil", "ŵyn", "Zoe",
    ]  # fmt: skip
