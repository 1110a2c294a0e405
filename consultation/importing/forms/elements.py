"""Kinds of elements, and what their attributes tell."""

import re

from bs4 import Tag

from .texts import one_line


def words(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
BLOCKS = HEADINGS | words(
    """address article aside blockquote body center dd details dialog div dl dt fieldset figcaption
    figure footer form header hr label legend li main menu nav ol p pre section summary table tbody
    td tfoot th thead tr ul html"""
)
# Their content is no text of the form.
MUTE = words(
    """script style template select datalist textarea button svg math object embed
    iframe canvas video audio head title meter progress"""
)

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|(?:left|top|right|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect"
    r"|(?:^|;)\s*(?:max-)?height\s*:\s*0(?:px)?\s*(?:;|$)"
)
_HIDING_CLASSES = words(
    "hidden d-none is-hidden invisible visually-hidden-field offscreen off-screen"
)
UNSEEN_CLASSES = words("sr-only visually-hidden screen-reader-text visuallyhidden")


def classes(tag: Tag) -> list[str]:
    """Return an element's classes, in small letters."""
    found = tag.get("class") or ()
    return [each.casefold() for each in ([found] if isinstance(found, str) else found)]


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one line of text, "" where it is missing."""
    value = tag.get(name)
    return one_line(" ".join(value) if isinstance(value, list) else str(value or ""))


def is_put_away(tag: Tag, hidden_names: frozenset[str]) -> bool:
    """Say whether an element puts itself, and what is in it, out of sight.

    Args:
        tag: the element.
        hidden_names: ids (with #) and classes (with .) that the page's own styles hide.
    """
    own = classes(tag)
    return bool(
        tag.has_attr("hidden")
        or (tag.name == "noscript" and tag.find(("input", "select", "textarea")) is None)
        or _HIDING.search(attribute(tag, "style").casefold())
        or _HIDING_CLASSES.intersection(own)
        or (
            hidden_names
            and (
                f"#{attribute(tag, 'id')}" in hidden_names
                or any(f".{each}" in hidden_names for each in own)
            )
        )
    )
