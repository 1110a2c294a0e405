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


def harm_in_drawing(content: bytes) -> str:
    """Say what makes a drawing more than that, in the second half of a sentence, or nothing."""
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError):
        return "cannot be read as a drawing."
    harm = next(filter(None, map(_harm_in, root.iter())), "")
    harm = "xml-stylesheet" if b"<?xml-stylesheet" in content else harm
    return f"is more than a drawing: it has {harm}." if harm else ""


def _harm_in(element: Any) -> str:
    """Name the element, or its attribute, that runs, fetches or is part of a web page."""
    tag = element.tag if isinstance(element.tag, str) else ""
    space, name = tag[: tag.find("}") + 1], tag[tag.find("}") + 1 :]
    if space not in (_SVG, ""):
        # Notes of drawing programs are looked at by no browser, parts of web pages are.
        return name if space == _HTML else ""
    if name and (name not in _DRAWN or (name == "style" and _FETCHES.search(element.text or ""))):
        return name
    for attribute, value in element.attrib.items():
        bare = attribute.rpartition("}")[2].lower()
        leads_away = bare in ("href", "src") and not value.strip().startswith("#")
        if bare.startswith("on") or leads_away or _FETCHES.search(value):
            return bare
    return ""
