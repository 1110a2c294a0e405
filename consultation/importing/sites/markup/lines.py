"""Where in its file something stands, found again by its words."""

from collections import Counter
from collections.abc import Iterator

from consultation.importing.report import Place


class Lines:
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

        Whoever asks again for the same words is led to where they stand the next time.
        """
        for needle in needles:
            if not needle or not needle.strip():
                continue
            spots = list(self._spots(needle))
            if spots:
                spot = spots[min(self.found[needle], len(spots) - 1)]
                self.found[needle] += 1
                return Place(self.file, self.first + self.text.count("\n", 0, spot))
        return Place(self.file)

    def _spots(self, needle: str) -> Iterator[int]:
        spot = self.text.find(needle)
        while spot >= 0:
            yield spot
            spot = self.text.find(needle, spot + len(needle))
