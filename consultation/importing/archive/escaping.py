"""Plain text as Markdown shows it unchanged, and values as YAML reads them back."""

import json
import re
from typing import Any

# What Markdown would take for its own signs anywhere in a line.
_ANYWHERE = re.compile(r"([\\`*_\[\]{}])")
# What it takes for its own at the beginning of a line only.
_AT_START = re.compile(r"^(#{1,6}|[+\-](?=\s)|-{2,}\s*$|!{3}|\d+(?=[.)]))")
# These cannot be escaped by a backslash.
_LEADING_SIGN = re.compile(r"^([:?=~])")
# Names of pictograms and of keys, in the dialects that have them.
_NAMED = re.compile(r":(?=[\w+\-]+:)")
_KEYS = re.compile(r"\+(?=\+)")
_TAB_OR_LINE = re.compile(r"[\t\r\n\x0b\x0c\u2028\u2029]+")
_NO_BREAK_AT_ENDS = re.compile(r"^\xa0+|\xa0+$")
# What JSON lets stand in a text and YAML does not.
_NOT_IN_YAML = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def escape_inline(text: str) -> str:
    """Return a text so that it reads back the same within a line."""
    text = _TAB_OR_LINE.sub(" ", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _ANYWHERE.sub(r"\\\1", text)
    return _KEYS.sub(r"\\+", _NAMED.sub("&#58;", text))


def guard_start(line: str) -> str:
    """Return escaped Markdown that begins a line, without what would make it more than text."""
    found = _AT_START.match(line)
    if found:
        sign = found.group(0)
        # A number is not escaped itself, but the sign behind it.
        cut = len(sign) if sign.isdigit() else 0
        line = f"{line[:cut]}\\{line[cut:]}"
    line = _LEADING_SIGN.sub(lambda sign: f"&#{ord(sign[1])};", line)
    return _NO_BREAK_AT_ENDS.sub(lambda spaces: "&nbsp;" * len(spaces[0]), line)


def escape_line(text: str) -> str:
    """Return a text as a paragraph of its own."""
    return guard_start(escape_inline(text.strip(" \t\r\n")))


def escape_heading(text: str) -> str:
    """Return a text as it may stand behind the signs of a heading."""
    return escape_inline(text.strip()).replace("#", "\\#")


def escape_cell(text: str) -> str:
    """Return a text as a cell of a table."""
    return escape_inline(text.strip()).replace("|", "\\|")


def address(url: str) -> str:
    """Return an address as it may stand in the brackets of a link."""
    url = re.sub(r"[<>\s\"`\\]", lambda sign: f"%{ord(sign[0]):02X}", url)
    return f"<{url}>" if re.search(r"[()*_\[\]]", url) else url


def yaml_value(value: Any) -> str:
    """Return a value as YAML on one line: JSON, but for what YAML does not let stand."""
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text)
