"""What a control is called, and what helps to answer it."""

import re
from dataclasses import dataclass, field

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from .beside import pictures, text_after
from .controls import BUTTONS, Control, kind_of
from .texts import Wording, one_line, read_wording, repeats, same
from .tree import HEADINGS, FormTree, attribute, classes, words

_HINTS = words("hint help help-text helptext form-text description note desc tip")
# What an empty choice says besides what it is about.
_PROMPTING = (
    "please select choose pick a an the one of your from list below option optional required "
    "answer value here none"
)

_LINES = ("text", "textarea", "search")

NO_WORDING = Wording("")


@dataclass(slots=True)
class Naming:
    """A control's label and help, as found.

    Args:
        label: the wording; its text is "" where nothing names the control.
        helps: what helps, in the order in which it is read.
        guessed: whether only a technical name was there.
    """

    label: Wording = NO_WORDING
    helps: list[str] = field(default_factory=list)
    guessed: bool = False

    def help(self, text: str, *, first: bool = False) -> None:
        """Add a help, unless the label or another help says the same.

        Args:
            text: the help.
            first: whether it stands before the others.
        """
        text = one_line(text)
        said = any(same(text, each) for each in self.helps)
        if text and not said and not repeats(text, self.label.text):
            self.helps.insert(0 if first else len(self.helps), text)


def is_hint(tag: Tag) -> bool:
    """Say whether an element looks like a hint beside a control."""
    return tag.name in ("small", "em", "i", "span") or bool(_HINTS.intersection(classes(tag)))


def name_control(control: Control, tree: FormTree, prompt: str = "") -> Naming:
    """Find a control's label, and the help that stands in its label and attributes.

    Args:
        control: the control, or the buttons of one question.
        tree: the form.
        prompt: what its empty choice says.
    """
    naming = Naming()
    first = control.first
    hints: list[str] = []
    named, unseen = _from_labels(control, tree, hints)
    told = _described(control, tree)
    placeholder = "" if control.is_group else attribute(first, "placeholder")
    title = attribute(first, "title")
    if not named and control.kind == "checkbox" and not control.is_group:
        named = text_after(first, tree)
    named = named or _text_before(control, tree, strong=bool(placeholder or title))
    if named and unseen and placeholder and repeats(named, read_wording(placeholder).text):
        # What people have seen is the placeholder; the label was for screen readers.
        placeholder, named = named, placeholder
    legend = "" if control.is_group and named else legend_of(control, tree)
    read = [read_wording(each) for each in (named, placeholder, legend, title, prompt)]
    name = attribute(first, "name") or attribute(first, "id")
    wording = next((each for each in read if each.text), NO_WORDING)
    if not wording.text:
        wording, naming.guessed = Wording(_readable(name)), True
    marks = [each.required for each in read if each.required is not None]
    naming.label = Wording(wording.text, marks[0] if marks else None, wording.more)
    spoken = attribute(first, "aria-label") if not control.is_group else ""
    for each in [wording.more, read[2].text, *hints, *told, read[3].text, spoken]:
        naming.help(each)
    naming.help(_example(read[1].text))
    if not repeats(read[4].text, f"{wording.text} {_PROMPTING}"):
        naming.help(read[4].text)
    return naming


def _example(text: str) -> str:
    """Return an example of an answer as a help; other texts as they are."""
    bare = " " not in text and re.search(r"[@/.:0-9]", text)
    return f"For example, {text}" if bare else text


def _readable(name: str) -> str:
    text = one_line(re.sub(r"[\W_]+", " ", name)) or "Question"
    return text[:1].upper() + text[1:]


def _from_labels(control: Control, tree: FormTree, hints: list[str]) -> tuple[str, bool]:
    """Return the text of a control's labels, and whether only screen readers are told."""
    first = control.first
    if control.is_group:
        return _of_group(control, tree), False
    labels = list(tree.labels_for.get(attribute(first, "id") or "\0", []))
    around = tree.spot(first).label
    if around is not None and all(each is not around for each in labels):
        labels.append(around)
    texts: list[str] = []
    for label in labels:
        own = list(tree.strings(label, own_label=True))
        within = {id(node): _is_hinted(node, label) for node in own}
        text = tree.take([node for node in own if not within[id(node)]])
        hint = tree.take([node for node in own if within[id(node)]])
        if not text or read_wording(hint).required is not None:
            text, hint = one_line(f"{text} {hint}"), ""
        texts += [text, *(attribute(each, "alt") for each in pictures(label, tree))]
        hints.append(hint)
    if any(texts):
        return one_line(" ".join(texts)), all(tree.spot(each).unseen for each in labels)
    return _aria(first, tree), False


def _is_hinted(node: NavigableString, label: Tag) -> bool:
    for parent in node.parents:
        if parent is label:
            return False
        if parent.name == "small" or _HINTS.intersection(classes(parent)):
            return True
    return False


def _aria(tag: Tag, tree: FormTree) -> str:
    return attribute(tag, "aria-label") or one_line(
        " ".join(
            tree.take(list(tree.strings(each)))
            for each in tree.find(attribute(tag, "aria-labelledby"))
        )
    )


def _of_group(control: Control, tree: FormTree) -> str:
    """Return what a group of buttons is called by the elements around it."""
    legend = legend_of(control, tree)
    if legend:
        return legend
    for parent in control.first.parents:
        if parent is tree.scope:
            break
        if attribute(parent, "role") in ("radiogroup", "group"):
            own = {id(tag) for tag in control.tags}
            held = parent.find_all(("input", "select", "textarea"))
            return _aria(parent, tree) if all(id(each) in own for each in held) else ""
    return ""


def legend_of(control: Control, tree: FormTree) -> str:
    """Return the legend of a fieldset that holds this question alone."""
    fieldset = tree.spot(control.first).fieldset
    if fieldset is None:
        return ""
    own = {id(tag) for tag in control.tags}
    others = [
        kind_of(each)
        for each in fieldset.find_all(("input", "select", "textarea"))
        if id(each) not in own and kind_of(each) not in ("hidden", *BUTTONS)
    ]
    # A line for what is not among the answers.
    if others and (len(others) > 1 or not control.is_group or others[0] not in _LINES):
        return ""
    legend = fieldset.find("legend")
    return tree.take(list(tree.strings(legend))) if isinstance(legend, Tag) else ""


def _described(control: Control, tree: FormTree) -> list[str]:
    """Return what the elements say that describe a control."""
    found: list[str] = []
    for tag in control.tags:
        for each in tree.find(attribute(tag, "aria-describedby")):
            found.append(tree.take(list(tree.strings(each))))
        found.append(attribute(tag, "aria-description"))
    return found


def _text_before(control: Control, tree: FormTree, *, strong: bool) -> str:
    """Return the text right before a control that nothing else has claimed.

    Args:
        control: the control.
        tree: the form.
        strong: whether it must stand in the same line, since there is another name.
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
            if claimed and control.is_group and spot.label is not None:
                # The first answer stands before its button.
                node = node.previous_element
                continue
            if claimed or spot.hider is not None or spot.block.name in HEADINGS:
                break
            if spot.block is not (tree.spot(found[0]).block if found else block) and (
                found or strong
            ):
                break
            found.insert(0, node)
        node = node.previous_element
    if sum(len(each) for each in found) > 600:
        return ""
    return tree.take(found)
