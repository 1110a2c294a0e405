"""The elements of a page, one after the other, as blocks."""

from collections.abc import Iterable
from typing import Any

from bs4 import Tag
from bs4.element import PageElement

from . import elements
from .anchors import title_heading
from .context import Context
from .drafts import RawBlock
from .handlers import HANDLERS, pictures
from .linking import target_of
from .page_forms import PageForms
from .telling import tell_hidden, tell_script
from .words import Words


class Body:
    """Makes the blocks of one page.

    Args:
        context: the page.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.blocks: list[RawBlock] = []
        self.rich: list[str] = []
        self.levels: list[int] = []
        self.forms = PageForms(context)

    def read(self, soup: Tag) -> None:
        """Read a whole page."""
        title = title_heading(soup, self.context.draft.title)
        if title is not None:
            self.after(self._title_words(title))
            title.extract()
        self.forms.find(soup)
        self.flow(list(soup.children))
        self.end_text()
        _drop_empty_footnotes_heading(self.blocks)

    def _title_words(self, title: Tag) -> Words:
        words = Words(self.context)
        for tag in title.find_all(["a", "footnote-ref"]):
            if tag.name == "footnote-ref" or tag.get("href"):
                text = words.inline([tag])
                if text:
                    self.rich.append(f"<p>{text}</p>")
        words.leftovers += title.find_all("img")
        return words

    # What goes where.
    def add(self, kind: str, value: Any) -> None:
        """Add a block after the text so far."""
        self.end_text()
        self.blocks.append({"type": kind, "value": value})

    def end_text(self) -> None:
        """Make a text block of the paragraphs so far."""
        if self.rich:
            self.blocks.append({"type": "rich_text", "value": "".join(self.rich)})
            self.rich = []

    def flow(self, nodes: Iterable[PageElement]) -> None:
        """Read nodes one after the other."""
        run: list[PageElement] = []
        for node in nodes:
            if isinstance(node, Tag) and elements.is_block(node):
                self.paragraph(run)
                run = []
                self.block(node)
            else:
                run.append(node)
        self.paragraph(run)

    def paragraph(self, run: list[PageElement]) -> None:
        """Add a paragraph; its pictures stand before or after it."""
        while run:
            first = run[0]
            picture = elements.only_picture([first])
            if picture is None and not (elements.is_text(first) and not str(first).strip()):
                break
            if picture is not None:
                self._picture_alone(first, picture)
            run = run[1:]
        if not run:
            return
        document = self._document_alone(run)
        if document is not None:
            self.add("document", document)
            return
        words = Words(self.context)
        html = words.inline(run)
        if html:
            self.rich.append(f"<p>{html}</p>")
        self.after(words)

    def _picture_alone(self, around: PageElement, picture: Tag) -> None:
        pictures(self, picture)
        link = picture.find_parent("a")
        if isinstance(link, Tag) and link.get("href"):
            target = target_of(self.context, link)
            is_own = target is not None and target.kind == "file"
            if not is_own:
                html = Words(self.context).inline([_without_pictures(link)])
                if html:
                    self.rich.append(f"<p>{html}</p>")

    def _document_alone(self, run: list[PageElement]) -> dict[str, Any] | None:
        """Return a document block where a paragraph is nothing but the link to a document."""
        full = [node for node in run if isinstance(node, Tag) or str(node).strip()]
        if len(full) != 1 or not isinstance(full[0], Tag) or full[0].name != "a":
            return None
        link = full[0]
        target = target_of(self.context, link)
        if target is None or target.kind != "file" or link.find("img") is not None:
            return None
        if not self.context.media.is_document(target.value):
            return None
        key = self.context.media.document(target.value, self.context.lines.place(str(link["href"])))
        self.context.report.count("links")
        return {"document": key, "title": elements.words_of(link)[:200], "description": ""}

    def after(self, words: Words) -> None:
        """Add what a text could not hold."""
        for tag in words.leftovers:
            self.block(tag)

    def block(self, tag: Tag) -> None:
        """Add what an element holds."""
        if tag.name in elements.UNSEEN:
            if tag.name == "script":
                tell_script(self.context, tag)
        elif tag.name in elements.PICTURES:
            pictures(self, tag)
        elif elements.is_hidden(tag) and tag.name != "form":
            tell_hidden(self.context, tag)
        elif (handler := HANDLERS.get(tag.name)) is not None:
            handler(self, tag)
        else:
            self.flow(list(tag.children))


def _drop_empty_footnotes_heading(blocks: list[RawBlock]) -> None:
    """Take a heading away under which only the footnotes stood: they get theirs anyway."""
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if block["type"] != "heading" or block["value"]["text"].casefold() != "footnotes":
            continue
        following = blocks[number + 1] if number + 1 < len(blocks) else None
        if following is None or following["type"] in ("heading", "feedback_form"):
            del blocks[number]


def _without_pictures(link: Tag) -> Tag:
    """Return a link without its pictures, whose alternative text becomes its own."""
    for picture in link.find_all("img"):
        picture.replace_with(str(picture.get("alt") or ""))
    return link
