"""One page of the source becomes a draft."""

import json
import uuid
from typing import Any, cast

from bs4 import BeautifulSoup, Tag
from django.utils.html import escape

from consultation.importing.report import Place, Report
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.site import Site, SourcePage

from .anchors import find_anchors
from .body import Body
from .bounds import is_deep, is_parsable, is_readable
from .context import Context
from .drafts import Draft, RawBlock
from .lines import Lines
from .links import Targets
from .markdown_renderer import MarkdownRenderer
from .notes import take_notes
from .snippets import Snippets

LONGEST_SUMMARY = 500


class Converter:
    """Reads the pages of one site.

    Args:
        site: the site.
        media: its pictures and documents.
        report: where everything is said that got lost or is in doubt.
    """

    def __init__(self, site: Site, media: Media, report: Report) -> None:
        self.site, self.media, self.report = site, media, report
        self.targets = Targets(site)
        self.renderer = MarkdownRenderer(site.folder, report)
        self.snippets = Snippets(site.folder, report)

    def draft(self, source: SourcePage) -> Draft:
        """Return what a page becomes."""
        draft = Draft(source)
        text = self.snippets.filled(source.text, Place(source.path))
        context = Context(
            source=source,
            lines=Lines(source.path, source.text, source.first_line),
            targets=self.targets,
            media=self.media,
            report=self.report,
            draft=draft,
            notes={},
            explained={},
        )
        soup, heading = self._read(text, context)
        draft.title = self._title(source, heading)
        draft.summary = _summary(source)
        draft.anchors = find_anchors(soup, draft.title)
        take_notes(soup, context)
        body = Body(context)
        body.read(soup)
        for words, title in context.explained.items():
            self.report.doubt(
                context.lines.place(f"*[{words}]", title),
                f"“{words}” was explained as “{title}” when one pointed at it. Nothing shows that.",
            )
        draft.blocks = _with_ids(body.blocks, source.path)
        self.report.count("blocks", len(draft.blocks))
        return draft

    def _read(self, text: str, context: Context) -> tuple[Tag, str]:
        """Return a page as HTML, with the title that MkDocs reads in it."""
        try:
            if context.source.html:
                html, heading = context.source.html, ""
            else:
                html, heading = self.renderer.html(text) if is_readable(text) else ("", "")
        except Exception:  # Whatever a stranger's text does to the reader of Markdown.
            html = heading = ""
        if is_parsable(html):
            body = cast("Tag", BeautifulSoup(html, "html5lib").body)
            if (html or not text.strip()) and not is_deep(body):
                return body, heading
        self.report.loss(
            Place(context.source.path),
            "This page is nested too deeply, or cannot be read. Its text was kept as it is.",
        )
        html = "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n"))
        return cast("Tag", BeautifulSoup(html, "html5lib").body), ""

    def _title(self, source: SourcePage, heading: str) -> str:
        """Return a page's title: from the navigation, or else as MkDocs finds it."""
        title: Any = source.nav_title or source.meta.get("title") or heading
        if not title and source.page is not None:
            # What MkDocs makes of the file's name.
            source.page.markdown, source.page.content = source.text, ""
            title = source.page.title
        is_home = source.page is not None and source.page.is_homepage
        if is_home and not (source.nav_title or source.meta.get("title") or heading):
            title = self.site.name or self.site.folder.name
        return str(title or "Untitled")[:255]


def _summary(source: SourcePage) -> str:
    for name in ("summary", "description"):
        text = source.meta.get(name)
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())[:LONGEST_SUMMARY]
    return ""


def _with_ids(blocks: list[RawBlock], path: str) -> list[RawBlock]:
    """Give blocks ids that are the same at the next import, so that versions can be compared."""
    taken: dict[str, int] = {}
    for block in blocks:
        content: Any = json.dumps([path, block["type"], block["value"]], sort_keys=True)
        number = taken.get(content, 0)
        taken[content] = number + 1
        block["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{content}{number or ''}"))
    return blocks
