"""From one control to one question."""

from dataclasses import dataclass, field
from typing import Any

from consultation.feedback.blocks.questions import AUTOCOMPLETE_CHOICES

from .controls import Control
from .elements import attribute
from .kinds import ends_in_words, rating_steps, special_kind
from .labels import Naming, name_control
from .limits import date_limits, number_limits, text_limits
from .options import MOST, Offer, offer_of_group, offer_of_select
from .personal import is_email, is_personal
from .remarks import Remarks, quoted
from .scripted import lists_in, speaks_of
from .texts import read_wording
from .tree import FormTree
from .unheld import report_unheld, suggest

# Kinds of input that are a line of text here.
_AS_TEXT = {
    "tel": "a telephone number",
    "url": "a web address",
    "month": "a month",
    "week": "a week",
    "time": "a time",
    "datetime-local": "a date with a time",
    "datetime": "a date with a time",
    "color": "a colour",
}


@dataclass(slots=True)
class Asked:
    """A question on its way into the block.

    Args:
        type: the type of question block.
        control: what it was made from.
        naming: its label and help.
        fields: what the type has beyond label, help, key and `required`.
        required: whether an answer must be given.
        offer: what it offers, for choices.
    """

    type: str
    control: Control
    naming: Naming
    fields: dict[str, Any] = field(default_factory=dict)
    required: bool = False
    offer: Offer | None = None


def ask(control: Control, tree: FormTree, scripts: str, remarks: Remarks) -> Asked | None:
    """Return the question that a control asks; None where no question can, which is reported.

    Args:
        control: the control, or the buttons of one question.
        tree: the form.
        scripts: the text of the page's scripts.
        remarks: where it is said what the question does not hold.
    """
    offer = None
    if control.kind == "select":
        offer = offer_of_select(control.first, tree)
    elif control.is_group:
        offer = offer_of_group(control)
    naming = name_control(control, tree, offer.prompt if offer else "")
    if control.kind == "file":
        remarks.loss(
            control.first,
            f"{quoted(' '.join([naming.label.text, *naming.helps]), 4000)} asked for a file. Forms "
            "here take no files: the question was left out.",
        )
        return None
    asked = Asked("short_text", control, naming, offer=offer)
    if offer is not None and not offer.options:
        _empty_choice(asked, scripts, remarks)
    elif offer is not None:
        _choice(asked, offer, remarks)
    elif control.kind == "checkbox":
        _consent(asked, remarks)
    else:
        _line(asked, tree, remarks)
    _requirement(asked, offer, remarks)
    report_unheld(control, naming, asked.offer, remarks)
    return asked


def _empty_choice(asked: Asked, scripts: str, remarks: Remarks) -> None:
    """Ask for a line of text, so that the form can be answered, and tell what is missing."""
    first, label = asked.control.first, asked.naming.label.text
    asked.offer = None
    asked.fields["personal"] = is_personal(label, asked.control.name, "")
    names = attribute(first, "id"), asked.control.name
    where = "a script of this page" if speaks_of(scripts, *names) else "a script"
    groups = [attribute(each, "label") for each in first.find_all("optgroup")]
    if any(groups):
        where += f", in the groups {quoted(', '.join(filter(None, groups)), 4000)},"
    told = "".join(
        f" The script has this list: {quoted(each, 4000)}." for each in lists_in(scripts, *names)
    )
    remarks.doubt(
        first,
        f"The choice {quoted(label)} has no options: {where} seems to fill it in. It is a line of "
        f"text here. Make it a choice and add its options.{told}",
    )


def _choice(asked: Asked, offer: Offer, remarks: Remarks) -> None:
    first, label = asked.control.first, asked.naming.label.text
    if offer.dropped:
        remarks.loss(
            first,
            f"{quoted(label)} has {len(offer.options) + offer.dropped:,} options. The first "
            f"{MOST} were kept, {offer.dropped:,} were left out: ask for a line of text instead.",
        )
    several = asked.control.kind == "checkbox" or asked.control.first.has_attr("multiple")
    steps = None if several else rating_steps(offer.options)
    kind = "" if several else special_kind(label, asked.control.name, offer.options)
    if steps:
        asked.type = "rating"
        points, low, high = steps
        for text in [label, *asked.naming.helps]:
            told = ends_in_words(text, points)
            low, high = low or told[0], high or told[1]
        offer.values = {value: text for value, text in offer.values.items() if text[0] != value[:1]}
        asked.fields = {
            "points": points,
            "low_label": low or "Lowest",
            "high_label": high or "Highest",
        }
        if not (low and high):
            remarks.doubt(first, f"Say what the lowest and highest steps of {quoted(label)} mean.")
    elif several:
        asked.type, asked.fields = "several_choices", {"options": list(offer.options)}
    else:
        display = "select" if asked.control.kind == "select" else "radios"
        asked.type = kind or "single_choice"
        asked.fields = {"options": list(offer.options), "display": display}


def _consent(asked: Asked, remarks: Remarks) -> None:
    asked.type = "consent"
    if "quote" in asked.naming.label.text.casefold():
        remarks.doubt(
            asked.control.first,
            f"{quoted(asked.naming.label.text)} may be the consent to publish answers. If it is, "
            "say so in the form.",
        )


def _line(asked: Asked, tree: FormTree, remarks: Remarks) -> None:
    first, kind = asked.control.first, asked.control.kind
    label, name = asked.naming.label.text, asked.control.name
    personal = kind == "tel" or is_personal(label, name, attribute(first, "autocomplete"))
    if (kind == "email" and not first.has_attr("multiple")) or (
        kind == "text" and is_email(label, name)
    ):
        asked.type = "email"
        return
    if kind in ("number", "range"):
        number_limits(asked, remarks)
        return
    if kind == "date":
        asked.type = "date"
        date_limits(asked, remarks)
        return
    asked.type = "long_text" if kind == "textarea" else "short_text"
    asked.fields["personal"] = personal or kind == "email"
    if detail := _autocomplete(attribute(first, "autocomplete"), kind):
        asked.fields["autocomplete"] = detail
    if kind in _AS_TEXT:
        remarks.note(
            first,
            f"{quoted(label)} asked for {_AS_TEXT[kind]}. It is a line of text here, and its form "
            "is not checked.",
        )
    elif kind == "email":
        remarks.doubt(
            first, f"{quoted(label)} took several email addresses. It is a line of text here."
        )
    suggest(asked.control, asked.naming, tree, remarks)
    text_limits(asked, remarks)


def _autocomplete(tokens: str, kind: str) -> str:
    """Return the detail that a control asks for, if it is one that a question can name."""
    named = [*tokens.casefold().split(), "tel" if kind == "tel" else ""]
    offered = {token for token, _ in AUTOCOMPLETE_CHOICES}
    return next((token for token in named if token in offered), "")


def _requirement(asked: Asked, offer: Offer | None, remarks: Remarks) -> None:
    tags, marks = asked.control.tags, asked.naming.label.required
    told = any(
        tag.has_attr("required") or attribute(tag, "aria-required") == "true" for tag in tags
    )
    if marks is None and offer is not None and offer.prompt:
        marks = read_wording(offer.prompt).required
    asked.required = told or bool(marks)
    name = quoted(asked.naming.label.text)
    if told and marks is False:
        remarks.doubt(
            tags[0], f"{name} is called optional, but an answer was required. It is required here."
        )
    if marks and not told:
        remarks.note(tags[0], f"{name} is marked as required, and is required here.")
    if asked.control.hidden:
        asked.required = False
        remarks.doubt(
            tags[0],
            f"A script shows {name} only sometimes. Here it is always asked, and can be left open.",
        )
