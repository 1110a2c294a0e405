"""Places within a page that links lead to."""

from bs4 import Tag

from . import elements

# In these a heading is no heading here, but bold words.
_WITHIN = ("table", "li", "blockquote", "details", "dl")


def is_heading(tag: Tag) -> bool:
    """Say whether a heading of the source becomes a heading here."""
    if tag.find_parent(_WITHIN) is not None:
        return False
    return tag.find_parent(class_="admonition") is None


def title_heading(soup: Tag, title: str) -> Tag | None:
    """Return the heading that says the page's title, which stands above the page anyway."""
    first = soup.find(elements.HEADINGS)
    if not isinstance(first, Tag) or first.name != "h1" or not is_heading(first):
        return None
    return first if elements.words_of(first).casefold() == title.casefold() else None


def find_anchors(soup: Tag, title: str) -> dict[str, str]:
    """Return every id of a page, with the heading's anchor that a link to it leads to.

    Only headings have anchors here: whoever looked for a table is led to the heading above it,
    or to the top of the page ("").
    """
    anchors: dict[str, str] = {}
    top = title_heading(soup, title)
    current = ""
    for tag in soup.find_all(True):
        if tag.name in elements.HEADINGS and tag is not top and is_heading(tag):
            current = anchor_of(tag)
        names = [tag.get("id"), tag.get("name") if tag.name == "a" else None]
        for name in names:
            if name:
                anchors.setdefault(str(name), current)
    return anchors


def anchor_of(heading: Tag) -> str:
    """Return the anchor that a heading keeps, or ""."""
    name = "".join(str(heading.get("id") or "").split())
    return name[:200]
