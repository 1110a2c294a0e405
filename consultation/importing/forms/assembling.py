"""Questions and texts, put together as a block holds them."""

import re
from html import escape
from typing import Any

from bs4 import Tag

from .elements import attribute
from .found import FoundForm
from .keys import choose_key
from .pieces import Around
from .questions import Asked
from .remarks import Remarks, quoted
from .rich import as_html, linked
from .texts import one_line, sentence, shorten
from .tree import FormTree

LONGEST_HEADING = 150
LONGEST_LABEL = 250
LONGEST_HELP = 500
# A promise of what an address is for that leaves the receipt out.
_ONLY = re.compile(r"\b(?:only|solely|just|nothing else)\b", re.IGNORECASE)
DEFAULT_HEADING = "Page feedback"
DEFAULT_THANKS = "<p>Thank you. Your feedback has been received.</p>"


def assemble(
    asked: list[Asked], around: Around, button: str, tree: FormTree, remarks: Remarks
) -> FoundForm:
    """Return the block of a form, nothing in it longer than the block allows.

    What is too long for its place stands in full in the introduction.
    """
    found = FoundForm({}, remarks.place)
    extra: list[str] = []
    questions = [_question(each, found, extra, remarks) for each in asked]
    taken: set[str] = set()
    for each, question in zip(asked, questions, strict=True):
        key = choose_key(each.control.name, question["value"]["label"], taken)
        question["value"]["key"] = key
        if each.offer is not None and each.offer.values and each.type != "rating":
            found.values[key] = dict(each.offer.values)
    for link in tree.links.values():
        text = one_line(link.get_text(" "))
        extra.append(f"<p>{linked(escape(text, quote=False), link, remarks)}</p>")
        remarks.doubt(
            link, f"Questions hold no links: {quoted(text)} is linked from the introduction."
        )
    heading = around.heading or attribute(remarks.form, "aria-label") or DEFAULT_HEADING
    introduction = as_html(around.introduction, remarks)
    if len(heading) > LONGEST_HEADING:
        introduction = f"<p><b>{escape(heading, quote=False)}</b></p>{introduction}"
        heading = shorten(heading, LONGEST_HEADING)
    found.block = {
        "heading": heading,
        "introduction": introduction + "".join(extra),
        "questions": questions,
        "button_text": button,
        "thank_you": as_html(around.thank_you, remarks) or DEFAULT_THANKS,
    }
    return found


def _question(asked: Asked, found: FoundForm, extra: list[str], remarks: Remarks) -> dict[str, Any]:
    """Return a question as raw block data, its key still open."""
    _settle_kind(asked, found, remarks)
    first, helps = asked.control.first, asked.naming.helps
    label = asked.naming.label.text
    # An example ends as it is typed, without a full stop.
    last = helps[-1:] if len(helps) == 1 or _is_example(helps) else [*map(sentence, helps[-1:])]
    help_text = " ".join([*map(sentence, helps[:-1]), *last])
    for short, whole in asked.offer.cut.items() if asked.offer else ():
        _keep_whole(f"The option {quoted(short)}", whole, first, extra, remarks)
    if len(label) > LONGEST_LABEL:
        _keep_whole(f"The question {quoted(label)}", label, first, extra, remarks)
        label = shorten(label, LONGEST_LABEL)
    if len(help_text) > LONGEST_HELP:
        _keep_whole(f"The help for {quoted(label)}", help_text, first, extra, remarks)
        help_text = shorten(help_text, LONGEST_HELP)
    if asked.type == "email" and _ONLY.search(help_text):
        remarks.doubt(
            first,
            f"{quoted(label)} says {quoted(help_text)}. A receipt is emailed to this address as "
            "well: change the help text to say so.",
        )
    value = {"label": label, "help_text": help_text, "required": asked.required, "key": ""}
    return {"type": asked.type, "value": value | asked.fields}


def _is_example(helps: list[str]) -> bool:
    return bool(helps) and helps[-1].startswith("For example")


def _keep_whole(what: str, text: str, first: Tag, extra: list[str], remarks: Remarks) -> None:
    extra.append(f"<p>{escape(text, quote=False)}</p>")
    remarks.doubt(first, f"{what} is too long for its place. It is in full in the introduction.")


def _settle_kind(asked: Asked, found: FoundForm, remarks: Remarks) -> None:
    """Let a form have one role and one reflection; further ones are choices."""
    if asked.type not in ("role", "reflection"):
        return
    options = tuple(asked.fields["options"])
    if asked.type == "role" and not found.roles:
        found.roles, asked.fields = options, {}
    elif asked.type == "reflection" and not found.reflections:
        found.reflections, asked.fields = options, {}
    else:
        remarks.note(
            asked.control.first,
            f"{quoted(asked.naming.label.text)} is a single choice: a form has one {asked.type}.",
        )
        asked.type = "single_choice"
