"""Text files of any making: their characters, line ends and front matter."""

import re
from typing import Any

from django.utils.translation import gettext as _
from mkdocs.utils import meta

from consultation.importing.report import Place, Report

from .safe_yaml import YamlError, read_yaml

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
            remark = _("This file is not UTF-8; it was read as Windows text. Check its accents.")
            report.doubt(place, remark)
    return _UNUSABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def without_front_matter(text: str, file: str, report: Report) -> tuple[dict[str, Any], str, int]:
    """Return front matter, the rest of the text, and the line on which the rest begins."""
    found = meta.YAML_RE.match(text)
    data: Any
    rest, data = (text[found.end() :], {}) if found else meta.get_data(text)
    if found:
        try:
            # MkDocs has no limit to what it grows to.
            data = read_yaml(found[1])
        except YamlError as error:
            remark = _("The front matter was not read. %(why)s")
            report.loss(Place(file, 1), remark, why=error)
        if not isinstance(data, dict):
            # A rule across the page and some text, not front matter.
            rest, data = text, {}
    rest = rest.lstrip("\n")
    line = text[: len(text) - len(rest)].count("\n") + 1
    return {str(key): value for key, value in data.items()}, rest, line
