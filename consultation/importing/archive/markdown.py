"""One page of an archive as Markdown, for people: it is never read back."""

import posixpath
from textwrap import indent
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from markdownify import MarkdownConverter
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from consultation.importing.archive.paths import Layout, PlacedPage
from consultation.pages.blocks import ContentBlock
from consultation.pages.blocks.formats import format_label
from consultation.responses.publication.services import published_words
from ideas.tree import AreaBranch


def page_markdown(placed: PlacedPage, layout: Layout) -> str:
    """Return a page as Markdown: all that readers see of it, but nothing to be read back."""
    page = placed.page
    theme = getattr(page, "theme_id", 0)
    context = {
        "page": page,
        "areas": [
            AreaBranch(area.area, [branch])
            for area in layout.tree
            for branch in area.themes
            if branch.theme.pk == theme
        ],
        "formats": [(format_label(each.value), each.value) for each in page.formats],
        "blocks": [
            _shown(child, page, layout) for child in ContentBlock().to_python(public_body(page))
        ],
    }
    html = render_to_string("importing/archive/page.html", context)
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    return MarkdownWriter(placed, layout, notes).page(html)


def public_body(page: Any) -> list[dict[str, Any]]:
    """Return a page's blocks as it stores them, but with the words of each answer it quotes.

    An archive holds no response to ask. What readers do not see at present is left out.
    """
    return [
        block | {"value": block["value"] | {"quotes": _in_words(block["value"].get("quotes"))}}
        if block["type"] == "outcome"
        else block
        for block in page.body.raw_data
    ]


def _in_words(items: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    # Items of a list are stored with an id, or without.
    quotes = [item.get("value", item) for item in items or ()]
    words = published_words([quote["answer"] for quote in quotes if quote.get("answer")])
    told = []
    for quote in quotes:
        if said := words.get(quote.get("answer")):
            who = quote.get("who") or said.who
            quote = {"answer": None, "quote": said.text, "checked": True, "who": who}
            quote["said_at"] = _("In a response to this consultation")
        if not quote.get("answer"):
            told.append(quote)
    return told


def _shown(child: Any, page: Any, layout: Layout) -> dict[str, Any]:
    """Return what the template shows of a block, with what it asks or has of ideas."""
    shown = {"kind": child.block_type, "value": child.value}
    if child.block_type == "feedback_form":
        options = page.answer_options()
        shown["questions"] = child.block.definition(child.value, options).questions
    elif hasattr(child.block, "chosen"):
        shown["areas"] = child.block.chosen(child.value, layout.tree)
    return shown


class MarkdownWriter(MarkdownConverter):
    """Writes one page, with addresses as the archive has them.

    Args:
        notes: the texts of footnotes by their ids.
    """

    def __init__(self, placed: PlacedPage, layout: Layout, notes: dict[str, str]) -> None:
        super().__init__(
            autolinks=False,
            bullets="-",
            escape_misc=True,
            heading_style="atx",
            strip_pre=None,
            sub_symbol="<sub>",
            sup_symbol="<sup>",
        )
        self._folder = posixpath.dirname(placed.path) or "."
        self._layout, self._notes = layout, notes
        self._numbers: dict[str, int] = {}

    def page(self, html: str) -> str:
        """Return a page as Markdown, with its footnotes at the end."""
        parts = [self._markdown(html)]
        for key, number in self._numbers.copy().items():
            note = indent(self._markdown(self._notes[key]), "    ").lstrip()
            parts.append(f"[^{number}]: {note}")
        return "\n\n".join(parts) + "\n"

    def _markdown(self, html: str) -> str:
        soup = BeautifulSoup(html, "html.parser")
        for tag in soup.find_all(linktype=True):
            tag["src" if tag.name == "img" else "href"] = self._target(tag)
            alt = str(tag.get("alt", ""))
            tag["alt"] = self.escape(alt, set())  # type: ignore[attr-defined]
        return str(self.convert_soup(soup))

    def _target(self, tag: Tag) -> str:
        """Return the address of what a link or picture names; "" where it is gone."""
        kind, number = str(tag["linktype"]), str(tag["id"])
        if kind == "page":
            path = self._layout.page(number)
        else:
            model = get_image_model() if kind == "image" else get_document_model()
            path = self._layout.chosen(model, number)
        is_inside = path and "://" not in path
        return posixpath.relpath(path, self._folder) if is_inside else path

    def convert_footnote(self, tag: Tag, text: str, parent_tags: set[str]) -> str:
        """Return the mark of a footnote, for the library."""
        key = str(tag.get("id"))
        known = key in self._notes
        return f"[^{self._numbers.setdefault(key, len(self._numbers) + 1)}]" if known else ""
