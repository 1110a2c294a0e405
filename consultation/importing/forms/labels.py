"""What a control is called, and what helps to answer it."""

from dataclasses import dataclass, field

from bs4 import NavigableString, Tag
from bs4.element import PageElement

from .controls import Control
from .texts import Wording, one_line, read_wording, repeats, same
from .tree import HEADINGS, FormTree, attribute, classes, words

_HINTS = words("hint help help-text helptext form-text description note desc tip")


NO_WORDING = Wording("")


@dataclass(slots=True)
class Naming:
    """A control's label and help, as found.

    Args:
        label: the wording; its text is "" where nothing names the control.
        helps: what helps, in the order in which it is read.
        links: links in the label, which a label here cannot hold.
        guessed: whether only a technical name was there.
    """

    label: Wording = NO_WORDING
    helps: list[str] = field(default_factory=list)
    links: list[Tag] = field(default_factory=list)
    guessed: bool = False

    def help(self, text: str) -> None:
        """Add a help, unless the label or another help says the same."""
        text = one_line(text)
        said = any(same(text, each) for each in self.helps)
        if text and not said and not repeats(text, self.label.text):
            self.helps.append(text)


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
    text, unseen = _from_labels(control, tree, naming, hints)
    told = _described(control, tree)
    placeholder = "" if control.is_group else attribute(first, "placeholder")
    title = attribute(first, "title")
    name = attribute(first, "name") or attribute(first, "id")
    named = text or _text_before(control, tree, strong=bool(placeholder or title))
    if named and unseen and placeholder and repeats(named, read_wording(placeholder).text):
        # What people have seen is the placeholder; the label was for screen readers.
        placeholder, named = named, placeholder
    candidates = [named, placeholder, _legend(control, tree), title, prompt]
    readable = _readable(name)
    wording = next((each for each in map(read_wording, candidates) if each.text), NO_WORDING)
    if not wording.text:
        wording, naming.guessed = Wording(readable), True
    marks = [each.required for each in map(read_wording, candidates) if each.required is not None]
    naming.label = Wording(wording.text, marks[0] if marks else None, wording.more)
    for each in [wording.more, *hints, *told, title]:
        naming.help(read_wording(each).text if each == title else each)
    naming.help(_example(read_wording(placeholder).text))
    return naming


def _example(text: str) -> str:
    """Return an example of an answer as a help; other texts as they are."""
    bare = " " not in text and any(sign in text for sign in "@/.:0123456789")
    return f"For example, {text}" if bare else text


def _readable(name: str) -> str:
    words = one_line(name.replace("_", " ").replace("-", " ").replace("[]", " "))
    return words[:1].upper() + words[1:]


def _from_labels(
    control: Control, tree: FormTree, naming: Naming, hints: list[str]
) -> tuple[str, bool]:
    """Return the text of a control's labels, and whether only screen readers are told."""
    first = control.first
    if control.is_group:
        return _of_group(control, tree), False
    labels = list(tree.labels_for.get(attribute(first, "id") or "\0", []))
    around = tree.spot(first).label
    if around is not None and around not in labels:
        labels.append(around)
    texts: list[str] = []
    for label in labels:
        own = list(tree.strings(label, own_label=True))
        within = {id(node): _hint_around(node, label) for node in own}
        text = tree.take([node for node in own if within[id(node)] is None])
        hint = tree.take([node for node in own if within[id(node)] is not None])
        if not text or set(hint) <= set("*()") or read_wording(hint).required is not None:
            text, hint = one_line(f"{text} {hint}"), ""
        texts.append(text)
        hints.append(hint)
        naming.links.extend(label.find_all("a", href=True))
        text += "".join(f" {attribute(each, 'alt')}" for each in label.find_all("img"))
    if any(texts):
        return " ".join(filter(None, texts)), all(tree.spot(each).unseen for each in labels)
    return _aria(first, tree), False


def _hint_around(node: NavigableString, label: Tag) -> Tag | None:
    for parent in node.parents:
        if parent is label:
            return None
        if parent.name == "small" or _HINTS.intersection(classes(parent)):
            return parent
    return None


def _aria(tag: Tag, tree: FormTree) -> str:
    return attribute(tag, "aria-label") or one_line(
        " ".join(
            tree.take(list(tree.strings(each)))
            for each in tree.find(attribute(tag, "aria-labelledby"))
        )
    )


def _of_group(control: Control, tree: FormTree) -> str:
    """Return what a group of buttons is called by the elements around it."""
    legend = _legend(control, tree)
    if legend:
        return legend
    for parent in control.first.parents:
        if attribute(parent, "role") in ("radiogroup", "group"):
            return _aria(parent, tree)
        if parent is tree.scope:
            break
    return ""


def _legend(control: Control, tree: FormTree) -> str:
    """Return the legend of a fieldset that holds this question alone."""
    fieldset = tree.spot(control.first).fieldset
    if fieldset is None:
        return ""
    own = {id(tag) for tag in control.tags}
    others = fieldset.find_all(("input", "select", "textarea"))
    if any(id(each) not in own and attribute(each, "type") != "hidden" for each in others):
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
    first = control.first
    block = tree.spot(first).block
    found: list[NavigableString] = []
    node: PageElement | None = first.previous_element
    while node is not None and id(node) in tree.spots and node is not tree.scope:
        spot = tree.spot(node)
        if isinstance(node, Tag):
            if node.name in ("input", "select", "textarea", "button") or node.name in HEADINGS:
                break
        elif isinstance(node, NavigableString) and node.strip() and not spot.mute:
            if id(node) in tree.claimed and control.is_group and spot.label is not None:
                node = node.previous_element
                continue
            if id(node) in tree.claimed or spot.hider is not None:
                break
            if found and spot.block is not tree.spot(found[0]).block:
                break
            if spot.block is not block and (strong or spot.block.name in HEADINGS):
                break
            found.insert(0, node)
        node = node.previous_element
    if sum(len(each) for each in found) > 600:
        return ""
    return tree.take(found)
