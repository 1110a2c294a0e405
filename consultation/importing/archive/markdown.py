"""One page of an archive as Markdown, for people: it is never read back."""

import posixpath
import re
from collections.abc import Callable, Iterator
from textwrap import indent
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from consultation.importing.archive.paths import Layout, PlacedPage
from consultation.pages.blocks import ContentBlock
from consultation.pages.blocks.formats import format_label
from consultation.pages.context import RenderContext
from consultation.pages.navigation import list_contents
from consultation.responses.publication.services import published_words
from ideas.tree import AreaBranch

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_LISTS = ("ul", "ol")
_BLOCKS = (*_LISTS, "p", "h2", "h3", "h4", "aside", "table", "pre", "blockquote", "hr")
# What Markdown takes for its own signs: in a line, and at the start of one.
_SIGNS = re.compile(r"([\\`*_\[\]{}|])")
_START = re.compile(r"^(\d*)([.)](?=\s)|[-+](?=[\s-])|[!?](?=[!?])|[#:=~])")


def page_markdown(placed: PlacedPage, layout: Layout) -> str:
    """Return a page as Markdown: all that readers see of it, but nothing to be read back."""
    page = placed.page
    body = ContentBlock().to_python(public_body(page))
    list_contents(body, page.reserved_ids(RenderContext()))

    def target(tag: Tag) -> str:
        kind, number = tag.get("linktype"), str(tag.get("id") or "")
        if kind == "page":
            path = layout.page(number)
        elif kind:
            model = get_image_model() if kind == "image" else get_document_model()
            path = layout.chosen(model, number)
        else:
            return str(tag.get("href") or "")
        anchor = f"#{tag['anchor']}" if tag.get("anchor") else ""
        if path and "://" not in path:
            path = posixpath.relpath(path, posixpath.dirname(placed.path) or ".")
        return path and path + anchor

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
        "blocks": [_shown(child, page, layout) for child in body],
    }
    html = render_to_string("importing/archive/page.html", context)
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    return MarkdownWriter(target, notes).page(html)


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


def _escape(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    text = re.sub(r"[\t\r\n\x0b\x0c\u2028\u2029]+", " ", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SIGNS.sub(r"\\\1", text)


def _paragraph(line: str) -> str:
    """Return a line without what would make it more than a paragraph."""
    return _START.sub(lambda sign: f"{sign[1]}&#{ord(sign[2])};", line)


class MarkdownWriter:
    """Writes one page.

    Args:
        target: returns the address of what a link or picture names; "" where it is gone.
        notes: the texts of footnotes by their ids.
    """

    def __init__(self, target: Callable[[Tag], str], notes: dict[str, str]) -> None:
        self._target = target
        self._notes = notes
        self._numbers: dict[str, int] = {}

    def page(self, html: str) -> str:
        """Return a page as Markdown, with its footnotes at the end."""
        parts = [self._blocks(BeautifulSoup(html, "html.parser"))]
        for key, number in self._numbers.copy().items():
            note = self._blocks(BeautifulSoup(self._notes[key], "html.parser"))
            parts.append(f"[^{number}]: {indent(note, '    ').lstrip()}")
        return "\n\n".join(parts) + "\n"

    def _blocks(self, parent: Tag) -> str:
        if parent.find(_BLOCKS) is None:
            return _paragraph(self._inline(parent))
        return "\n\n".join(part for part in map(self._block, parent.children) if part)

    def _block(self, tag: object) -> str:
        if not isinstance(tag, Tag):
            return _paragraph(_escape(str(tag)).strip())
        match tag.name:
            case "h1" | "h2" | "h3" | "h4":
                anchor = f" {{#{tag['id']}}}" if tag.get("id") else ""
                return f"{'#' * int(tag.name[1])} {self._inline(tag)}{anchor}"
            case "ul" | "ol":
                return "\n".join(self._items(tag))
            case "hr":
                return "---"
            case "pre":
                return f"~~~~~~\n{tag.get_text()}\n~~~~~~"
            case "blockquote":
                return indent(self._blocks(tag), "> ", lambda line: True)
            case "aside":
                title = str(tag["title"]).replace('"', "”")
                return f'{tag["data-kind"]} "{title}"\n\n{indent(self._blocks(tag), "    ")}'
            case "table":
                return "\n".join(self._rows(tag))
            case "section":
                return self._blocks(tag)
        return _paragraph(self._inline(tag))

    def _items(self, items: Tag) -> Iterator[str]:
        for number, item in enumerate(items.find_all("li", recursive=False), 1):
            sign = f"{number}." if items.name == "ol" else "-"
            yield f"{sign:<4}{_paragraph(self._inline(item))}"
            for below in item.find_all(_LISTS, recursive=False):
                yield indent("\n".join(self._items(below)), "    ")

    def _rows(self, table: Tag) -> Iterator[str]:
        for number, row in enumerate(table.find_all("tr")):
            cells = row.find_all(["th", "td"])
            parts = [map(self._inline, cell.find_all(["p", "li"]) or [cell]) for cell in cells]
            yield f"| {' | '.join('<br>'.join(filter(None, each)) for each in parts)} |"
            if not number:
                yield "|" + " --- |" * len(cells)

    def _inline(self, parent: Tag) -> str:
        """Return the text of one line; lists are left out."""
        text = ""
        for child in parent.children:
            if not isinstance(child, Tag):
                text += _escape(str(child))
            elif child.name not in _LISTS:
                text += self._element(child)
        return text if parent.name in (*_EMPHASIS, "a") else text.strip(" ")

    def _element(self, tag: Tag) -> str:
        if tag.name == "br":
            return "<br>"
        if tag.name == "code":
            code = tag.get_text()
            return f"<code>{_escape(code)}</code>" if "`" in code else f"`{code}`"
        if tag.name == "footnote":
            key = str(tag.get("id"))
            known = key in self._notes
            return f"[^{self._numbers.setdefault(key, len(self._numbers) + 1)}]" if known else ""
        text = self._inline(tag)
        if tag.name in ("a", "img"):
            words, target = text or _escape(str(tag.get("alt") or "")), self._target(tag)
            return f"{'!' * (tag.name == 'img')}[{words}](<{target}>)" if target else words
        if tag.name in ("sup", "sub"):
            return f"<{tag.name}>{text}</{tag.name}>"
        sign = _EMPHASIS.get(tag.name, "") if text.strip() else ""
        # Markdown reads no mark as one that has a space within.
        return f"{sign}{text.strip()}{sign}{' ' * text.endswith(' ')}" if sign else text
