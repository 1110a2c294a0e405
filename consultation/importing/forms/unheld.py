"""What a control has that no question can hold, said in the report."""

from bs4 import Tag

from .controls import Control
from .elements import attribute
from .labels import Naming
from .options import Offer
from .remarks import Remarks, quoted
from .texts import one_line, repeats
from .tree import FormTree

# Room for the suggestions in a help text.
_LONGEST_SUGGESTIONS = 300


def report_unheld(control: Control, naming: Naming, offer: Offer | None, remarks: Remarks) -> None:
    """Report patterns, values that were filled in already, and changed options."""
    first, name = control.first, quoted(naming.label.text)
    if attribute(first, "pattern"):
        remarks.doubt(
            first,
            f"{name} was checked against the pattern {quoted(attribute(first, 'pattern'))}. Here "
            "it is not.",
        )
    _report_hints(control, naming, remarks)
    if offer is not None:
        _report_offer(first, name, offer, remarks)
        return
    if any(tag.has_attr("disabled") for tag in control.tags):
        remarks.doubt(first, f"{name} could not be answered at first. Here it can.")
    if control.kind == "checkbox":
        value = ""
        if first.has_attr("checked"):
            remarks.note(first, f"{name} was ticked from the start. Here it is not.")
    elif control.kind == "textarea":
        value = one_line(first.get_text())
    else:
        value = "" if control.kind == "range" else attribute(first, "value")
    if value:
        remarks.note(first, f"{name} was filled in with {quoted(value, 4000)}. Here it is empty.")


def _report_hints(control: Control, naming: Naming, remarks: Remarks) -> None:
    """Report what a pointer or a screen reader is told about one answer of several."""
    for tag, text in zip(control.tags, control.texts, strict=False):
        for hint in (attribute(tag, "title"), attribute(tag, "aria-label")):
            if not repeats(hint, f"{text} {naming.label.text}"):
                name = quoted(naming.label.text)
                remarks.loss(tag, f"{name}: the hint {quoted(hint, 4000)} was left out.")


def _report_offer(first: Tag, name: str, offer: Offer, remarks: Remarks) -> None:
    for text in offer.remarks:
        remarks.note(first, f"{name}: {text}")
    if offer.chosen:
        chosen = ", ".join(offer.chosen)
        remarks.note(first, f"{name} began with {quoted(chosen, 500)}. Here it begins open.")
    if offer.values:
        pairs = ", ".join(f"{value} = {option}" for value, option in offer.values.items())
        remarks.note(
            first,
            f"{name} stored other values than it showed. Answers here are what people read: "
            f"{quoted(pairs, 4000)}.",
        )


def suggest(control: Control, naming: Naming, tree: FormTree, remarks: Remarks) -> None:
    """Keep the suggestions of a line of text as help."""
    lists = tree.find(attribute(control.first, "list"))
    if not lists:
        return
    suggestions = [
        attribute(option, "value") or attribute(option, "label") or one_line(option.get_text())
        for option in lists[0].find_all("option")
    ]
    text = ", ".join(dict.fromkeys(filter(None, suggestions)))
    name = quoted(naming.label.text)
    if text and len(text) <= _LONGEST_SUGGESTIONS:
        naming.help(f"For example: {text}")
        remarks.note(control.first, f"The suggestions for {name} stand in its help text.")
    elif text:
        remarks.loss(
            control.first, f"The suggestions for {name} were left out: {quoted(text, 4000)}."
        )
    else:
        remarks.doubt(
            control.first,
            f"The suggestions for {name} are missing: a script seems to fill them in.",
        )
