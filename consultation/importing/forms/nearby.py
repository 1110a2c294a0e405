"""What a control is called by the elements around it."""

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from .controls import BUTTONS, Control, kind_of
from .elements import HEADINGS, attribute
from .texts import one_line
from .tree import FormTree

_LINES = ("text", "textarea", "search")


def spoken_name(tag: Tag, tree: FormTree) -> str:
    """Return what screen readers call an element."""
    return attribute(tag, "aria-label") or one_line(
        " ".join(
            tree.take(list(tree.strings(each)))
            for each in tree.find(attribute(tag, "aria-labelledby"))
        )
    )


def name_of_group(control: Control, tree: FormTree) -> str:
    """Return what a group of buttons is called by the elements around it."""
    legend = legend_of(control, tree)
    if legend:
        return legend
    for parent in control.first.parents:
        if parent is tree.scope:
            break
        if attribute(parent, "role") in ("radiogroup", "group"):
            own = {id(tag) for tag in control.tags}
            held = tree.controls_in(parent)
            return spoken_name(parent, tree) if all(id(each) in own for each in held) else ""
    return ""


def legend_of(control: Control, tree: FormTree) -> str:
    """Return the legend of a fieldset that holds this question alone."""
    fieldset = tree.spot(control.first).fieldset
    if fieldset is None:
        return ""
    own = {id(tag) for tag in control.tags}
    others: list[str] = []
    for each in tree.controls_in(fieldset):
        if id(each) not in own and kind_of(each) not in ("hidden", *BUTTONS):
            others.append(kind_of(each))
            if len(others) > 1:
                return ""
    # A line for what is not among the answers.
    if others and (not control.is_group or others[0] not in _LINES):
        return ""
    legend = fieldset.find("legend")
    return tree.take(list(tree.strings(legend))) if isinstance(legend, Tag) else ""


def text_before(control: Control, tree: FormTree, *, strong: bool, past: bool = False) -> str:
    """Return the text right before a control that nothing else has claimed.

    Args:
        control: the control.
        tree: the form.
        strong: whether it must stand in the same line, since there is another name.
        past: whether a text that was claimed already stands in between.
    """
    block = tree.spot(control.first).block
    found: list[NavigableString] = []
    node: PageElement | None = control.first.previous_element
    while node is not None and id(node) in tree.spots and node is not tree.scope:
        spot = tree.spot(node)
        if isinstance(node, Tag):
            if node.name in ("input", "select", "textarea", "button"):
                break
        elif isinstance(node, NavigableString) and node.strip() and not spot.mute:
            claimed = id(node) in tree.claimed
            if claimed and control.is_group and (spot.label is not None or (past and not found)):
                # The first answer stands before its button.
                node = node.previous_element
                continue
            if claimed or spot.hider is not None or spot.block.name in HEADINGS:
                break
            if spot.block is not (tree.spot(found[0]).block if found else block) and (
                found or strong
            ):
                break
            if not found and _belongs_to_another(node, control, tree):
                break
            found.insert(0, node)
        node = node.previous_element
    if sum(len(each) for each in found) > 600:
        return ""
    return tree.take(found)


def _belongs_to_another(node: NavigableString, control: Control, tree: FormTree) -> bool:
    """Say whether a text stands in an element with another control, and this one outside it."""
    own = {id(parent) for parent in control.first.parents}
    for parent in node.parents:
        if id(parent) in own:
            return False
        if tree.controls_in(parent):
            return True
    return False
