"""Hand-typed footnotes: raised numbers, and lines that begin with one."""

import re

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from . import elements

_MARK = re.compile(r"^\[?\^?([\w*†‡-]{1,32})\]?$")
_NUMBER = re.compile(r"^(?:\[\^[^\]\s]{1,32}\]|\[?\d{1,4}\]?|[*†‡]{1,3})$")
TYPED = re.compile(r"\[\^([^\]\s]{1,32})\]")
# 10² and m² are no notes.
_POWER = re.compile(r"(?:^|[^\w.])(?:10|[a-zA-Z]|[kcm]m|ft)$")


def name_of(sup: Tag) -> str:
    """Return the name that a raised text refers to, or ""."""
    words = elements.words_of(sup)
    found = _MARK.match(words) if _NUMBER.match(words) else None
    return found.group(1) if found else ""


def begins_line(sup: Tag) -> bool:
    """Say whether a raised number is the first of its line, with some text after it."""
    if sup.find_parent(["pre", "code", "table", "a", "sup", *elements.HEADINGS]):
        return False
    parent = sup.parent
    if parent is None or parent.name not in (
        "p",
        "li",
        "div",
        "small",
        "section",
        "body",
        "footer",
    ):
        return False
    if not any(elements.words_of(node) for node in _rest_of_line(sup)):
        return False
    before = sup.previous_sibling
    while before is not None:
        if isinstance(before, Tag):
            return before.name == "br" or elements.is_block(before)
        if elements.is_text(before):
            if str(before).rstrip(" \t").endswith("\n"):
                # In running text, a line that happens to begin with a number is none.
                return _opens_with_number(parent)
            if str(before).strip():
                return False
        before = before.previous_sibling
    return True


def _opens_with_number(parent: Tag) -> bool:
    for child in parent.children:
        if isinstance(child, Tag):
            return child.name == "sup" and bool(name_of(child))
        if elements.is_text(child) and str(child).strip():
            return False
    return False


def _rest_of_line(sup: Tag) -> list[PageElement]:
    """Return what belongs to a hand-typed note: all up to the next one, or the next block."""
    rest: list[PageElement] = []
    for node in sup.next_siblings:
        if isinstance(node, Tag):
            if elements.is_block(node):
                break
            if node.name == "sup" and name_of(node) and _line_ends(rest):
                break
        rest.append(node)
    return rest


def _line_ends(nodes: list[PageElement]) -> bool:
    for node in reversed(nodes):
        if isinstance(node, Tag):
            return node.name == "br"
        if elements.is_text(node):
            text = str(node)
            if text.strip(" \t"):
                return text.rstrip(" \t").endswith("\n")
    return False


def cut_out(sup: Tag) -> list[PageElement]:
    """Take a hand-typed note out of the page, and return what it says."""
    parent = sup.parent
    rest = [node.extract() for node in _rest_of_line(sup)]
    sup.extract()
    while parent is not None and parent.name in ("p", "li", "small", "ul", "ol"):
        above = parent.parent
        if elements.words_of(parent) or parent.find(["img", "sup", "footnote-ref"]):
            break
        parent.extract()
        parent = above
    return rest


def typed_texts(soup: Tag) -> list[NavigableString]:
    """Return the texts in which a `[^name]` was left, because nothing defines it."""
    return [
        text
        for text in soup.find_all(string=TYPED)
        if elements.is_text(text) and not text.find_parent(["pre", "code", "script", "style"])
    ]


def is_power(sup: Tag, words: str) -> bool:
    """Say whether a raised number is a power or a square measure, and no note."""
    before = sup.previous_sibling
    text = str(before) if before is not None and elements.is_text(before) else ""
    return words in ("2", "3") and bool(_POWER.search(text))
