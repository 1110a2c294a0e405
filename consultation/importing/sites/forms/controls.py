"""The controls of an HTML form: which are one question, what it is called, what helps with it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from bs4 import Tag

from consultation.importing.sites.elements import UNSEEN, attribute, is_text, one_line, words_of

NAMES = ("input", "select", "textarea")
# Inputs that ask nothing.
_SILENT = frozenset(("hidden", "submit", "button", "image", "reset"))
# The text in these is no text of the page.
NO_TEXT = UNSEEN | {"option", "textarea", "button", "iframe"}
_MARK = re.compile(
    r"[(\[]\s*(?P<mark>optional|required|mandatory)\b\s*[,;:–—-]?\s*(?P<more>[^()\[\]]*)[)\]]"
    r"|\s*[,–—-]\s*(?P<ending>optional|required|mandatory)$",
    re.I,
)
_STARS = "*\uff0a\u2217\u2731"
# How many elements a text may stand before a control that it seems to be the name of.
_NEAR = 50


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


def text_of(*tags: Tag) -> str:
    """Return the words of elements, without those of their controls."""
    return one_line(" ".join(words_of(tag, NO_TEXT) for tag in tags))


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


@dataclass(slots=True)
class Label:
    """The name of a question, the text that helps to answer it, and what its marks say."""

    text: str
    help_text: str = ""
    required: bool = False

    def help(self, text: str) -> None:
        """Add a text that helps, unless it says nothing new."""
        if not _words(text) <= _words(f"{self.text} {self.help_text}"):
            gap = " " if self.help_text[-1:] in ".!?" else ". "
            self.help_text = f"{self.help_text}{gap}{text}".strip()


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def read_marks(text: str) -> Label:
    """Return a label without the marks of required and optional questions."""
    found = list(_MARK.finditer(text))
    marked = one_line(_MARK.sub(" ", text)).strip(" :")
    has_star = bool(marked) and (marked[0] in _STARS or marked[-1] in _STARS)
    marks = {(each["mark"] or each["ending"]).casefold() for each in found}
    label = Label(marked.strip(f" :{_STARS}"), required=has_star or bool(marks - {"optional"}))
    for each in found:
        more = (each["more"] or "").strip()
        label.help(more[:1].upper() + more[1:])
    return label


class Labels:
    """Every label of a form or page; `used` are the elements whose words are in a question."""

    def __init__(self, scope: Tag) -> None:
        self.used: list[Tag] = []
        self._by_id: dict[str, Tag] = {}
        self._by_control: dict[str, list[Tag]] = {}
        for tag in scope.find_all(id=True):
            self._by_id.setdefault(attribute(tag, "id"), tag)
        for label in scope.find_all("label"):
            self._by_control.setdefault(attribute(label, "for"), []).append(label)

    def text_of(self, tag: Tag) -> str:
        """Return what an element is called: its labels, or else what screen readers are told."""
        labels = self._by_control.get(attribute(tag, "id"), []) if tag.get("id") else []
        around = tag.find_parent("label")
        # A label belongs to the first control in it.
        if around is not None and not around.get("for") and around.find(NAMES) is tag:
            labels = [*labels, around]
        self.used += labels
        told = text_of(*labels) or self._told(tag, "aria-labelledby")
        return told or attribute(tag, "aria-label")

    def _told(self, tag: Tag, name: str) -> str:
        named = dict.fromkeys(attribute(tag, name).split())
        found = [self._by_id[each] for each in named if each in self._by_id]
        self.used += found
        return text_of(*found)

    def label_of(self, control: Control) -> Label:
        """Return the label of a control; without text where nothing in the form names it."""
        first, placeholder = control.first, Label("")
        if control.is_group:
            label = read_marks(self._legend_text(control))
        else:
            placeholder = read_marks(attribute(first, "placeholder"))
            label = read_marks(self.text_of(first) or self._legend_text(control))
            label.text = label.text or placeholder.text or attribute(first, "title")
            label.required |= placeholder.required
        for each in control.tags:
            label.help(self._told(each, "aria-describedby"))
        label.help(placeholder.text)
        return label

    def _legend_text(self, control: Control) -> str:
        """Return the legend of a fieldset that holds this question alone, or a line for “Other”."""
        fieldset = control.first.find_parent("fieldset")
        legend = fieldset.find("legend") if fieldset is not None else None
        if fieldset is None or legend is None:
            return ""
        own = {id(tag) for tag in control.tags}
        others = [kind_of(tag) for tag in asking(fieldset) if id(tag) not in own]
        if others and not (control.is_group and others == ["text"]):
            return ""
        self.used.append(legend)
        return text_of(legend)

    def called(self, control: Control) -> str:
        """Return what people know a control by, for the report: if need be, a text nearby."""
        if text := self.label_of(control).text:
            return text
        for node in islice(control.first.previous_elements, _NEAR):
            if isinstance(node, Tag) and node.name in NAMES:
                break
            if is_text(node) and str(node).strip() and node.find_parent(NO_TEXT) is None:
                return one_line(str(node)).strip(f" :{_STARS}")
        return control.name or control.kind
