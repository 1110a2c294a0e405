"""What a page of the source has become, before anything is written."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from consultation.importing.report import Place
from consultation.importing.sites.forms.html_form import FormDraft
from consultation.importing.sites.source.site import SourcePage

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
        summary: the text under its title, or "".
        blocks: the raw body.
        footnotes: ids and texts.
        anchors: every id of the source, and the anchor here that a link to it should have.
        mentions: links to anchors of other pages.
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
        parts = [self.title, self.summary, self.blocks, self.footnotes, self.settings]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
