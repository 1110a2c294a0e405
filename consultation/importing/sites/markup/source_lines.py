"""Where in its file something stands, found again by its words."""

import re
from collections import Counter

from bs4 import Tag

from consultation.importing.report import Place

# Shorter words stand everywhere.
_SHORTEST = 3


class SourceLines:
    """The lines of one file.

    Args:
        file: its path.
        text: its text, without front matter.
        first: the number of the text's first line.
    """

    def __init__(self, file: str, text: str, first: int = 1) -> None:
        self.file, self.text, self.first = file, text, first
        self.found: Counter[str] = Counter()

    def place(self, *needles: str) -> Place:
        """Return where the next of something stands, looked for by the first words that are there.

        The same words are found where they stand the next time, when they are asked for again.
        """
        for needle in needles:
            spots = [m.start() for m in re.finditer(re.escape(needle), self.text)] if needle else []
            if spots:
                spot = spots[min(self.found[needle], len(spots) - 1)]
                self.found[needle] += 1
                return Place(self.file, self.first + self.text.count("\n", 0, spot))
        return Place(self.file)

    def place_of(self, tag: Tag, *attributes: str) -> Place:
        """Return where an element stands, found by its attributes or else its words."""
        needles = [str(tag.get(name) or "") for name in attributes]
        lines = (line.strip() for text in tag.strings for line in str(text).split("\n"))
        longest = sorted(lines, key=len, reverse=True)[:3]
        needles += [line[:60] for line in longest if len(line) > _SHORTEST]
        return self.place(*needles, f"<{tag.name}")
