"""Whether an SVG drawing is only a drawing."""

import re
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

_DRAWN = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "textPath", "title", "desc", "defs", "symbol", "use", "marker", "clipPath", "mask",
        "linearGradient", "radialGradient", "stop", "pattern", "style", "metadata", "switch",
        "filter", "feGaussianBlur", "feOffset", "feMerge", "feMergeNode", "feBlend", "feFlood",
        "feColorMatrix", "feComposite", "feDropShadow",
    }
)  # fmt: skip
_SVG, _HTML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xhtml}"
_FETCHES = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:", re.IGNORECASE
)


def is_only_a_drawing(content: bytes) -> bool:
    """Say whether a drawing runs nothing, fetches nothing and has no part of a web page."""
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError):
        return False
    return b"<?xml-stylesheet" not in content and all(map(_is_harmless, root.iter()))


def _is_harmless(element: Any) -> bool:
    tag = element.tag if isinstance(element.tag, str) else ""
    space, name = tag[: tag.find("}") + 1], tag[tag.find("}") + 1 :]
    if space not in (_SVG, ""):
        # Notes of drawing programs are looked at by no browser, parts of web pages are.
        return space != _HTML
    if name and (name not in _DRAWN or (name == "style" and _FETCHES.search(element.text or ""))):
        return False
    for attribute, value in element.attrib.items():
        bare = attribute.rpartition("}")[2].lower()
        leads_away = bare in ("href", "src") and not value.strip().startswith("#")
        if bare.startswith("on") or leads_away or _FETCHES.search(value):
            return False
    return True
