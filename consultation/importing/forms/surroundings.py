"""What stands right around a form: the elements that belong to it."""

import re

from bs4 import NavigableString, Tag

from .elements import HEADINGS, attribute, classes
from .outcomes import is_failure, is_thanks
from .texts import one_line

_ABOUT = re.compile(
    r"feedback|form|survey|respon|comment|contact|consult|question|views|have your say|tell us"
    r"|submit",
    re.I,
)
_WRAPPERS = frozenset(("div", "section", "aside", "details", "center", "fieldset", "p"))
_FOREIGN = ("img", "table", "pre", "iframe", "video", "audio", "svg", "figure")


def scope_of(form: Tag) -> Tag:
    """Return the largest element that holds this form with nothing but its own texts."""
    scope = form
    for parent in form.parents:
        if parent.name not in _WRAPPERS or len(parent.find_all("form", limit=2)) > 1:
            break
        if not _belongs(parent, form):
            break
        scope = parent
    return scope


def _belongs(parent: Tag, form: Tag) -> bool:
    inside = {id(each) for each in form.find_all(_FOREIGN)}
    # The page's own title is no part of a form.
    if parent.find("h1") or any(id(each) not in inside for each in parent.find_all(_FOREIGN)):
        return False
    outside = len(parent.get_text()) - len(form.get_text())
    headings = len(parent.find_all(list(HEADINGS))) - len(form.find_all(list(HEADINGS)))
    told = " ".join((*classes(parent), attribute(parent, "id"), attribute(parent, "aria-label")))
    return outside < 3000 if _ABOUT.search(told) else outside < 500 and headings < 2


def before_scope(scope: Tag) -> list[Tag]:
    """Return the heading right before a form, with what stands between, where it is the form's."""
    found: list[Tag] = []
    for sibling in scope.previous_siblings:
        if isinstance(sibling, NavigableString):
            if type(sibling) is NavigableString and sibling.strip():
                return []
            continue
        if not isinstance(sibling, Tag):
            continue
        if sibling.name in ("script", "style", "hr", "br", "link"):
            continue
        if sibling.name in HEADINGS:
            if sibling.name == "h1":
                return []
            if found and not _ABOUT.search(sibling.get_text()):
                return []
            return [sibling, *found]
        if sibling.name not in ("p", "ul", "ol") or len(found) > 2 or sibling.find(_FOREIGN):
            return []
        found.insert(0, sibling)
    return []


def after_scope(scope: Tag) -> list[Tag]:
    """Return hidden texts right after a form: what its script says after sending."""
    found: list[Tag] = []
    for sibling in scope.next_siblings:
        if isinstance(sibling, NavigableString):
            if type(sibling) is NavigableString and sibling.strip():
                break
        elif isinstance(sibling, Tag) and sibling.name not in ("script", "style"):
            if sibling.name in ("form", *_FOREIGN, *HEADINGS) or not _says_outcome(sibling):
                break
            found.append(sibling)
    return found


def _says_outcome(tag: Tag) -> bool:
    told = " ".join((*classes(tag), attribute(tag, "id"), attribute(tag, "role")))
    hidden = tag.has_attr("hidden") or "none" in attribute(tag, "style")
    text = one_line(tag.get_text(" "))
    return is_thanks(text, told, hidden=hidden) or is_failure(text, told, hidden=hidden)
