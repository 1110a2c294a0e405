"""Whether an SVG drawing is only a drawing."""

import re

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
_FETCHES = re.compile(
    r"url\s*\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:", re.IGNORECASE
)


def harm_in_drawing(content: bytes) -> str:
    """Say what makes a drawing more than a drawing, in the second half of a sentence, or nothing."""
    if b"<?xml-stylesheet" in content:
        return "fetches something from elsewhere."
    try:
        root = fromstring(content, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (DefusedXmlException, ParseError, ValueError, LookupError, RecursionError):
        return "cannot be read as a drawing."
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        return "is no SVG drawing."
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        space, _, name = element.tag.rpartition("}")
        if space.lstrip("{") not in (_SVG, ""):
            if space.lstrip("{") == _HTML:
                return "contains a part of a web page."
            # Notes of drawing programs, which no browser looks at.
            continue
        if name not in _DRAWN:
            kind = "a script" if name.lower() == "script" else f"something foreign ({name})"
            return f"contains {kind}."
        if element.text and name == "style" and _FETCHES.search(element.text):
            return "fetches something from elsewhere."
        for attribute, value in element.attrib.items():
            bare = attribute.rpartition("}")[2].lower()
            if bare.startswith("on"):
                return "contains a script."
            if bare in ("href", "src") and not value.strip().startswith("#"):
                return "fetches something from elsewhere."
            if _FETCHES.search(value):
                return "fetches something from elsewhere."
    return ""
