"""What kinds of HTML elements there are, as far as an import is concerned."""

import re
from collections.abc import Collection, Iterator
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
# What has a block of its own, wherever it is.
EMBEDDED = MEDIA | PICTURES | {"table", "form"}
LISTS = ("ul", "ol", "menu", "dir")
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
# In these a heading is no heading here, but bold words.
_NO_HEADINGS_WITHIN = ("table", "li", "blockquote", "details", "dl")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


def is_text(node: PageElement) -> bool:
    """Say whether a node is text that readers see, and no comment or the like."""
    return type(node) is NavigableString


def is_block(node: PageElement) -> bool:
    """Say whether an element has lines of its own."""
    if not isinstance(node, Tag) or node.name in PICTURES:
        return False
    names = (getattr(each, "name", None) for each in (node, *node.descendants))
    return any(name in BLOCKS or name in MEDIA for name in names)


def is_hidden(tag: Tag) -> bool:
    """Say whether readers do not see an element of the source."""
    return tag.has_attr("hidden") or bool(_HIDDEN_STYLE.search(str(tag.get("style") or "")))


def is_heading(tag: Tag) -> bool:
    """Say whether a heading of the source becomes a heading here."""
    if tag.name not in HEADINGS or is_within(tag, _NO_HEADINGS_WITHIN):
        return False
    return tag.find_parent(class_="admonition") is None


def is_within(tag: Tag, names: Collection[str]) -> bool:
    """Say whether an element is anywhere in one of these."""
    return any(parent.name in names for parent in tag.parents)


def collapsed(text: str) -> str:
    """Return a text with its spaces and line ends as HTML reads them."""
    return _SPACE.sub(" ", text)


def words_of(node: PageElement | None) -> str:
    """Return the words of an element, as readers see them, in one line."""
    if isinstance(node, NavigableString):
        return collapsed(str(node)).strip() if is_text(node) else ""
    return collapsed("".join(_visible(cast("Tag", node)))).strip() if node else ""


def _visible(tag: Tag) -> Iterator[str]:
    for child in tag.children:
        if is_text(child):
            yield str(child)
        elif isinstance(child, Tag) and child.name not in UNSEEN:
            space = " " if child.name == "br" or is_block(child) else ""
            yield space
            yield from _visible(child)
            yield space


def classes_of(tag: Tag) -> set[str]:
    """Return an element's classes."""
    found: Any = tag.get("class") or []
    return set(found.split() if isinstance(found, str) else found)


def attribute(tag: Tag, *names: str) -> str:
    """Return the first of these attributes that says something, in one line, or ""."""
    found = (collapsed(str(tag.get(name) or "")).strip() for name in names)
    return next(filter(None, found), "")


def name_parts(soup: Tag) -> None:
    """Make the names of tabs and admonitions into terms, each before what it names."""
    for tabs in soup.select("div.tabbed-set"):
        for switch in tabs.find_all("input", recursive=False):
            switch.extract()
        labels = tabs.select(":scope > .tabbed-labels > label")
        contents = tabs.select(":scope > .tabbed-content > .tabbed-block")
        for label, content in zip(labels, contents, strict=False):
            label.name = "dt"
            content.insert(0, label)
    for title in soup.select("p.admonition-title"):
        title.name = "dt"
