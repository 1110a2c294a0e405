"""Scripts and styles of a page, as far as they concern its forms."""

import re

from bs4 import Tag

from .tree import attribute

_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_HIDES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|right|text-indent)\s*:\s*-\d{3,}", re.I
)
_SIMPLE = re.compile(r"[.#][\w-]+")


def _root(tag: Tag) -> Tag:
    root = tag
    for root in tag.parents:  # noqa: B007
        pass
    return root


def scripts_of(form: Tag) -> str:
    """Return the text of all scripts of the page that a form stands in."""
    return "\n".join(script.get_text() for script in _root(form).find_all("script"))


def hidden_names(form: Tag) -> frozenset[str]:
    """Return the ids and classes that the page's own styles put out of sight."""
    found: set[str] = set()
    for style in _root(form).find_all("style"):
        for selectors, rules in _RULE.findall(style.get_text()[:100_000]):
            if _HIDES.search(rules):
                found.update(
                    each.strip() for each in selectors.split(",") if _SIMPLE.fullmatch(each.strip())
                )
    return frozenset(found)


def missing_by_script(form: Tag, scripts: str) -> str:
    """Say that a script makes an empty form, where one names it."""
    name = attribute(form, "id")
    if not name or name not in scripts:
        return ""
    return f" A script of this page fills in “{name}”: make the form by hand."
