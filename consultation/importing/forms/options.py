"""The answers that a control offers."""

import re
from dataclasses import dataclass, field

from bs4 import Tag

from consultation.responses.definitions import SEPARATOR

from .controls import Control
from .elements import attribute
from .texts import one_line, same, shorten
from .tree import FormTree

LONGEST = 250
MOST = 500
# What old forms send for "nothing chosen".
_NO_VALUES = frozenset(("0", "-1", "none", "null", "default", "select", "choose", "placeholder"))
_PROMPT = re.compile(
    r"^\W*(?:please\s+)?(?:select|choose|pick)\b|^[\W_]*$|(?:…|\.\.\.)\W*$|^\W*[-–—]{1,3}.*[-–—]{1,3}\W*$",
    re.I,
)


@dataclass(slots=True)
class Offer:
    """What a control offers, as a question can hold it.

    Args:
        options: the answers, in order.
        prompt: what an empty choice says.
        values: what the old form sent, by option, where it differs.
        chosen: options that are chosen before anybody has answered.
        remarks: what was changed, as sentences.
        cut: options that are too long, by the beginning that stands for them.
        dropped: options that are left out because there are too many.
    """

    options: list[str] = field(default_factory=list)
    prompt: str = ""
    values: dict[str, str] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    cut: dict[str, str] = field(default_factory=dict)
    dropped: int = 0
    _known: set[str] = field(default_factory=set)

    def add(self, text: str, value: str | None, *, chosen: bool = False) -> None:
        """Add an option, unless it is there already."""
        option = text.removesuffix(":").rstrip()
        if SEPARATOR.strip() in option:
            option = option.replace(SEPARATOR.strip(), ",")
            self.remarks.append(
                f"In the option “{text}” commas stand for semicolons, which separate options in "
                "exports."
            )
        if len(option) > LONGEST:
            whole, option = option, shorten(option, LONGEST)
            self.cut[option] = whole
        if option.casefold() in self._known:
            self.remarks.append(f"The option “{option}” was there twice and is there once now.")
            return
        if len(self.options) >= MOST:
            self.dropped += 1
            return
        self.options.append(option)
        self._known.add(option.casefold())
        if value is not None and value not in (text, option):
            self.values[value] = option
        if chosen:
            self.chosen.append(option)

    def add_closed(self, texts: list[str]) -> None:
        """Deal with options that could not be chosen: they count only where no other is there."""
        if self.options:
            self.remarks += [
                f"The option “{text}” could not be chosen and was left out." for text in texts
            ]
            return
        for text in texts:
            self.add(text, None)
        if texts:
            self.remarks.append("Its options could not be chosen at first. Here they can.")


def offer_of_select(select: Tag, tree: FormTree) -> Offer:
    """Return what a `<select>` offers."""
    offer = Offer()
    closed: list[str] = []
    options = select.find_all("option")
    for index, option in enumerate(options):
        text, written = attribute(option, "label"), _own_text(option)
        if text and written and not same(text, written):
            offer.remarks.append(f"The option “{text}” was written as “{written}” in the code.")
        text = text or written
        value = one_line(str(option["value"])) if option.has_attr("value") else None
        disabled = option.has_attr("disabled")
        if _is_prompt(text, value, first=index == 0, disabled=disabled):
            if index == 0:
                offer.prompt = text
            elif text:
                offer.remarks.append(f"“{text}” is no answer and was left out of the options.")
            continue
        group = tree.spot(option).optgroup
        name = attribute(group, "label") if group is not None else ""
        if name:
            value = text if value is None else value
            text = f"{name}: {text}"
        if disabled:
            closed.append(text)
        else:
            offer.add(text, value, chosen=option.has_attr("selected"))
    offer.add_closed(closed)
    return offer


def _is_prompt(text: str, value: str | None, *, first: bool, disabled: bool) -> bool:
    if not text:
        return value in (None, "") or first
    if first and disabled:
        return True
    if value == "":
        return not first or bool(_PROMPT.search(text)) or disabled or not _is_answer(text)
    asks = first and bool(_PROMPT.search(text))
    empty = value is None or value.casefold() in _NO_VALUES or same(value, text)
    return (asks and empty) or not re.search(r"\w", text)


def _is_answer(text: str) -> bool:
    return bool(re.match(r"\W*(?:none|no|not|any|all|prefer|don.t|other|n/?a)\b", text, re.I))


def _own_text(option: Tag) -> str:
    """Return an option's text without that of options which an unclosed one has swallowed."""
    parts: list[str] = []
    for child in option.children:
        if isinstance(child, Tag):
            if child.name in ("option", "optgroup"):
                break
            parts.append(child.get_text())
        else:
            parts.append(str(child))
    return one_line("".join(parts))


def offer_of_group(control: Control) -> Offer:
    """Return what radio buttons or boxes offer."""
    offer = Offer()
    closed: list[str] = []
    # Stars and faces say nothing by themselves.
    drawn = len(set(control.texts)) < len(control.texts) and not any(
        re.search(r"\w", text) for text in control.texts
    )
    for tag, beside in zip(control.tags, control.texts, strict=True):
        value = one_line(str(tag["value"])) if tag.has_attr("value") else None
        text = (value if drawn else beside) or value or attribute(tag, "id") or "Yes"
        if tag.has_attr("disabled"):
            closed.append(text)
        else:
            offer.add(text, value, chosen=tag.has_attr("checked"))
    offer.add_closed(closed)
    return offer
