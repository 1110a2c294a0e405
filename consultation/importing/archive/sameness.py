"""Blocks brought into one form, in which two that mean the same are equal."""

import re
from typing import Any

from bs4 import NavigableString, Tag

from consultation.importing.archive.rich_text import parse

_SPACES = re.compile(r"[ \t\r\n\f]+")
_ALIKE = {"strong": "b", "em": "i"}


def same_form(value: Any) -> Any:
    """Return a value without what tells nothing: ids, empty fields, keys and spaces at edges.

    Args:
        value: blocks, or a value of one, raw or portable.
    """
    if isinstance(value, dict):
        if value.get("type") == "item" and "value" in value:
            return same_form(value["value"])
        told = {name: same_form(each) for name, each in value.items() if name != "id"}
        return {name: each for name, each in told.items() if each not in (None, "", [], {})}
    if isinstance(value, list):
        return [same_form(each) for each in value]
    if isinstance(value, str):
        return _html(value) if value.lstrip().startswith("<") else value.strip()
    return value


def _html(html: str) -> str:
    """Return a rich text as Markdown could hold it."""
    soup = parse(html)
    for tag in soup.find_all(True):
        tag.name = _ALIKE.get(tag.name, tag.name)
        tag.attrs = {
            name: each for name, each in sorted(tag.attrs.items()) if name != "data-block-key"
        }
        if tag.name == "footnote":
            tag.clear()
    for text in list(soup.find_all(string=True)):
        text.replace_with(NavigableString(_SPACES.sub(" ", str(text))))
    soup.smooth()
    for tag in soup.find_all(["p", "li", "blockquote"]):
        _trim(tag)
    for tag in soup.find_all(["p"]):
        if not tag.get_text(strip=True) and tag.find("footnote") is None:
            tag.decompose()
    return "".join(str(each) for each in soup.contents if str(each).strip())


def _trim(tag: Tag) -> None:
    """Take spaces and line ends away from the edges of a paragraph."""
    for side in (0, -1):
        while tag.contents:
            edge = tag.contents[side]
            if isinstance(edge, NavigableString):
                text = edge.lstrip(" ") if side == 0 else edge.rstrip(" ")
                if text:
                    edge.replace_with(NavigableString(text))
                    break
                edge.extract()
            elif isinstance(edge, Tag) and edge.name == "br":
                edge.extract()
            else:
                break
