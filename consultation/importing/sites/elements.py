"""What kinds of HTML elements there are, and what words are in them."""

import re
from collections.abc import Collection, Iterator

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from consultation.common.text import BLOCKS as RICH_TEXT_BLOCKS

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
BLOCKS = RICH_TEXT_BLOCKS | {
    "body", "caption", "details", "dialog", "dir", "hgroup", "legend", "menu", "noscript",
    "optgroup", "search", "summary",
}  # fmt: skip
# In these a heading is no heading here, but bold words.
_NO_HEADINGS_WITHIN = ("table", "li", "blockquote", "details", "dl")
_SPACE = re.compile(r"[ \t\n\r\f]+")
# Control characters, and marks that turn the reading direction of what follows.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
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
    if tag.name not in HEADINGS or tag.find_parent(_NO_HEADINGS_WITHIN) is not None:
        return False
    return tag.find_parent(class_="admonition") is None


def collapsed(text: str) -> str:
    """Return a text with its spaces and line ends as HTML reads them."""
    return _SPACE.sub(" ", text)


def one_line(text: str) -> str:
    """Return text with single spaces and without invisible characters."""
    return " ".join(_INVISIBLE.sub("", text).split())


def words_of(node: PageElement | None, without: Collection[str] = UNSEEN) -> str:
    """Return the words of an element, as readers see them, in one line."""
    if isinstance(node, Tag):
        return collapsed("".join(_visible(node, without))).strip()
    return collapsed(str(node)).strip() if node is not None and is_text(node) else ""


def _visible(tag: Tag, without: Collection[str]) -> Iterator[str]:
    for child in tag.children:
        if is_text(child):
            yield str(child)
        elif isinstance(child, Tag) and child.name not in without:
            space = " " if child.name == "br" or is_block(child) else ""
            yield space
            yield from _visible(child, without)
            yield space


def classes_of(tag: Tag) -> set[str]:
    """Return an element's classes in small letters."""
    return set(attribute(tag, "class").casefold().split())


def attribute(tag: Tag, *names: str) -> str:
    """Return the first of these attributes that says something, in one line, or ""."""
    values = (tag.get(name) or "" for name in names)
    texts = (one_line(" ".join(v) if isinstance(v, list) else str(v)) for v in values)
    return next(filter(None, texts), "")


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
