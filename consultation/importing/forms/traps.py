"""Fields that robots are meant to fill in, and fields that a script shows only sometimes."""

import re

from bs4 import Tag

from .controls import kind_of
from .elements import attribute
from .scripted import speaks_of
from .tree import FormTree

_NAMES = re.compile(
    r"(?:^|[-_\[])(?:hp|honey|honey_?pot|trap|bot|gotcha|no_?spam|anti_?spam|robots?)(?:$|[-_\]\d])"
    r"|honey_?pot|bot[-_]?(?:field|check|trap)|leave[-_]?(?:this[-_]?)?(?:empty|blank)",
    re.I,
)
_WORDS = re.compile(
    r"\b(?:leave|keep) (?:this|it|the)\b.{0,30}\b(?:empty|blank|alone|unfilled)\b"
    r"|\b(?:do not|don.t|please don.t) (?:fill|enter anything|complete this|use this)"
    r"|\bif you (?:are|.re) (?:a )?human|\bspam (?:protection|check|trap)",
    re.I,
)
_CONDITION = re.compile(
    r"condition|depend|show[-_]?(?:if|when)|toggle|reveal|x-show|v-if|collaps"
    r"|(?:^|[-_ ])(?:step|tab|wizard|slide|panel|page)(?:$|[-_ \d])",
    re.I,
)
_FOLLOW_UP = re.compile(
    r"specify|which (?:one|other)|please (?:say|tell|explain|describe)|say more|\bother\b", re.I
)


def trap_reason(tag: Tag, tree: FormTree) -> str:
    """Say why a control is a trap for robots; "" where it is none."""
    name = attribute(tag, "name") or attribute(tag, "id")
    hidden = tree.is_hidden(tag)
    labels = [*tree.labels_for.get(attribute(tag, "id") or "\0", []), tree.spot(tag).label]
    told = " ".join(
        [each.get_text(" ") for each in labels if each is not None]
        + [attribute(tag, "placeholder"), attribute(tag, "aria-label")]
    )
    if kind_of(tag) not in ("radio", "checkbox", "textarea", "select") or hidden:
        if _WORDS.search(told[:500]):
            return "it asks to be left empty"
        if _NAMES.search(name):
            return f"its name is “{name}”"
    unfilled = attribute(tag, "autocomplete").casefold() in ("off", "new-password", "nope")
    unreachable = attribute(tag, "tabindex").startswith("-")
    if unreachable and (hidden or unfilled):
        return "nobody can reach it with the keyboard"
    if hidden and unfilled:
        return "it is out of sight and asks browsers not to fill it in"
    if hidden and any(
        attribute(each, "aria-hidden").casefold() == "true"
        for each in (tag, tag.parent)
        if each is not None
    ):
        return "nobody sees or hears it"
    return ""


def is_shown_sometimes(tag: Tag, tree: FormTree, scripts: str) -> bool:
    """Say whether a hidden control seems to be shown to people by a script.

    Args:
        tag: the control.
        tree: the form.
        scripts: the text of the page's scripts.
    """
    hider = tree.spot(tag).hider
    if hider is None:
        return False
    told = " ".join(f"{name} {value}" for name, value in hider.attrs.items() if name != "style")
    if _CONDITION.search(told[:500]):
        return True
    names = {attribute(each, name) for each in (hider, tag) for name in ("id", "name")}
    if speaks_of(scripts, *names):
        return True
    if hider is tag:
        return False
    # A trap is alone behind its curtain; the next step of a form is not.
    asking = hider.find_all(("input", "select", "textarea"), limit=50)
    several = {
        attribute(each, "name") or id(each)
        for each in asking
        if kind_of(each) != "hidden" and not trap_reason(each, tree)
    }
    return len(several) > 1 or bool(_FOLLOW_UP.search(hider.get_text(" ")[:500]))
