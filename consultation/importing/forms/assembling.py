"""Questions and texts, put together as a block holds them."""

from html import escape
from typing import Any

from bs4 import NavigableString, Tag
from bs4.element import PreformattedString

from .found import FoundForm
from .keys import choose_key
from .questions import Asked
from .remarks import Remarks, quoted
from .rich import Piece, as_html, linked
from .surroundings import Around, place_pieces
from .texts import one_line, sentence, shorten
from .tree import HEADINGS, FormTree, attribute

LONGEST_HEADING = 150
LONGEST_LABEL = 250
LONGEST_HELP = 500
DEFAULT_HEADING = "Page feedback"
DEFAULT_THANKS = "<p>Thank you. Your feedback has been received.</p>"


def assemble(
    form: Tag,
    scope: Tag,
    asked: list[Asked],
    around: Around,
    outside: list[Tag],
    button: str,
    tree: FormTree,
    remarks: Remarks,
) -> FoundForm:
    """Return the block of a form, nothing in it longer than the block allows."""
    before: list[Piece] = []
    for element in outside:
        beside = FormTree(element)
        pieces = _pieces(element, beside)
        if element.name in HEADINGS:
            around.heading = around.heading or one_line(element.get_text(" "))
            continue
        placed = place_pieces(pieces, [], beside, remarks)
        before += placed.introduction
        around.thank_you += placed.thank_you
    extra: list[str] = []
    found = FoundForm({}, remarks.place, used=tuple(outside))
    questions = _questions(asked, found, extra, remarks)
    heading = around.heading or attribute(form, "aria-label") or DEFAULT_HEADING
    introduction = as_html([*before, *around.introduction], tree, remarks)
    if len(heading) > LONGEST_HEADING:
        introduction = f"<p><b>{escape(heading, quote=False)}</b></p>{introduction}"
        heading = shorten(heading, LONGEST_HEADING)
    found.block = {
        "heading": heading,
        "introduction": introduction + "".join(extra),
        "questions": questions,
        "button_text": button,
        "thank_you": as_html(around.thank_you, tree, remarks) or DEFAULT_THANKS,
    }
    found.anchors = tuple(
        dict.fromkeys(
            attribute(each, "id") for each in (scope, form, *outside) if attribute(each, "id")
        )
    )
    remarks.report.count("forms")
    remarks.report.count("questions", len(questions))
    return found


def _pieces(element: Tag, beside: FormTree) -> list[Piece]:
    pieces: list[Piece] = []
    for node in element.descendants:
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            spot = beside.spot(node)
            if spot.mute:
                continue
            if pieces and pieces[-1].block is spot.block:
                pieces[-1].strings.append(node)
            elif node.strip():
                pieces.append(Piece(spot.block, [node]))
    return pieces


def _questions(
    asked: list[Asked], found: FoundForm, extra: list[str], remarks: Remarks
) -> list[dict[str, Any]]:
    taken: set[str] = set()
    questions: list[dict[str, Any]] = []
    for each in asked:
        _settle_kind(each, found, remarks)
        label, help_text = _fitting(each, extra, remarks)
        key = choose_key(each.control.name, label, taken)
        value = {"label": label, "help_text": help_text, "required": each.required, "key": key}
        questions.append({"type": each.type, "value": value | each.fields})
        if each.offer is not None:
            if each.offer.values:
                found.values[key] = dict(each.offer.values)
            for short, whole in each.offer.cut.items():
                extra.append(f"<p>{escape(whole, quote=False)}</p>")
                remarks.doubt(
                    each.control.first,
                    f"The option {quoted(short)} is too long. It is in full in the introduction.",
                )
        for link in each.naming.links:
            text = escape(one_line(link.get_text(" ")), quote=False)
            if text:
                extra.append(f"<p>{linked(text, link, remarks)}</p>")
                remarks.doubt(
                    link,
                    f"A question holds no links: {quoted(one_line(link.get_text()))} stands in the "
                    "introduction.",
                )
    return questions


def _settle_kind(each: Asked, found: FoundForm, remarks: Remarks) -> None:
    """Let a form have one role and one reflection; further ones are choices."""
    if each.type not in ("role", "reflection"):
        return
    options = tuple(each.fields["options"])
    if each.type == "role" and not found.roles:
        found.roles, each.fields = options, {}
    elif each.type == "reflection" and not found.reflections:
        found.reflections, each.fields = options, {}
    else:
        remarks.note(
            each.control.first,
            f"{quoted(each.naming.label.text)} is a single choice: a form has one {each.type}.",
        )
        each.type = "single_choice"


def _fitting(each: Asked, extra: list[str], remarks: Remarks) -> tuple[str, str]:
    """Return label and help, cut to what a question holds; the whole goes to the introduction."""
    label, help_text = each.naming.label.text, " ".join(map(sentence, each.naming.helps))
    if len(help_text) == 0 and each.naming.helps:
        help_text = each.naming.helps[0]
    if len(each.naming.helps) == 1:
        help_text = each.naming.helps[0]
    if len(label) > LONGEST_LABEL:
        extra.append(f"<p>{escape(label, quote=False)}</p>")
        remarks.doubt(
            each.control.first,
            f"The question {quoted(label)} is too long. It stands in full in the introduction.",
        )
        label = shorten(label, LONGEST_LABEL)
    if len(help_text) > LONGEST_HELP:
        extra.append(f"<p>{escape(help_text, quote=False)}</p>")
        remarks.doubt(
            each.control.first,
            f"The help for {quoted(label)} is too long. It stands in full in the introduction.",
        )
        help_text = shorten(help_text, LONGEST_HELP)
    return label, help_text
