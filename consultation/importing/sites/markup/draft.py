"""A page of the source while it is read, and what it has become before anything is written."""

import hashlib
import json
import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag
from django.utils.translation import gettext as _

from consultation.importing.report import Place, Report
from consultation.importing.sites import elements
from consultation.importing.sites.forms.html_form import FormDraft
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.site import SourcePage

from .links import Targets

RawBlock = dict[str, Any]
# Shorter words stand everywhere.
_SHORTEST_NEEDLE = 3
# Looking for more in one page would take too long.
_MOST_NEEDLES = 2_000


def paragraph(html: str) -> RawBlock:
    """Return a text block of one paragraph."""
    return {"type": "rich_text", "value": f"<p>{html}</p>"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to a place on another page, to be held against that page."""

    target: str
    anchor: str
    place: Place


@dataclass(slots=True)
class Draft:
    """A page of the source as blocks.

    Links, pictures and documents are named by what they are in the source: `page:guide/a.md`,
    `file:<digest>`. So a draft is the same whichever portal it is made for.
    """

    source: SourcePage
    title: str = ""
    summary: str = ""
    blocks: list[RawBlock] = field(default_factory=list)
    # Ids and texts.
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    # Every id of the source, and the anchor here that a link to it should have.
    anchors: dict[str, str] = field(default_factory=dict)
    # Links to anchors of other pages.
    mentions: list[Mention] = field(default_factory=list)
    forms: list[FormDraft] = field(default_factory=list)
    # What else an archive says of it.
    settings: dict[str, Any] = field(default_factory=dict)

    def digest(self) -> str:
        """Return what is another once anything of the page is."""
        parts = [self.title, self.summary, self.blocks, self.footnotes, self.settings]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class PageContext:
    """One page while it is read: its draft, where links can lead, and the files of the site."""

    def __init__(self, draft: Draft, targets: Targets, media: Media, report: Report) -> None:
        self.draft, self.targets, self.media, self.report = draft, targets, media, report
        self.source = draft.source
        # The short forms that were reported.
        self.explained: set[str] = set()
        # How often each word was looked for, and where it is.
        self._found: Counter[str] = Counter()
        self._spots: dict[str, list[int]] = {}
        self._line_ends = [each.start() for each in re.finditer("\n", self.source.text)]

    def place(self, *needles: str, again: bool = False) -> Place:
        """Return the next place of something, looked for by the first words that are there.

        The same words are found where they stand the next time, when they are asked for again;
        `again`: someone else will ask for this very place.
        """
        for needle in filter(None, needles):
            if needle not in self._spots and len(self._spots) < _MOST_NEEDLES:
                found = re.finditer(re.escape(needle), self.source.text)
                self._spots[needle] = [each.start() for each in found]
            if spots := self._spots.get(needle):
                spot = spots[min(self._found[needle], len(spots) - 1)]
                self._found[needle] += not again
                line = self.source.first_line + bisect(self._line_ends, spot)
                return Place(self.source.path, line)
        return Place(self.source.path)

    def place_of(self, tag: Tag) -> Place:
        """Return the place of an element, found by its words."""
        lines = (line.strip() for text in tag.strings for line in str(text).split("\n"))
        longest = sorted(lines, key=len, reverse=True)[:3]
        needles = [line[:60] for line in longest if len(line) > _SHORTEST_NEEDLE]
        return self.place(*needles, f"<{tag.name}")

    def doubt(self, tag: Tag, text: str, /, **values: object) -> None:
        """Report a doubt about an element, at its place."""
        self.report.doubt(self.place_of(tag), text, **values)

    def is_unseen(self, tag: Tag) -> bool:
        """Say whether readers do not see an element; scripts and hidden words are reported."""
        if tag.name == "script":
            source = str(tag.get("src") or "")
            text = _("The script was left out. What it did is not done here.")
            if source:
                text = _("The script %(name)s was left out. What it did is not done here.")
                text %= {"name": source[:100]}
            self.report.loss(self.place(source, "<script"), text)
        elif tag.name not in elements.UNSEEN and elements.is_hidden(tag):
            if words := elements.words_of(tag):
                text = _("Hidden in the source, and left out: “%(words)s”.")
                self.doubt(tag, text, words=words[:100])
            return True
        return tag.name in elements.UNSEEN
