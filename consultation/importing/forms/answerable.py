"""Which controls of a form people can answer."""

from bs4 import Tag

from .controls import BUTTONS, kind_of
from .elements import attribute
from .remarks import Remarks, quoted
from .traps import is_shown_sometimes, trap_reason
from .tree import FormTree

_CONTROLS = ("input", "select", "textarea")


def answerable(form: Tag, tree: FormTree, scripts: str, remarks: Remarks) -> list[Tag]:
    """Return the controls that people can answer; the others are reported and dropped.

    Args:
        form: the form.
        tree: the form with what belongs to it.
        scripts: the text of the page's scripts.
        remarks: where it is said what was dropped.
    """
    found: list[Tag] = []
    for tag in [*form.find_all(_CONTROLS), *_outside(form, tree, remarks)]:
        kind = kind_of(tag)
        called = quoted(attribute(tag, "name") or attribute(tag, "id") or kind)
        if kind in BUTTONS:
            continue
        if tag.parent is not None and tree.spot(tag.parent).mute:
            remarks.doubt(tag, f"The field {called} stands where nobody sees it and was left out.")
            continue
        if kind == "hidden":
            remarks.note(tag, f"The hidden field {called} was left out.")
            continue
        reason = trap_reason(tag, tree)
        if reason:
            _forget(tag, tree)
            seen = not tree.is_hidden(tag)
            (remarks.doubt if seen else remarks.note)(
                tag, f"The field {called} is a trap for robots ({reason}) and was left out."
            )
            continue
        if tag.has_attr("readonly") and kind not in ("radio", "checkbox"):
            _forget(tag, tree)
            remarks.note(tag, f"The field {called} could not be changed and was left out.")
            continue
        if tree.is_hidden(tag) and not is_shown_sometimes(tag, tree, scripts):
            _forget(tag, tree)
            remarks.doubt(tag, f"The field {called} is never shown and was left out.")
            continue
        found.append(tag)
    for tag in form.find_all(contenteditable=True):
        if attribute(tag, "contenteditable").casefold() != "false":
            remarks.loss(tag, "An area to write in that is no field of the form was left out.")
    return found


def _outside(form: Tag, tree: FormTree, remarks: Remarks) -> list[Tag]:
    """Return controls that stand beside the form and name it as theirs."""
    name = attribute(form, "id")
    if not name or form.parent is None:
        return []
    *_, root = form.parents
    inside = {id(tag) for tag in form.find_all(_CONTROLS)}
    named = [tag for tag in root.find_all(_CONTROLS, form=name) if id(tag) not in inside]
    for tag in named:
        if id(tag) not in tree.spots:
            called = quoted(attribute(tag, "name") or kind_of(tag))
            remarks.loss(form, f"The field {called} stands far from its form and was left out.")
    return [tag for tag in named if id(tag) in tree.spots]


def _forget(tag: Tag, tree: FormTree) -> None:
    """Claim the label of a control that is dropped."""
    for label in [*tree.labels_for.get(attribute(tag, "id") or "\0", []), tree.spot(tag).label]:
        if label is not None:
            tree.take(list(tree.strings(label, own_label=True)), dropped=True)
