"""What everything that reads one page needs to know."""

from dataclasses import dataclass

from bs4 import Tag

from consultation.importing.report import Place, Report
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.site import SourcePage

from .drafts import Draft
from .lines import Lines
from .links import Targets

# Shorter words stand everywhere.
SHORTEST_NEEDLE = 3


@dataclass(slots=True)
class Context:
    """One page while it is read.

    Args:
        source: the page.
        lines: its lines, for the report.
        targets: where links can lead.
        media: the pictures and documents of the site.
        report: what there is to say.
        draft: what it becomes.
        notes: ids of its footnotes by their names in the source.
        explained: short forms with their long ones, which the old site showed when pointed at.
    """

    source: SourcePage
    lines: Lines
    targets: Targets
    media: Media
    report: Report
    draft: Draft
    notes: dict[str, str]
    explained: dict[str, str]

    def place_of(self, tag: Tag, *attributes: str) -> Place:
        """Return where an element stands, found by its attributes or else its words."""
        needles = [str(tag.get(name)) for name in attributes if tag.get(name)]
        lines = (line.strip() for text in tag.strings for line in str(text).split("\n"))
        longest = sorted(lines, key=len, reverse=True)[:3]
        needles += [line[:60] for line in longest if len(line) > SHORTEST_NEEDLE]
        return self.lines.place(*needles, f"<{tag.name}")
