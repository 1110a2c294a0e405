"""What all that reads one page needs to know."""

import re
from collections import Counter

from bs4 import Tag

from consultation.importing.report import Place, Report
from consultation.importing.sites.media import Media

from . import elements
from .draft import Draft
from .links import Targets

# Shorter words stand everywhere.
_SHORTEST_NEEDLE = 3


class PageContext:
    """One page while it is read.

    Args:
        draft: what the page becomes.
        targets: where links can lead.
        media: the pictures and documents of the site.
        report: what there is to say.
    """

    def __init__(self, draft: Draft, targets: Targets, media: Media, report: Report) -> None:
        self.draft, self.targets, self.media, self.report = draft, targets, media, report
        self.source = draft.source
        # How often each word was looked for, and the short forms that were reported.
        self.found: Counter[str] = Counter()
        self.explained: set[str] = set()

    def place(self, *needles: str) -> Place:
        """Return where the next of something stands, looked for by the first words that are there.

        The same words are found where they stand the next time, when they are asked for again.
        """
        text = self.source.text
        for needle in filter(None, needles):
            spots = [found.start() for found in re.finditer(re.escape(needle), text)]
            if spots:
                spot = spots[min(self.found[needle], len(spots) - 1)]
                self.found[needle] += 1
                line = self.source.first_line + text.count("\n", 0, spot)
                return Place(self.source.path, line)
        return Place(self.source.path)

    def place_of(self, tag: Tag, *attributes: str) -> Place:
        """Return where an element stands, found by its attributes or else its words."""
        needles = [str(tag.get(name) or "") for name in attributes]
        lines = (line.strip() for text in tag.strings for line in str(text).split("\n"))
        longest = sorted(lines, key=len, reverse=True)[:3]
        needles += [line[:60] for line in longest if len(line) > _SHORTEST_NEEDLE]
        return self.place(*needles, f"<{tag.name}")

    def is_unseen(self, tag: Tag) -> bool:
        """Say whether readers do not see an element; scripts and hidden words are reported."""
        if tag.name == "script":
            source = str(tag.get("src") or "")
            name = f" {source[:100]}" if source else ""
            text = "The script{} was left out. What it did is not done here."
            self.report.loss(self.place(source, "<script"), text, name)
        elif tag.name not in elements.UNSEEN and elements.is_hidden(tag):
            if words := elements.words_of(tag):
                text = "Hidden in the source, and left out: “{}”."
                self.report.doubt(self.place_of(tag, "id"), text, words[:100])
            return True
        return tag.name in elements.UNSEEN
