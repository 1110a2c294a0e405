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
_SVG = "http://www.w3.org/2000/svg"
_HTML = "http://www.w3.org/1999/xhtml"
SCRIPT = "contains a script."
FETCHES = "fetches something from elsewhere."
_FETCHES = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:", re.IGNORECASE
)


def harm_in_drawing(content: bytes) -> str:
    """Say what makes a drawing more than that, in the second half of a sentence, or nothing."""
    if b"<?xml-stylesheet" in content:
        return FETCHES
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError):
        return "cannot be read as a drawing."
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        return "is no SVG drawing."
    return next((harm for each in root.iter() if (harm := _harm_in_element(each))), "")


def _harm_in_element(element: Any) -> str:
    if not isinstance(element.tag, str):
        return ""
    space, _, name = element.tag.rpartition("}")
    if space.lstrip("{") not in (_SVG, ""):
        # Notes of drawing programs are looked at by no browser, parts of web pages are.
        return "contains a part of a web page." if space.lstrip("{") == _HTML else ""
    if name not in _DRAWN:
        return SCRIPT if name.lower() == "script" else f"contains something foreign ({name})."
    if name == "style" and _FETCHES.search(element.text or ""):
        return FETCHES
    for attribute, value in element.attrib.items():
        bare = attribute.rpartition("}")[2].lower()
        if bare.startswith("on"):
            return SCRIPT
        leads_away = bare in ("href", "src") and not value.strip().startswith("#")
        if leads_away or _FETCHES.search(value):
            return FETCHES
    return ""
