"""Scripts and styles of a page, as far as they concern its forms."""

import re

from bs4 import Tag

from .elements import attribute

_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|right|text-indent)\s*:\s*-\d{3,}", re.I
)
_QUOTED = r"""(?:"[^"\n]{1,250}"|'[^'\n]{1,250}')"""
_ARRAY = re.compile(rf"\[\s*({_QUOTED}(?:\s*,\s*{_QUOTED}){{1,500}})\s*,?\s*\]")
_TEXT = re.compile(r"""["']([^"'\n]+)["']""")
_OPTION = re.compile(r"<option[^>]{0,200}>([^<>\n]{1,250})</option>")
_SIMPLE = re.compile(r"[.#][\w-]+")


def _root(tag: Tag) -> Tag:
    root = tag
    for root in tag.parents:  # noqa: B007
        pass
    return root


def scripts_of(form: Tag) -> str:
    """Return the text of all scripts of the page that a form stands in."""
    return "\n".join(code_of(script) for script in _root(form).find_all("script"))


def code_of(tag: Tag) -> str:
    """Return what is in a script or a style; `get_text` passes it over with some parsers."""
    return "".join(map(str, tag.contents))


def speaks_of(scripts: str, *names: str) -> bool:
    """Say whether a script names an element by its id or its name.

    Args:
        scripts: the text of the page's scripts.
        names: ids and names; empty ones are passed over.
    """
    return any(
        f"{before}{name}{after}" in scripts
        for name in names
        if name
        for before in "\"'`#="
        for after in "\"'`]"
    )


def lists_in(scripts: str, *names: str) -> list[str]:
    """Return the lists of texts in the scripts, where these speak of one of the names."""
    if not speaks_of(scripts, *names):
        return []
    arrays = [_TEXT.findall(each) for each in _ARRAY.findall(scripts[:50_000])]
    options = _OPTION.findall(scripts[:50_000])
    # A text with a blank that the script fills is no option.
    return [", ".join(each) for each in [*arrays, options] if each and "${" not in each[0]]


def hidden_names(form: Tag) -> frozenset[str]:
    """Return the ids and classes that the page's own styles put out of sight."""
    found: set[str] = set()
    for style in _root(form).find_all("style"):
        for selectors, rules in _RULE.findall(code_of(style)[:100_000]):
            if _HIDES.search(rules):
                found.update(
                    each.strip() for each in selectors.split(",") if _SIMPLE.fullmatch(each.strip())
                )
    return frozenset(found)


def missing_by_script(form: Tag, scripts: str) -> str:
    """Say that a script makes an empty form, where one names it."""
    name = attribute(form, "id")
    if not speaks_of(scripts, name):
        return ""
    return f" A script of this page fills in “{name}”: make the form by hand."
