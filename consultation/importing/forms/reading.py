"""From an HTML form to the raw value of a feedback form block."""

from bs4 import Tag
from bs4.element import PageElement

from consultation.importing.report import Place, Report

from .answerable import answerable
from .assembling import assemble
from .beside import name_lines_of_options, option_text
from .buttons import button_text
from .controls import Control, gather
from .elements import HEADINGS, attribute
from .foreign import left_out
from .found import FoundForm
from .mending import mend
from .pieces import Around, leftover, place_pieces
from .questions import Asked, ask
from .refusals import why_not
from .remarks import Remarks, quoted
from .scripted import hidden_names, missing_by_script, scripts_of
from .surroundings import after_scope, before_scope, scope_of
from .texts import one_line
from .tree import FormTree

# Beyond it, reading a form takes too long; nobody has written such a form by hand.
DEEPEST = 1000
MOST_ELEMENTS = 50_000

# A form of more than this cannot be saved in the admin.
MOST_QUESTIONS = 200


def read_form(
    form: Tag, place: Place, report: Report, *, thank_you_near: Tag | None = None
) -> FoundForm | None:
    """Return a form as a feedback form block, or None where it asks for no feedback.

    Args:
        form: the `<form>` element, in the page that it stands in.
        place: where it begins in the source.
        report: where every loss and doubt is said.
        thank_you_near: an element that may hold the thank-you text, where it is not in or
            right after the form.
    """
    remarks = Remarks(report, place, form)
    if form.find_parent("form") is not None:
        remarks.note(form, "This form stands in another form and is part of that.")
        return None
    mend(form)
    scope = scope_of(form)
    tree = FormTree(scope, hidden_names(form))
    if tree.depth > DEEPEST or len(tree.tags) > MOST_ELEMENTS:
        report.loss(place, "This form has more elements in each other than can be read.")
        return None
    scripts = scripts_of(form)
    tags = answerable(form, tree, scripts, remarks)
    refusal = why_not(form, tags)
    if refusal:
        told = missing_by_script(form, scripts) if not tags else ""
        report.loss(place, f"{refusal}; it was left out.{told}")
        return None
    asked = _questions(gather(tags, tree), tree, scripts, remarks)
    if not asked:
        report.loss(place, "This form has nothing that can be answered here; it was left out.")
        return None
    around = Around()
    outside = _outside(form, scope, thank_you_near)
    for element in outside:
        beside = FormTree(element)
        if element.name in HEADINGS:
            around.heading = one_line(element.get_text(" "))
        else:
            place_pieces(leftover(beside, []), [], around, beside, remarks)
    place_pieces(leftover(tree, asked), asked, around, tree, remarks)
    left_out(form, tree, remarks)
    found = assemble(asked, around, button_text(form, remarks), tree, remarks)
    found.used = (*_beside(form, scope), *outside)
    parts = [each for whole in (scope, *outside) for each in (whole, *whole.find_all(id=True))]
    names = (attribute(each, "id") for each in parts)
    found.anchors = tuple(dict.fromkeys(filter(None, names)))
    address = attribute(form, "action")
    if address:
        remarks.note(
            form, f"This form sent its answers to {quoted(address, 500)}. Now they come here."
        )
    report.count("forms")
    report.count("questions", len(asked))
    return found


def _questions(
    controls: list[Control], tree: FormTree, scripts: str, remarks: Remarks
) -> list[Asked]:
    """Return the questions of the controls, as many as a form here can have."""
    for control in controls[:MOST_QUESTIONS]:
        # Beside a box or button stands its answer, which must not be taken for a question.
        if control.is_group:
            control.texts = [option_text(tag, tree) for tag in control.tags]
    asked = [ask(control, tree, scripts, remarks) for control in controls[:MOST_QUESTIONS]]
    if len(controls) > MOST_QUESTIONS:
        remarks.loss(
            controls[MOST_QUESTIONS].first,
            f"A form here has {MOST_QUESTIONS} questions at most. The other "
            f"{len(controls) - MOST_QUESTIONS:,} were left out.",
        )
    found = [each for each in asked if each is not None]
    name_lines_of_options(found, tree)
    for each in found:
        if each.naming.guessed:
            name = quoted(each.naming.label.text)
            remarks.doubt(
                each.control.first,
                f"Nothing names this control. It is called {name} after its code.",
            )
    return found


def _beside(form: Tag, scope: Tag) -> list[PageElement]:
    """Return what stands beside a form in the element that holds both."""
    found: list[PageElement] = []
    node = form
    while node is not scope and node.parent is not None:
        found += [each for each in node.parent.children if each is not node]
        node = node.parent
    return found


def _outside(form: Tag, scope: Tag, thank_you_near: Tag | None) -> list[Tag]:
    """Return what stands outside a form and belongs to it."""
    found = [*before_scope(scope), *after_scope(scope)]
    if thank_you_near is not None:
        around = [thank_you_near, *thank_you_near.parents]
        inside = [form, *thank_you_near.descendants]
        known = {id(each) for each in (scope, *found)}
        # What holds the form, or is held by what was read already, is not read again.
        if not any(id(each) in known for each in around) and all(
            each is not scope for each in inside
        ):
            found.append(thank_you_near)
    return found
