"""How hard a text is to read, by the formula of Flesch and Kincaid."""

import re
from collections.abc import Iterable
from typing import NamedTuple

# With less text than this the result means nothing.
FEWEST_WORDS = 100
# Longer sentences have to be read twice.
LONG_SENTENCE = 25

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”’\")\]]*\s+")
# A silent e: "make", "walked", "makes", but not "table", "wanted" or "boxes".
_SILENT_END = re.compile(r"(?<![laeiouy])e$|(?<![aeiouytd])ed$|(?<![laeiouyscxzh])es$")
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+")


class ReadingLevel(NamedTuple):
    """How hard a text is to read.

    Args:
        words: how many words it has.
        age: the age at which most children can read it; None if there is too little text.
        long_sentences: those with more than 25 words, the longest first.
    """

    words: int
    age: int | None
    long_sentences: list[str]


def count_syllables(word: str) -> int:
    """Return about how many syllables an English word has."""
    lower = word.lower()
    groups = len(_VOWELS.findall(lower))
    if groups > 1 and _SILENT_END.search(lower):
        groups -= 1
    return max(1, groups)


def split_sentences(passage: str) -> list[str]:
    """Return the sentences of a passage: a paragraph or an item of a list."""
    return [part.strip() for part in _SENTENCE_END.split(passage) if _WORD.search(part)]


def read_level(passages: Iterable[str]) -> ReadingLevel:
    """Return how hard these passages are to read, together."""
    found = [(each, _WORD.findall(each)) for text in passages for each in split_sentences(text)]
    words = [word for _, own in found for word in own]
    age = None
    if len(words) >= FEWEST_WORDS:
        syllables = sum(map(count_syllables, words))
        grade = 0.39 * len(words) / len(found) + 11.8 * syllables / len(words) - 15.59
        # Grades are those of American schools, which begin at the age of six.
        age = min(max(round(grade) + 5, 6), 22)
    found.sort(key=lambda pair: len(pair[1]), reverse=True)
    return ReadingLevel(len(words), age, [each for each, own in found if len(own) > LONG_SENTENCE])
