"""An HTML form of a hand-written page, read as a feedback form block."""

from dataclasses import dataclass
from typing import Any

from bs4 import Tag

from consultation.importing.report import Place, Report

from .controls import NAMES, Control, asks, attribute, group, kind_of, one_line, text_of
from .honeypots import take_out_hidden
from .labels import Labels
from .questions import QuestionDraft, blocks_of, draft_question
from .report import FormReport, quoted

HEADINGS = ("h2", "h3", "h4", "h5", "h6")
DEFAULT_HEADING = "Page feedback"
DEFAULT_THANKS = "<p>Thank you. Your feedback has been received.</p>"
DEFAULT_BUTTON = "Submit feedback"
LONGEST_HEADING = 150
LONGEST_BUTTON = 60
# A form of more questions cannot be saved in the admin.
MOST_QUESTIONS = 200
# A form of more elements takes too long to read; options and their groups are not counted.
MOST_ELEMENTS = 3000
_SEARCHES = ("q", "s", "query", "search")
_WRITABLE = "[contenteditable]:not([contenteditable=false])"


@dataclass(slots=True)
class FormDraft:
    """An HTML form as a feedback form block."""

    # A role and a reflection have their options still.
    block: dict[str, Any]
    place: Place
    # The element that thanks for a response.
    thank_you: Tag | None
    # Ids in the form: links to them lead to `#feedback` now.
    anchors: tuple[str, ...]
    # What it asks besides.
    unread: list[str]


def read_form(form: Tag, place: Place, source: Report) -> FormDraft | None:
    """Return a form as a feedback form block; None where it is none, which is reported.

    What is in the block is taken out of the page; other texts of the form are left in it.

    Args:
        place: where the form begins in the source.
    """
    report = FormReport(source, place)
    if purpose := _other_purpose(form):
        report.note(purpose)
        return None
    if sum(tag.name not in ("option", "optgroup") for tag in form.find_all(True)) > MOST_ELEMENTS:
        report.rebuild([])
        return None
    labels = Labels(form)
    places = [form, *form.find_all(id=True)]
    unread, thank_you = take_out_hidden(form, labels, report)
    unread += [attribute(each, "aria-label") or each.name for each in form.select(_WRITABLE)]
    drafts: list[QuestionDraft] = []
    for control in group(filter(asks, form.find_all(NAMES))):
        draft = draft_question(control, labels, report)
        if draft is None or len(drafts) == MOST_QUESTIONS:
            unread.append(labels.called(control))
        else:
            drafts.append(draft)
    if all(each.is_contact_detail for each in drafts):
        report.rebuild([*(each.label.text for each in drafts), *unread])
        return None
    if address := attribute(form, "action"):
        report.note(f"This form sent its answers to {quoted(address, 500)}. Now they come here.")
    heading = _heading_of(form)
    if heading is not None:
        places.append(heading.extract())
    button = _button_text(form)
    _take_out(form, labels, drafts, report)
    title = attribute(form, "aria-label") if heading is None else text_of(heading)
    block = {
        "heading": report.fit(title or DEFAULT_HEADING, LONGEST_HEADING),
        "introduction": "",
        "questions": blocks_of(drafts, report),
        "button_text": report.fit(button or DEFAULT_BUTTON, LONGEST_BUTTON),
        "thank_you": DEFAULT_THANKS,
    }
    anchors = tuple(filter(None, (attribute(each, "id") for each in places)))
    return FormDraft(block, place, thank_you, anchors, unread)


def _other_purpose(form: Tag) -> str:
    """Say what a form is for that is no feedback form."""
    tags = [tag for tag in form.find_all(NAMES) if asks(tag)]
    kinds, names = [kind_of(tag) for tag in tags], [attribute(tag, "name") for tag in tags]
    if "password" in kinds:
        return "This form asks for a password, so it is no feedback form. It was left out."
    is_search = kinds == ["search"] or (kinds == ["text"] and names[0] in _SEARCHES)
    if is_search or attribute(form, "role") == "search":
        return "This is a search box, and the portal has its own. It was left out."
    return ""


def _heading_of(form: Tag) -> Tag | None:
    """Return the heading that stands right before a form, or first in it."""
    found = form.find([*HEADINGS, *NAMES]), form.find_previous_sibling(True)
    return next((each for each in found if each is not None and each.name in HEADINGS), None)


def _button_text(form: Tag) -> str:
    """Return the words on the button that sends the form."""
    for tag in form.find_all(("button", "input")):
        kind = attribute(tag, "type").casefold()
        if kind == "submit" or (tag.name == "button" and not kind):
            return one_line(tag.get_text(" ")) or attribute(tag, "value")
    return ""


def _take_out(form: Tag, labels: Labels, drafts: list[QuestionDraft], report: FormReport) -> None:
    """Leave nothing in a form but its other texts; those beside one question help with it."""
    beside = [_around(each.control, form) for each in drafts]
    used = {id(tag): tag for tag in labels.used}
    for tag in used.values():
        if tag.find("a", href=True):
            report.doubt(f"Questions hold no links: {quoted(text_of(tag))} stands above the form.")
            tag.name = "p"
        else:
            tag.extract()
    for draft, around in zip(drafts, beside, strict=True):
        if around is not None and id(around) not in used and not around.find(("a", "img")):
            draft.label.help(text_of(around))
            around.extract()
    for tag in form.find_all([*NAMES, "button", "datalist"]):
        tag.extract()
    if text := text_of(form):
        report.doubt(f"The other texts of this form stand above it: {quoted(text)}.")


def _around(control: Control, form: Tag) -> Tag | None:
    """Return the largest element within a form that holds this control alone."""
    found: Tag | None = None
    for parent in control.first.parents:
        if parent is form or len(parent.find_all(NAMES)) > len(control.tags):
            break
        found = parent
    return found
