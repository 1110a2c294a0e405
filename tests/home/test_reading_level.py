"""How hard a text is to read."""

import pytest

from home.checks.reading_level import count_syllables, read_level, split_sentences


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("a", 1),
        ("make", 1),
        ("makes", 1),
        ("walked", 1),
        ("wanted", 2),
        ("table", 2),
        ("tree", 1),
        ("children", 2),
        ("families", 3),
        ("accountability", 6),
        ("Ideas", 2),
        ("hmm", 1),
    ],
)
def test_syllables(word: str, syllables: int) -> None:
    assert count_syllables(word) == syllables


def test_sentences_end_at_full_stops_and_not_in_numbers() -> None:
    passage = "It cost 3.5 million. Was it “worth it?” Yes! www.example.org knows… "
    assert split_sentences(passage) == [
        "It cost 3.5 million.",
        "Was it “worth it?",
        "Yes!",
        "www.example.org knows…",
    ]
    assert split_sentences("1. 2. ---") == []


@pytest.mark.parametrize(
    ("sentence", "age"),
    [
        # The formula's 0.11, below which no one reads.
        ("cat " * 10, 6),
        # 0.39 x 12 + 11.8 x 1.5 - 15.59 = 6.79, so grade 7.
        ("cat table " * 6, 12),
        # 0.39 x 20 + 11.8 x 2 - 15.59 = 15.81, so grade 16.
        ("table " * 20, 21),
        ("accountability " * 30, 22),
    ],
)
def test_the_formula(sentence: str, age: int) -> None:
    assert read_level([f"{sentence.strip()}. " * 10]).age == age


def test_of_little_text_nothing_is_said() -> None:
    level = read_level(["Just a few words. And some more."])
    assert level.age is None
    assert level.words == 7
    assert read_level([]).words == 0


def test_each_item_of_a_list_is_a_sentence_of_its_own() -> None:
    items = ["short words in a list"] * 30
    joined = read_level([" ".join(items)])
    assert read_level(items).age < joined.age


def test_long_sentences_the_longest_first() -> None:
    long, longer = "word " * 26, "word " * 40
    level = read_level([f"{long.strip()}. Short one.", f"{longer.strip()}.", "word " * 25])
    assert [len(sentence.split()) for sentence in level.long_sentences] == [40, 26]
