"""Forms that are no feedback forms."""

import re

from bs4 import Tag

from .controls import BUTTONS, kind_of
from .elements import attribute, classes
from .texts import one_line

_SEARCH = re.compile(r"^(?:q|query|search|s|keywords?)$", re.I)
_NEWSLETTER = re.compile(
    r"newsletter|subscri|mailing[- ]list|sign up for (?:updates|our)|list-manage|mailchimp", re.I
)


def why_not(form: Tag, tags: list[Tag]) -> str:
    """Say why a form is not imported, "" where it is.

    Args:
        form: the form.
        tags: the controls that people can answer.
    """
    told = " ".join(
        (*classes(form), *(attribute(form, name) for name in ("id", "role", "action", "name")))
    )
    kinds = [kind_of(tag) for tag in tags]
    lines = [tag for tag in tags if kind_of(tag) in ("text", "search")]
    if attribute(form, "role") == "search" or (
        len(tags) == 1
        and lines
        and (
            kinds == ["search"]
            or "search" in told.casefold()
            or (
                _SEARCH.match(attribute(tags[0], "name"))
                and attribute(form, "method").casefold() != "post"
            )
        )
    ):
        return "This is a search box, and the portal has its own search"
    if "password" in kinds:
        return "This form asks for a password, so it is no feedback form"
    words = one_line(form.get_text(" "))[:2000]
    asking = [kind for kind in kinds if kind not in BUTTONS]
    few = len(asking) <= 3 and "textarea" not in asking and "radio" not in asking
    if few and "email" in asking and _NEWSLETTER.search(f"{told} {words} {_buttons(form)}"):
        return "This is a subscription to a newsletter, which goes elsewhere"
    if not asking:
        return "This form has nothing that can be answered"
    return ""


def _buttons(form: Tag) -> str:
    return " ".join(attribute(each, "value") for each in form.find_all("input", type="submit"))
