"""The controls of an HTML form, and which of them are answered as one question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bs4 import NavigableString, Tag
from bs4.element import PageElement

NAMES = ("input", "select", "textarea")
# Inputs that ask nothing.
_SILENT = frozenset(("hidden", "submit", "button", "image", "reset"))
# Control characters, and marks that turn the reading direction of what follows.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff"
    "\ufffe\uffff]"
)
# The text in these is no text of the page.
_NO_TEXT = frozenset(("option", "textarea", "button", "title", "iframe"))
_SPACED = frozenset(("br", "p", "div", "li", "td", "th", "tr", "small", "img", *NAMES))


@dataclass(slots=True)
class Control:
    """One control, or the radio buttons or checkboxes that are answered as one."""

    # "textarea", "select" or the type of an input.
    kind: str
    name: str
    tags: list[Tag] = field(default_factory=list)

    @property
    def first(self) -> Tag:
        return self.tags[0]

    @property
    def is_group(self) -> bool:
        """Whether its options are elements of their own."""
        return self.kind == "radio" or (self.kind == "checkbox" and len(self.tags) > 1)


def one_line(text: str) -> str:
    """Return text with single spaces and without invisible characters."""
    return " ".join(_UNSEEN.sub("", " ".join(text.split())).split())


def attribute(tag: Tag, name: str) -> str:
    """Return an attribute as one line of text, "" where it is missing."""
    value = tag.get(name)
    return one_line(" ".join(value) if isinstance(value, list) else str(value or ""))


def is_words(node: PageElement) -> bool:
    """Say whether a node is words of the page: not of a control, a script or a comment."""
    around = node.parent.name if node.parent is not None else ""
    return type(node) is NavigableString and around not in _NO_TEXT


def text_of(tag: Tag) -> str:
    """Return the words of an element, with those of its pictures, without those of its controls."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag) and node.name in _SPACED:
            parts.append(f" {attribute(node, 'alt')} ")
        elif is_words(node):
            parts.append(str(node))
    return one_line("".join(parts))


def kind_of(tag: Tag) -> str:
    """Return what kind of control an element is."""
    return (attribute(tag, "type").casefold() or "text") if tag.name == "input" else str(tag.name)


def asking(element: Tag) -> list[Tag]:
    """Return the controls in an element that people answer."""
    return [tag for tag in element.find_all(NAMES) if kind_of(tag) not in _SILENT]


def group(tags: Iterable[Tag]) -> list[Control]:
    """Return controls in reading order, the radio buttons or checkboxes of one name as one."""
    found: dict[object, Control] = {}
    for tag in tags:
        kind, name = kind_of(tag), attribute(tag, "name").removesuffix("[]")
        key: object = id(tag)
        if kind == "radio" or (kind == "checkbox" and name):
            key = (kind, name or id(tag.find_parent("fieldset")))
        found.setdefault(key, Control(kind, name)).tags.append(tag)
    return list(found.values())
