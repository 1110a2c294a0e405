"""Several forms of one page, put together: a page here has one."""

import json
from typing import Any

from consultation.importing.report import Report

from .assembling import DEFAULT_THANKS, LONGEST_HELP
from .found import FoundForm
from .keys import choose_key
from .reading import MOST_QUESTIONS
from .remarks import quoted


def join_forms(first: FoundForm, further: FoundForm, report: Report) -> None:
    """Add the questions of a page's further form to its first; what is asked already is not.

    Args:
        first: the form that stays.
        further: the form that is joined to it.
        report: where it is said what became of it.
    """
    block, other = first.block, further.block
    number = len(block["questions"])
    taken = {question["value"]["key"] for question in block["questions"]}
    asked = {_sense(question, first) for question in block["questions"]}
    for question in other["questions"]:
        if _sense(question, further) in asked:
            continue
        if len(block["questions"]) >= MOST_QUESTIONS:
            report.loss(further.place, f"{quoted(question['value']['label'])} was left out.")
            continue
        old = question["value"]["key"]
        key = question["value"]["key"] = choose_key(old, question["value"]["label"], taken)
        if old in further.values:
            first.values[key] = further.values[old]
        _settle_kind(question, first, further)
        block["questions"].append(question)
    added = block["questions"][number:]
    name = quoted(other["heading"])
    report.doubt(
        further.place,
        f"A page has one form. The {len(added)} further questions of {name} stand at the end of "
        "the first."
        if added
        else f"A page has one form. {name} asks the same as the first, so it was left out.",
    )
    if added:
        _add_heading(other["heading"], block["heading"], added[0]["value"])
    _add_texts(first, further, report)


def _sense(question: dict[str, Any], form: FoundForm) -> str:
    """Return what makes two questions the same to a reader."""
    lists = {"role": form.roles, "reflection": form.reflections}.get(question["type"], ())
    value = {name: each for name, each in question["value"].items() if name not in ("key", "id")}
    return json.dumps([question["type"], value, lists], sort_keys=True, default=str)


def _settle_kind(question: dict[str, Any], first: FoundForm, further: FoundForm) -> None:
    """Let the joined form have one role and one reflection."""
    kind = question["type"]
    if kind not in ("role", "reflection"):
        return
    options = further.roles if kind == "role" else further.reflections
    if any(each["type"] == kind for each in first.block["questions"]):
        question["type"] = "single_choice"
        question["value"] |= {"options": list(options), "display": "select"}
    elif kind == "role":
        first.roles = options
    else:
        first.reflections = options


def _add_heading(heading: str, first: str, value: dict[str, Any]) -> None:
    """Show the heading of the further form with its first question."""
    help_text = " ".join(filter(None, [f"{heading}.", value.get("help_text")]))
    if heading not in (first, value["label"]) and len(help_text) <= LONGEST_HELP:
        value["help_text"] = help_text


def _add_texts(first: FoundForm, further: FoundForm, report: Report) -> None:
    block, other = first.block, further.block
    if other["introduction"] not in block["introduction"]:
        block["introduction"] += other["introduction"]
    if block["thank_you"] == DEFAULT_THANKS:
        block["thank_you"] = other["thank_you"]
    elif other["thank_you"] not in (block["thank_you"], DEFAULT_THANKS):
        text = quoted(other["thank_you"], 4000)
        report.loss(further.place, f"The thank-you text {text} was left out: a page has one.")
    if other["button_text"] != block["button_text"]:
        text = quoted(other["button_text"])
        report.note(further.place, f"The button {text} was left out: forms here have one.")
