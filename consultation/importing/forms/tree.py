"""The elements of a form, looked at once from top to bottom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import NavigableString, Tag
from bs4.element import PageElement, PreformattedString

from .elements import BLOCKS, MUTE, UNSEEN_CLASSES, attribute, classes, is_put_away
from .texts import one_line

# Labels of one control; the texts of others are kept as texts.
MOST_LABELS = 20


@dataclass(slots=True)
class Spot:
    """Where an element or a text stands.

    Args:
        position: counted in reading order.
        block: the nearest element that begins a line of its own.
        label: the nearest `<label>` around it.
        fieldset: the nearest `<fieldset>` around it.
        optgroup: the group of options around it.
        hider: the outermost element around it that nobody sees; None where it is seen.
        unseen: whether only screen readers are told.
        mute: whether it is no text of the form.
        depth: how many elements it stands in.
    """

    position: int
    block: Tag
    label: Tag | None = None
    fieldset: Tag | None = None
    optgroup: Tag | None = None
    hider: Tag | None = None
    unseen: bool = False
    mute: bool = False
    depth: int = 0


class FormTree:
    """A form with what stands right around it.

    Args:
        scope: the form, or the element that holds it with its heading and texts.
        hidden_names: ids (with #) and classes (with .) that the page's own styles hide.
    """

    def __init__(self, scope: Tag, hidden_names: frozenset[str] = frozenset()) -> None:
        self.scope = scope
        self.hidden_names = hidden_names
        self.form = scope if scope.name == "form" else scope.find("form")
        self.spots: dict[int, Spot] = {}
        self.texts: list[NavigableString] = []
        self.tags: list[Tag] = []
        self.depth = 0
        self.claimed: set[int] = set()
        # Links in texts that a question cannot hold, and pictures that were read as text.
        self.links: dict[int, Tag] = {}
        self.read_pictures: set[int] = set()
        self.by_id: dict[str, Tag] = {}
        self._controls: dict[int, list[Tag]] = {}
        self.labels_for: dict[str, list[Tag]] = {}
        root = Spot(0, scope)
        self.spots[id(scope)] = root
        self._look_at_tag(scope, root)
        for position, node in enumerate(scope.descendants, start=1):
            self._look_at(node, position)

    def _look_at(self, node: PageElement, position: int) -> None:
        above = self.spots[id(node.parent)]
        spot = replace(above, position=position, depth=above.depth + 1)
        self.spots[id(node)] = spot
        self.depth = max(self.depth, spot.depth)
        if isinstance(node, Tag):
            self._look_at_tag(node, spot)
        elif isinstance(node, NavigableString) and self.is_free(node):
            self.texts.append(node)

    def is_free(self, node: NavigableString) -> bool:
        """Say whether a text is one that people read and that nothing has claimed."""
        return bool(
            not isinstance(node, PreformattedString)
            and not self.spots[id(node)].mute
            and id(node) not in self.claimed
            and node.strip()
        )

    def _look_at_tag(self, tag: Tag, spot: Spot) -> None:
        self.tags.append(tag)
        if tag.name in BLOCKS:
            spot.block = tag
        if tag.name == "label":
            spot.label = tag
            labels = self.labels_for.setdefault(attribute(tag, "for"), [])
            if len(labels) < MOST_LABELS:
                labels.append(tag)
        if tag.name == "fieldset":
            spot.fieldset = tag
        if tag.name == "optgroup":
            spot.optgroup = tag
        if tag.name in MUTE:
            spot.mute = True
        if attribute(tag, "id"):
            self.by_id.setdefault(attribute(tag, "id"), tag)
        # A form that opens with a button is out of sight at first, and none the less a form.
        if spot.hider is None and is_put_away(tag, self.hidden_names) and not self._holds_form(tag):
            spot.hider = tag
        if UNSEEN_CLASSES.intersection(classes(tag)):
            spot.unseen = True

    def _holds_form(self, tag: Tag) -> bool:
        return tag is self.form or any(each is self.form for each in tag.find_all("form"))

    def spot(self, node: PageElement) -> Spot:
        """Return where an element or a text of the form stands."""
        return self.spots[id(node)]

    def is_hidden(self, tag: Tag) -> bool:
        """Say whether nobody sees a control; boxes and buttons are often drawn by their labels."""
        spot = self.spots[id(tag)]
        drawn = attribute(tag, "type").casefold() in ("radio", "checkbox", "file")
        return (spot.hider is not None and not (drawn and spot.hider is tag)) or (
            spot.unseen and not drawn
        )

    def controls_in(self, element: Tag) -> list[Tag]:
        """Return all controls in an element of the form."""
        if id(element) not in self._controls:
            self._controls[id(element)] = element.find_all(("input", "select", "textarea"))
        return self._controls[id(element)]

    def find(self, ids: str) -> list[Tag]:
        """Return the elements that an attribute names by their ids."""
        named = dict.fromkeys(ids.split())
        return [self.by_id[each] for each in named if each in self.by_id]

    def strings(self, tag: Tag, *, own_label: bool = False) -> Iterator[NavigableString]:
        """Yield the texts in an element that nothing has claimed yet.

        Args:
            own_label: leave out what a label further in says.
        """
        for node in tag.descendants:
            if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                spot = self.spots[id(node)]
                if spot.mute or id(node) in self.claimed:
                    continue
                if not own_label or spot.label is tag:
                    yield node

    def take(self, nodes: list[NavigableString], *, dropped: bool = False) -> str:
        """Claim texts, so that they come into the portal once, and return them in one line.

        Args:
            nodes: the texts.
            dropped: whether they belong to something that is left out.
        """
        parts: list[str] = []
        before: Tag | None = None
        for node in nodes:
            block = self.spots[id(node)].block
            if before is not None and (block is not before or _broken_before(node)):
                parts.append(" ")
            parts.append(str(node))
            before = block
            self.claimed.add(id(node))
            link = None if dropped else link_around(node, block)
            if link is not None:
                self.links[id(link)] = link
        return one_line("".join(parts))


def link_around(node: NavigableString, block: Tag) -> Tag | None:
    """Return the link that a text is in, looking no further than its line."""
    for parent in node.parents:
        if parent.name == "a" and parent.has_attr("href"):
            return parent
        if parent is block:
            break
    return None


def _broken_before(node: NavigableString) -> bool:
    previous = node.previous_element
    return isinstance(previous, Tag) and previous.name in ("br", "img", "input")
