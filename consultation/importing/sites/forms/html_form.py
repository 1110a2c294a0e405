"""HTML forms of hand-written pages, read as feedback form blocks."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from typing import Any

from bs4 import Tag
from django.utils.translation import gettext as _

from consultation.feedback.answer_options import AnswerOptions
from consultation.importing.report import Place, Report
from consultation.importing.sites.elements import HEADINGS, attribute, classes_of, one_line

from .controls import NAMES, Control, Labels, asking, group, kind_of, text_of
from .questions import MOST_NAMED, FormReport, QuestionReader, shortened

LONGEST_HEADING = 150
LONGEST_BUTTON = 60
# A form of more questions cannot be saved in the admin.
MOST_QUESTIONS = 200
# A form of more elements takes too long to read; options and their groups are not counted.
MOST_ELEMENTS = 3000
_SEARCHES = ("q", "s", "query", "search")
# Names, classes and labels of fields that only robots fill in.
_TRAP = re.compile(
    r"(?:^|[-_\[])(?:hp|honey|trap|bot|gotcha|no_?spam|anti_?spam|robots?)(?:$|[-_\]\d])"
    r"|honey[-_]?pot|bot[-_]?(?:field|check|trap)"
    r"|leave[-_]?(?:this[-_])?(?:empty|blank)"
    r"|\b(?:leave|keep) this\b.{0,30}\b(?:empty|blank|alone)\b(?! if)",
    re.I,
)
# So is a field hidden in its own place; a script that asks more hides a part of the form.
_OUT_OF_SIGHT = re.compile(
    r"\bdisplay\s*:\s*none|\bvisibility\s*:\s*hidden|\b(?:left|top)\s*:\s*-\d{3,}", re.I
)
# Boxes and buttons are often hidden, and drawn by their labels.
_HIDDEN = ", ".join(
    f"{each}:not([type=radio], [type=checkbox], [type=hidden])"
    for each in ("[hidden]", "[style*='display:none' i]", "[style*='display: none' i]", ".hidden",
                 ".d-none", ".is-hidden", ".invisible", ".offscreen", ".sr-only",
                 ".visually-hidden", ".screen-reader-text")
)  # fmt: skip


@dataclass(slots=True)
class FormDraft:
    """An HTML form, which begins at a place of the source, as a feedback form block."""

    # A role and a reflection have their options still.
    block: dict[str, Any]
    place: Place
    # Ids in the form; links to them lead to `#feedback` now.
    anchors: tuple[str, ...]
    # What it asks that no question here can ask.
    unread: list[str]


def read_form(form: Tag, place: Place, source: Report) -> FormDraft | None:
    """Return a form as a feedback form block; None where it is none, which is reported.

    What is in the block is taken out of the page; other texts of the form are left in it.
    """
    report = FormReport(source, place)
    if _is_of_the_portal(form):
        report.note(_("The portal has its own search and sign-in, so this form was left out."))
        return None
    if sum(tag.name not in ("option", "optgroup") for tag in form.find_all(True)) > MOST_ELEMENTS:
        report.rebuild([])
        return None
    labels = Labels(form)
    places = [form, *form.find_all(id=True)]
    unread = _take_out_hidden(form, labels, report)
    reader = QuestionReader(labels, report)
    for control in group(asking(form)):
        if len(reader.blocks) == MOST_QUESTIONS or not reader.read(control):
            unread.append(labels.called(control))
    if all(map(_is_contact_detail, reader.blocks)):
        report.rebuild([*(each["value"]["label"] for each in reader.blocks), *unread])
        return None
    if address := attribute(form, "action"):
        text = _("This form sent its answers to “%(address)s”. Now they come here.")
        report.note(text, address=address[:500])
    found = form.find([*HEADINGS[1:], *NAMES]), form.find_previous_sibling(True)
    heading = next((each for each in found if each is not None and each.name in HEADINGS[1:]), None)
    if heading is not None:
        places.append(heading.extract())
    title = attribute(form, "aria-label") if heading is None else text_of(heading)
    texts = {
        "heading": report.fit(title, LONGEST_HEADING),
        "button_text": report.fit(_button_text(form), LONGEST_BUTTON),
    }
    # The block has its own texts for those that are missing.
    block = {"questions": reader.blocks, **{name: text for name, text in texts.items() if text}}
    _take_out(form, labels.used, report)
    anchors = tuple(filter(None, (attribute(each, "id") for each in places)))
    return FormDraft(block, place, anchors, unread)


def _is_of_the_portal(form: Tag) -> bool:
    tags = asking(form)
    kinds = [kind_of(tag) for tag in tags]
    is_search = kinds == ["text"] and attribute(tags[0], "name") in _SEARCHES
    is_search = is_search or kinds == ["search"] or attribute(form, "role") == "search"
    return is_search or "password" in kinds


def _take_out_hidden(form: Tag, labels: Labels, report: FormReport) -> list[str]:
    """Take out of a form what people cannot answer; return hidden questions of another script."""
    hidden = {id(tag) for each in form.select(_HIDDEN) for tag in (each, *each.find_all(NAMES))}
    answerable = {id(tag) for tag in asking(form)}
    questions: list[str] = []
    for tag in form.find_all(NAMES):
        kind, name = kind_of(tag), attribute(tag, "name") or attribute(tag, "id")
        is_box = kind in ("radio", "checkbox")
        around = [tag, *takewhile(_holds_one_control, islice(tag.parents, 3))]
        classes = chain.from_iterable(map(classes_of, around))
        styles = (attribute(each, "style") for each in around[:2] if each is not form)
        is_trap = any(map(_TRAP.search, (name, labels.text_of(tag), *classes)))
        is_trap |= not is_box and any(map(_OUT_OF_SIGHT.search, styles))
        is_sent_along = tag.has_attr("readonly") and not is_box
        if kind == "hidden" or is_sent_along or is_trap:
            text = _("The field “%(name)s” is not for people to fill in, so it was left out.")
            report.note(text, name=name[:80] or kind)
        elif id(tag) in hidden & answerable:
            questions.append(labels.called(Control(kind, name, [tag])))
        else:
            continue
        tag.extract()
    return list(dict.fromkeys(questions))


def _holds_one_control(tag: Tag) -> bool:
    return len(tag.find_all(NAMES, limit=2)) == 1


def _is_contact_detail(block: dict[str, Any]) -> bool:
    """Say whether a question asks only how to reach people, or for their agreement."""
    return block["type"] in ("email", "consent") or bool(block["value"].get("personal"))


def _button_text(form: Tag) -> str:
    for tag in form.find_all(("button", "input")):
        kind = attribute(tag, "type").casefold()
        if kind == "submit" or (tag.name == "button" and not kind):
            return one_line(tag.get_text(" ")) or attribute(tag, "value")
    return ""


def _take_out(form: Tag, used: Iterable[Tag], report: FormReport) -> None:
    for tag in {id(tag): tag for tag in used}.values():
        if tag.find("a", href=True):
            # Questions hold no links.
            tag.name = "p"
        else:
            tag.extract()
    for tag in form.find_all([*NAMES, "button", "datalist"]):
        tag.extract()
    if text := text_of(form):
        remark = _("The other texts of this form are above it: “%(text)s”.")
        report.doubt(remark, text=shortened(text))


def report_loose_controls(page: Tag, place_of: Callable[[str], Place], report: Report) -> None:
    """Name the questions of a page that are in no form."""
    # A list of tasks has boxes too, which cannot be ticked.
    loose = [
        tag
        for tag in asking(page)
        if tag.find_parent("form") is None and not tag.has_attr("disabled")
    ]
    if loose:
        labels = Labels(page)
        controls = group(loose[:MOST_NAMED])
        place = place_of(attribute(loose[0], "name") or f"<{loose[0].name}")
        FormReport(report, place).rebuild([labels.called(each) for each in controls])


def settle_lists(forms: Sequence[FormDraft], report: Report) -> AnswerOptions:
    """Return the commonest lists of roles and reflections: they become the consultation's.

    A question with another list keeps it: it becomes a single choice, in its form's block.
    """
    return AnswerOptions(_settle(forms, "role", report), _settle(forms, "reflection", report))


def _settle(forms: Sequence[FormDraft], kind: str, report: Report) -> tuple[str, ...]:
    asked = [
        (form, each) for form in forms for each in form.block["questions"] if each["type"] == kind
    ]
    counts = Counter(tuple(question["value"]["options"]) for form, question in asked)
    chosen = counts.most_common(1)[0][0] if counts else ()
    for form, question in asked:
        value = question["value"]
        if tuple(value["options"]) == chosen:
            del value["options"], value["display"]
            continue
        question["type"] = "single_choice"
        text = _("“%(label)s” offers other options than most forms. It is a single choice.")
        report.doubt(form.place, text, label=shortened(value["label"]))
    return chosen
