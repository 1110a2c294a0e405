"""What a page of the source has become, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag

from consultation.importing.report import Place, Report
from consultation.importing.sites.forms.html_form import FormDraft
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.source_page import SourcePage

from . import elements
from .links import Targets
from .source_lines import SourceLines

RawBlock = dict[str, Any]


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

    Args:
        source: the page it was made from.
        title: its title.
        summary: what stands under its title, or "".
        blocks: the raw body.
        footnotes: ids and texts.
        anchors: every id of the source, and the anchor here that a link to it should have.
        mentions: links to anchors of other pages.
        forms: its forms.
        settings: what else an archive says of it: only its pages have any.
    """

    source: SourcePage
    title: str = ""
    summary: str = ""
    blocks: list[RawBlock] = field(default_factory=list)
    footnotes: list[tuple[str, str]] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    forms: list[FormDraft] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def digest(self) -> str:
        """Return what is another once anything of the page is."""
        parts: list[Any] = [self.title, self.summary, self.blocks, self.footnotes]
        if self.settings:
            parts.append(self.settings)
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(slots=True)
class PageContext:
    """What all that reads one page needs to know.

    Args:
        draft: what the page becomes.
        lines: its lines, for the report.
        targets: where links can lead.
        media: the pictures and documents of the site.
        report: what there is to say.
        explained: short forms that were reported already.
    """

    draft: Draft
    lines: SourceLines
    targets: Targets
    media: Media
    report: Report
    explained: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        """The file of the page."""
        return self.draft.source.path

    def is_unseen(self, tag: Tag) -> bool:
        """Say whether readers do not see an element; scripts and hidden words are reported."""
        if tag.name == "script":
            source = str(tag.get("src") or "")
            name = f" {source[:100]}" if source else ""
            place = self.lines.place(source, "<script")
            text = "The script{} was left out. What it did is not done here."
            self.report.loss(place, text, name)
        elif tag.name not in elements.UNSEEN and elements.is_hidden(tag):
            if words := elements.words_of(tag):
                place = self.lines.place_of(tag, "id")
                self.report.doubt(place, "Hidden in the source, and left out: “{}”.", words[:100])
            return True
        return tag.name in elements.UNSEEN
