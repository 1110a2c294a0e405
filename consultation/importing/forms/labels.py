"""What a control is called, and what helps to answer it."""

import re
from dataclasses import dataclass, field

from bs4 import NavigableString, Tag

from .beside import pictures, text_after
from .controls import Control
from .elements import attribute, classes, words
from .kinds import explains_scale
from .nearby import legend_of, name_of_group, spoken_name, text_before
from .texts import Wording, bare, one_line, read_wording, repeats
from .tree import FormTree

_HINTS = words("hint help help-text helptext form-text description note desc tip")
# What an empty choice says besides what it is about.
_PROMPTING = (
    "please select choose pick a an the one of your from list below option optional required "
    "answer value here none"
)

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
    _said: set[str] = field(default_factory=set)

    def help(self, text: str, *, first: bool = False) -> None:
        """Add a help, unless the label or another help says the same.

        Args:
            text: the help.
            first: whether it stands before the others.
        """
        text = one_line(text)
        said = bare(text)
        if text and said not in self._said and not repeats(text, self.label.text):
            self._said.add(said)
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
    named = named or text_before(control, tree, strong=bool(placeholder or title))
    if control.is_group and explains_scale(named):
        # What the numbers mean stands between the question and its answers.
        hints.append(named)
        named = text_before(control, tree, strong=False, past=True) or hints.pop()
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
        return name_of_group(control, tree), False
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
    return spoken_name(first, tree), False


def _is_hinted(node: NavigableString, label: Tag) -> bool:
    for parent in node.parents:
        if parent is label:
            return False
        if parent.name == "small" or _HINTS.intersection(classes(parent)):
            return True
    return False


def _described(control: Control, tree: FormTree) -> list[str]:
    """Return what the elements say that describe a control."""
    found: list[str] = []
    for tag in control.tags:
        for each in tree.find(attribute(tag, "aria-describedby")):
            found.append(tree.take(list(tree.strings(each))))
        found.append(attribute(tag, "aria-description"))
    return found
