"""Several forms of one page, put together: a page here has one."""

from collections.abc import Sequence
from typing import Any

from consultation.importing.report import Report

from .assembling import DEFAULT_THANKS, LONGEST_HELP
from .found import FoundForm
from .keys import choose_key
from .reading import MOST_QUESTIONS
from .remarks import quoted


def join_forms(found: Sequence[FoundForm], report: Report) -> FoundForm:
    """Return one form with the questions of all forms of a page, in their order.

    Args:
        found: the forms of the page; at least one.
        report: where it is said that they were put together.
    """
    first = found[0]
    taken = {question["value"]["key"] for question in first.block["questions"]}
    for form in found[1:]:
        questions: list[dict[str, Any]] = first.block["questions"]
        heading = form.block["heading"]
        report.doubt(
            form.place,
            f"A page has one form: the questions of {quoted(heading)} were added to those of "
            f"{quoted(first.block['heading'])}.",
        )
        for number, question in enumerate(form.block["questions"]):
            value = question["value"]
            if len(questions) >= MOST_QUESTIONS:
                report.loss(form.place, f"{quoted(value['label'])} was left out.")
                continue
            old = value["key"]
            value["key"] = choose_key(old, value["label"], taken)
            if old in form.values:
                first.values[value["key"]] = form.values[old]
            if number == 0 and heading not in (first.block["heading"], value["label"]):
                help_text = " ".join(filter(None, [f"{heading}.", value["help_text"]]))
                if len(help_text) <= LONGEST_HELP:
                    value["help_text"] = help_text
            _settle_kind(question, first, form)
            questions.append(question)
        first.block["introduction"] += form.block["introduction"]
        if first.block["thank_you"] == DEFAULT_THANKS:
            first.block["thank_you"] = form.block["thank_you"]
        elif form.block["thank_you"] not in (first.block["thank_you"], DEFAULT_THANKS):
            text = quoted(form.block["thank_you"], 4000)
            report.loss(form.place, f"The thank-you text {text} was left out: a page has one.")
        if form.block["button_text"] != first.block["button_text"]:
            text = quoted(form.block["button_text"])
            report.note(form.place, f"The button {text} was left out: forms here have one.")
        first.used += form.used
        first.anchors += form.anchors
    return first


def _settle_kind(question: dict[str, Any], first: FoundForm, form: FoundForm) -> None:
    """Let the joined form have one role and one reflection."""
    kind = question["type"]
    if kind not in ("role", "reflection"):
        return
    options = form.roles if kind == "role" else form.reflections
    if kind == "role" and not first.roles:
        first.roles = options
    elif kind == "reflection" and not first.reflections:
        first.reflections = options
    else:
        question["type"] = "single_choice"
        question["value"] |= {"options": list(options), "display": "select"}
