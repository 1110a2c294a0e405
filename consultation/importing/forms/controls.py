"""Which controls of a form ask something, and which of them are one question."""

import re
from dataclasses import dataclass, field

from bs4 import Tag

from .elements import attribute
from .tree import FormTree

BUTTONS = frozenset(("submit", "button", "image", "reset"))


_CONSENT = re.compile(
    r"\bconsent\b|\b(?:i|we|you) (?:agree|may|can|confirm|understand|accept|give|have read)\b", re.I
)


@dataclass(slots=True)
class Control:
    """One control, or several that are answered as one.

    Args:
        kind: "text", "textarea", "select", "radio", "checkbox" or the type of an input.
        name: what it is sent as.
        tags: its elements, in reading order.
        texts: what stands beside each element, for groups.
        hidden: whether the page shows it only when a script says so.
    """

    kind: str
    name: str
    tags: list[Tag]
    hidden: bool = False
    texts: list[str] = field(default_factory=list)

    @property
    def first(self) -> Tag:
        """The element that the question begins with."""
        return self.tags[0]

    @property
    def is_group(self) -> bool:
        """Whether its options are controls of their own."""
        return self.kind == "radio" or (self.kind == "checkbox" and len(self.tags) > 1)


def kind_of(tag: Tag) -> str:
    """Return what kind of control an element is; "" where it is none."""
    if tag.name in ("select", "textarea"):
        return str(tag.name)
    if tag.name == "button":
        kind = attribute(tag, "type").casefold()
        return kind if kind in ("button", "reset") else "submit"
    if tag.name != "input":
        return ""
    return attribute(tag, "type").casefold() or "text"


def gather(tags: list[Tag], tree: FormTree) -> list[Control]:
    """Return the controls with those that are answered as one put together.

    Args:
        tags: the elements of the controls that ask something.
    """
    controls: list[Control] = []
    groups: dict[tuple[str, str], Control] = {}
    for tag in tags:
        kind = kind_of(tag)
        name = attribute(tag, "name").removesuffix("[]")
        hidden = tree.spot(tag).hider is not None
        if kind not in ("radio", "checkbox"):
            controls.append(Control(kind, name, [tag], hidden))
            continue
        key = (kind, name or f"\0{id(_home(tag, tree))}")
        if kind == "checkbox" and not name:
            key = (kind, f"\0{id(tag)}")
        if key in groups:
            groups[key].tags.append(tag)
        else:
            groups[key] = Control(kind, name, [tag], hidden)
            controls.append(groups[key])
    return _boxes_of_one_question(controls, tree)


def _home(tag: Tag, tree: FormTree) -> Tag:
    return tree.spot(tag).fieldset or tree.scope


def _boxes_of_one_question(controls: list[Control], tree: FormTree) -> list[Control]:
    """Put boxes of different names together where a fieldset holds nothing but them."""
    by_fieldset: dict[int, list[Control]] = {}
    for control in controls:
        fieldset = tree.spot(control.first).fieldset
        if fieldset is not None:
            by_fieldset.setdefault(id(fieldset), []).append(control)
    merged: dict[int, Control] = {}
    for alike in by_fieldset.values():
        lone = all(each.kind == "checkbox" and len(each.tags) == 1 for each in alike)
        fieldset = tree.spot(alike[0].first).fieldset
        if fieldset is not None and _CONSENT.search(fieldset.get_text(" ")):
            continue
        if len(alike) < 2 or not lone or any(each.first.has_attr("required") for each in alike):
            continue
        for each in alike[1:]:
            alike[0].tags.extend(each.tags)
            merged[id(each)] = alike[0]
        alike[0].name = ""
    return [control for control in controls if id(control) not in merged]
