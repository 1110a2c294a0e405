"""What kinds of HTML elements there are, as far as an import is concerned."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from bs4 import NavigableString, Tag
from bs4.element import PageElement

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Not seen by readers, with all they hold.
UNSEEN = frozenset(
    {"script", "style", "template", "link", "meta", "title", "head", "base", "param"}
)
# Shown in ways that no text can hold.
MEDIA = frozenset({"iframe", "video", "audio", "object", "embed"})
PICTURES = frozenset({"img", "picture"})
BLOCKS = frozenset(
    {
        *HEADINGS,
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog",
        "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header",
        "hgroup", "hr", "legend", "li", "main", "menu", "nav", "noscript", "ol", "p", "pre",
        "search", "section", "summary", "table", "ul", "tbody", "thead", "tfoot", "tr", "td", "th",
        "caption", "optgroup",
    }
)  # fmt: skip
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_text(node: PageElement) -> bool:
    """Say whether a node is text that readers see, and no comment or the like."""
    return type(node) is NavigableString


def is_block(node: PageElement) -> bool:
    """Say whether an element stands on lines of its own."""
    if not isinstance(node, Tag) or node.name in PICTURES:
        return False
    if node.name in BLOCKS or node.name in MEDIA:
        return True
    return node.find(BLOCKS | MEDIA) is not None


def is_hidden(tag: Tag) -> bool:
    """Say whether readers do not see an element of the source."""
    return tag.has_attr("hidden") or bool(_HIDDEN_STYLE.search(str(tag.get("style") or "")))


def collapsed(text: str) -> str:
    """Return a text with its spaces and line ends as HTML reads them."""
    return _SPACE.sub(" ", text)


def words_of(node: PageElement) -> str:
    """Return the words of an element, as readers see them, in one line."""
    if isinstance(node, NavigableString):
        return collapsed(str(node)).strip() if is_text(node) else ""
    return collapsed("".join(_visible(cast("Tag", node)))).strip()


def _visible(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if is_text(child):
            yield str(child)
        elif isinstance(child, Tag) and child.name not in UNSEEN:
            spaced = child.name == "br" or is_block(child)
            if spaced:
                yield " "
            yield from _visible(child)
            if spaced:
                yield " "


def classes_of(tag: Tag) -> set[str]:
    """Return an element's classes."""
    found: Any = tag.get("class") or []
    return set(found.split() if isinstance(found, str) else found)


def only_picture(nodes: Iterable[PageElement]) -> Tag | None:
    """Return the one picture that nodes consist of, whatever is around it."""
    found: Tag | None = None
    for node in nodes:
        if isinstance(node, Tag):
            pictures = [node] if node.name == "img" else node.find_all("img")
            if words_of(node) or len(pictures) > 1:
                return None
            if pictures:
                if found is not None:
                    return None
                found = pictures[0]
        elif is_text(node) and str(node).strip():
            return None
    return found


def tabs_of(tag: Tag) -> list[tuple[Tag, list[PageElement]]]:
    """Return the tabs of a set, each with its label, made bold, and its content."""
    labels = tag.select(":scope > .tabbed-labels > label")
    contents = tag.select(":scope > .tabbed-content > .tabbed-block")
    tabs: list[tuple[Tag, list[PageElement]]] = []
    for label, content in zip(labels, contents, strict=False):
        label.name = "dt"
        tabs.append((label, list(content.children)))
    return tabs
