"""One page of the source becomes a draft."""

import json
import re
import uuid
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.utils.html import escape
from django.utils.translation import gettext as _

from consultation.importing.report import Place, Report
from consultation.importing.sites import elements
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.site import Site, SourcePage

from .blocks import BlockBuilder
from .draft import Draft, PageContext, RawBlock
from .footnotes import TYPED, take_footnotes
from .links import Targets, find_anchors
from .markdown_renderer import MarkdownRenderer, Snippets, UnreadableError, parse_html

_LONGEST_SUMMARY = 500
_LONGEST_TITLE = 255
# Marks that some extension or plugin was to make something of.
_LEFT_OVER = re.compile(
    r"\]\[|\{\{|\{%|\{[:.#!*]|```|~~~|!!!|\?\?\?|===|--8<--|\$\$|:::|\[\^|\[TOC\]", re.IGNORECASE
)
_SHOWN_AS_TYPED = ("code", "pre", "script", "style", "form", "textarea")
_AROUND = 20


class Converter:
    """Reads the pages of one site."""

    def __init__(self, site: Site, media: Media, report: Report) -> None:
        self.site, self.media, self.report = site, media, report
        self.targets = Targets(site)
        self.renderer = MarkdownRenderer(site.folder, report)
        self.snippets = Snippets(site.folder, report)

    def draft(self, source: SourcePage) -> Draft:
        """Return what a page becomes."""
        draft = Draft(source)
        context = PageContext(draft, self.targets, self.media, self.report)
        soup, heading = self._read(source)
        draft.title = self._title(source, heading)
        draft.summary = _summary(source)
        draft.anchors = find_anchors(soup, draft.title)
        elements.name_parts(soup)
        take_footnotes(soup, context)
        _report_left_over(soup, context)
        draft.blocks = _with_ids(BlockBuilder(context).read(soup), source.path)
        return draft

    def _read(self, source: SourcePage) -> tuple[Tag, str]:
        """Return a page as HTML, with the title that MkDocs reads in it."""
        if not source.is_file:
            return parse_html(""), ""
        filled = self.snippets.filled(source.text, Place(source.path))
        try:
            html, heading = (source.html, "") if source.html else self.renderer.html(filled)
            if "<" in source.text and not html:
                # An element that was never closed takes all with it.
                raise UnreadableError
            return parse_html(html), heading
        except UnreadableError:
            remark = _("This page is nested too deeply, or cannot be read. It is as it was typed.")
            self.report.loss(Place(source.path), remark)
        text = source.text or BeautifulSoup(source.html, "html.parser").get_text("\n\n")
        return parse_html("".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n"))), ""

    def _title(self, source: SourcePage, heading: str) -> str:
        """Return a page's title: from the navigation, or else as MkDocs finds it."""
        title: Any = source.nav_title or source.meta.get("title") or heading
        if not title and source.page is not None:
            # What MkDocs makes of the file's name.
            source.page.markdown, source.page.content = source.text, ""
            title = source.page.title
            if source.page.is_homepage:
                title = self.site.name or self.site.folder.name
        return str(title or _("Untitled"))[:_LONGEST_TITLE]


def _report_left_over(soup: Tag, context: PageContext) -> None:
    """Doubt each formula, hand-made note, and mark of Markdown or of a plugin in the text."""
    for sup in soup.find_all("sup", string=TYPED):
        if str(sup.previous_sibling or "\n").endswith("\n"):
            text = _("This footnote was typed by hand. It is in the text: make a footnote of it.")
            context.doubt(sup.parent or sup, text)
    for formula in soup.select(".arithmatex"):
        context.doubt(formula, _("A script drew this formula. It is here as it was typed."))
    for text in soup.find_all(string=_LEFT_OVER):
        if not elements.is_text(text) or text.find_parent(_SHOWN_AS_TYPED):
            continue
        for found in _LEFT_OVER.finditer(text):
            start, end = found.span()
            around = (text[start : end + _AROUND], text[max(start - _AROUND, 0) : end])
            place = context.place(*around, found[0])
            remark = _("“%(text)s” is left over in the text.") % {"text": found[0]}
            context.report.doubt(place, remark)


def _summary(source: SourcePage) -> str:
    texts = (source.meta.get(name) for name in ("summary", "description"))
    found = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    return " ".join(found.split())[:_LONGEST_SUMMARY]


def _with_ids(blocks: list[RawBlock], path: str) -> list[RawBlock]:
    """Give blocks ids that are the same at the next import, so that versions can be compared."""
    taken: dict[str, int] = {}
    for block in blocks:
        content: Any = json.dumps([path, block["type"], block["value"]], sort_keys=True)
        number = taken.get(content, 0)
        taken[content] = number + 1
        block["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{content}{number or ''}"))
    return blocks
