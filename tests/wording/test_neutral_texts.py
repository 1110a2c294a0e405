"""The product suits any subject: the words of the demonstration are in its own data alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
SOURCES = ("coe_site", "consultation", "home", "ideas", "static/js", "templates")
SUFFIXES = {".css", ".html", ".js", ".py", ".txt", ".yaml"}
DEMONSTRATION = PROJECT / "home/demo"
WORDS = re.compile(
    r"\bthe sector\b|sector’s|social care|children’s|for children|data and digital|"
    r"centre of excellence|careers|local authorit|central government|data tool|shared tool|"
    r"data lead|service user|practitioner|mechanisms for change|sector if achieved",
    re.I,
)


def texts() -> Iterator[tuple[Path, str]]:
    for source in SOURCES:
        for file in sorted((PROJECT / source).rglob("*")):
            if file.suffix in SUFFIXES and not file.is_relative_to(DEMONSTRATION):
                yield file.relative_to(PROJECT), file.read_text("utf-8")


def test_no_word_of_the_demonstration_is_in_the_product() -> None:
    found = [f"{file}: {match[0]}" for file, text in texts() for match in WORDS.finditer(text)]
    assert found == []


@pytest.mark.parametrize("word", ["Usefulness to the sector", "Children’s social care"])
def test_such_a_word_would_be_found(word: str) -> None:
    assert WORDS.search(word)
