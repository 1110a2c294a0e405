"""Text files of any making: their letters, line ends and front matter."""

import re
from typing import Any

from consultation.importing.report import Place, Report

from .yaml_text import BadYaml, read_yaml

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
# What no page and no database can hold.
_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")


def decoded(raw: bytes, place: Place, report: Report) -> str:
    """Return a file's text with line ends of one kind."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = raw.decode("utf-16", errors="replace")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
            report.doubt(
                place, "This file is not UTF-8; it was read as Windows text. Check its accents."
            )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNUSABLE.search(text):
        text = _UNUSABLE.sub("", text)
        report.doubt(place, "Control characters that no page can hold were taken out.")
    return text


def without_front_matter(text: str, file: str, report: Report) -> tuple[dict[str, Any], str, int]:
    """Return front matter, the rest of the text, and the line on which the rest begins."""
    found = _FRONT.match(text)
    if found is None:
        return {}, text, 1
    try:
        meta = read_yaml(found.group(1))
    except BadYaml as error:
        report.loss(Place(file, 1), f"The front matter was not read. {error}")
        meta = {}
    if meta is not None and not isinstance(meta, dict):
        # A rule across the page and some text, not front matter.
        return {}, text, 1
    line = text[: found.end()].count("\n") + 1
    known = {str(key): value for key, value in (meta or {}).items()}
    return known, text[found.end() :], line
