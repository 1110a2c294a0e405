"""The elements of a page, one after the other, as blocks."""

from collections.abc import Iterable
from typing import Any

from bs4 import Tag
from bs4.element import PageElement

from . import elements
from .anchors import anchor_of, is_heading, title_heading
from .boxes import callout, details
from .context import Context
from .drafts import RawBlock
from .linking import target_of
from .media_blocks import LONGEST_CAPTION, elsewhere, picture_blocks
from .page_forms import PageForms
from .quotes import quote
from .tables import is_layout, table_block
from .words import Words, tell_hidden, tell_script

LONGEST_HEADING = 200
_LEVELS = ("h2", "h3", "h4")


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
        self.used: set[int] = set()
        self.forms = PageForms(context)

    def read(self, soup: Tag) -> None:
        """Read a whole page."""
        title = title_heading(soup, self.context.draft.title)
        if title is not None:
            self._after(self._title_words(title))
            title.extract()
        self.forms.find(soup)
        self.used |= {id(each) for each in self.forms.used}
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
            if id(node) in self.used:
                continue
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
        self._after(words)

    def _picture_alone(self, around: PageElement, picture: Tag) -> None:
        self._pictures(picture)
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

    def _after(self, words: Words) -> None:
        for tag in words.leftovers:
            self.block(tag)

    def block(self, tag: Tag) -> None:
        """Add what an element holds."""
        if id(tag) in self.used:
            return
        if tag.name in elements.UNSEEN:
            if tag.name == "script":
                tell_script(self.context, tag)
        elif tag.name in elements.PICTURES:
            self._pictures(tag)
        elif elements.is_hidden(tag) and tag.name != "form":
            tell_hidden(self.context, tag)
        elif (handler := _HANDLERS.get(tag.name)) is not None:
            handler(self, tag)
        else:
            self.flow(list(tag.children))

    # One element each.
    def _heading(self, tag: Tag) -> None:
        text = elements.words_of(tag)
        words = Words(self.context)
        words.leftovers += tag.find_all("img")
        if not is_heading(tag):
            self.rich += words.pieces([tag])
        elif len(text) > LONGEST_HEADING:
            self.context.report.doubt(
                self.context.place_of(tag), "This heading is too long for one. It is a paragraph."
            )
            self.rich += words.pieces([tag])
        elif text:
            value = {"text": text, "level": self._level(tag), "anchor": anchor_of(tag)}
            self.add("heading", value)
            for inner in tag.find_all(["a", "footnote-ref"]):
                if inner.name == "footnote-ref" or inner.get("href"):
                    self.rich.append(f"<p>{words.inline([inner])}</p>")
        self._after(words)

    def _level(self, tag: Tag) -> str:
        level = int(tag.name[1])
        if level == 1 and not self.levels and not self.blocks and not self.rich:
            # The page's own title, other than in the navigation: its chapters are no parts of it.
            return "h2"
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        if len(self.levels) > len(_LEVELS):
            self.context.report.note(
                self.context.place_of(tag), "This heading is as small as the one above it here."
            )
        return _LEVELS[min(len(self.levels), len(_LEVELS)) - 1]

    def _paragraph(self, tag: Tag) -> None:
        self.flow(list(tag.children))

    def _linked_block(self, tag: Tag) -> None:
        words = Words(self.context)
        self.rich += words.pieces([tag])
        self._after(words)

    def _list(self, tag: Tag) -> None:
        words = Words(self.context)
        self.rich += words.listed(tag)
        self._after(words)

    def _terms(self, tag: Tag) -> None:
        for child in tag.find_all(["dt", "dd", "div"], recursive=False):
            if child.name == "dt":
                words = Words(self.context)
                self.rich += words.pieces([child])
                self._after(words)
            elif child.name == "dd":
                self.flow(list(child.children))
            else:
                self._terms(child)

    def _code(self, tag: Tag) -> None:
        language = ""
        around = tag.find_parent("div", class_="highlight")
        for each in (around, tag, tag.find("code")):
            for name in elements.classes_of(each) if isinstance(each, Tag) else ():
                if name.startswith("language-"):
                    language = name.removeprefix("language-")[:40]
        for line in tag.find_all("br"):
            line.replace_with("\n")
        text = tag.get_text().strip("\n").rstrip()
        if not text.strip():
            return
        if language == "mermaid" or "mermaid" in elements.classes_of(tag):
            self.context.report.doubt(
                self.context.place_of(tag),
                "This diagram was drawn by a script. It is here as the text it was drawn from.",
            )
        self.add("code", {"code": text, "language": language})
        words = Words(self.context)
        words.leftovers += tag.find_all("img")
        self._after(words)

    def _table(self, tag: Tag) -> None:
        if is_layout(tag):
            self.flow(list(tag.children))
            return
        value, leftovers = table_block(tag, self._last_heading(), self.context)
        if value["table"]["columns"]:
            self.add("table", value)
            self.context.report.count("tables")
        for each in leftovers:
            self.block(each)

    def _last_heading(self) -> str:
        for block in reversed(self.blocks):
            if block["type"] == "heading":
                return str(block["value"]["text"])
        return self.context.draft.title

    def _rule(self, tag: Tag) -> None:
        if self.rich:
            self.rich.append("<hr/>")

    def _quote(self, tag: Tag) -> None:
        kind, value, leftovers = quote(tag, self.context)
        if kind == "quote":
            self.add(kind, value)
        else:
            self.rich += value
        for each in leftovers:
            self.block(each)

    def _details(self, tag: Tag) -> None:
        items, leftovers = details(tag, self.context)
        last = self.blocks[-1] if self.blocks and not self.rich else None
        if not items:
            self.flow(list(tag.children))
        elif last and last["type"] == "details":
            last["value"]["items"] += items
        else:
            self.add("details", {"items": items})
        for each in leftovers if items else ():
            self.block(each)

    def _division(self, tag: Tag) -> None:
        classes = elements.classes_of(tag)
        marked = self.context.marked.get(str(tag.get("data-portal-block") or ""))
        if marked is not None:
            self.end_text()
            self.blocks.append(marked)
        elif "admonition" in classes:
            value, leftovers = callout(tag, self.context)
            if value is None:
                self.flow(list(tag.children))
                return
            self.add("callout", value)
            for each in leftovers:
                self.block(each)
        elif "tabbed-set" in classes:
            for title, content in elements.tabs_of(tag):
                self.rich += Words(self.context).pieces([title])
                self.flow(content)
        elif "toc" in classes and tag.find("ul") is not None:
            self.context.report.note(
                self.context.lines.place("[TOC]"), "Each page has a list of its contents anyway."
            )
        else:
            self.flow(list(tag.children))

    def _pictures(self, tag: Tag) -> None:
        for kind, value in picture_blocks(tag, self.context):
            if kind == "image":
                self.add(kind, value)
            else:
                self.rich.append(value)

    def _figure(self, tag: Tag) -> None:
        caption = tag.find("figcaption")
        pictures = tag.find_all("img")
        text = elements.words_of(caption) if isinstance(caption, Tag) else ""
        fits = len(pictures) == 1 and len(text) <= LONGEST_CAPTION
        if fits and isinstance(caption, Tag) and not caption.find(["a", "footnote-ref", "img"]):
            caption.extract()
            pictures[0]["data-caption"] = text
        self.flow(list(tag.children))

    def _elsewhere(self, tag: Tag) -> None:
        kind, value = elsewhere(tag, self.context)
        if kind == "embed":
            self.add(kind, value)
        elif value:
            self.rich.append(value)

    def _form(self, tag: Tag) -> None:
        if not self.forms.is_read(tag):
            self._form_words(tag)
            return
        first = next((each for each in self.blocks if each["type"] == "feedback_form"), None)
        block = self.forms.block_of(tag, first["value"] if first else None)
        if block is not None:
            self.add("feedback_form", block)

    def _form_words(self, tag: Tag) -> None:
        """Keep the words of a form that asks for no feedback."""
        if tag.find_parent("form") is not None:
            return
        for control in tag.find_all(["input", "select", "textarea", "button", "script"]):
            control.extract()
        if not elements.is_hidden(tag):
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


_HANDLERS = {
    **dict.fromkeys(elements.HEADINGS, Body._heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), Body._list),
    **dict.fromkeys(elements.MEDIA, Body._elsewhere),
    "a": Body._linked_block,
    "p": Body._paragraph,
    "dl": Body._terms,
    "pre": Body._code,
    "table": Body._table,
    "hr": Body._rule,
    "blockquote": Body._quote,
    "details": Body._details,
    "div": Body._division,
    "figure": Body._figure,
    "form": Body._form,
}
