"""From an HTML form to the raw value of a feedback form block."""

from bs4 import Tag

from consultation.importing.report import Place, Report

from .assembling import assemble
from .buttons import button_text
from .controls import BUTTONS, gather, kind_of, shows_on_condition, trap_reason
from .found import FoundForm
from .options import option_text
from .questions import Asked, ask
from .refusals import why_not
from .remarks import Remarks, quoted
from .scripted import hidden_names, missing_by_script, scripts_of
from .surroundings import after_scope, before_scope, leftover, place_pieces, scope_of
from .tree import FormTree, attribute

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
    scope = scope_of(form)
    tree = FormTree(scope, hidden_names(form))
    scripts = scripts_of(form)
    tags = _answerable(form, tree, scripts, remarks)
    refusal = why_not(form, tags)
    if refusal:
        told = missing_by_script(form, scripts) if not tags else ""
        report.loss(place, f"{refusal}; it was left out.{told}")
        return None
    controls = gather(tags, tree)
    for control in controls:
        # Beside a box or button stands its answer, which must not be taken for a question.
        if control.is_group:
            control.texts = [option_text(tag, tree) for tag in control.tags]
    asked: list[Asked] = []
    for control in controls:
        question = ask(control, tree, remarks) if len(asked) < MOST_QUESTIONS else None
        if question is not None:
            asked.append(question)
        elif len(asked) >= MOST_QUESTIONS:
            remarks.loss(control.first, f"This form has more than {MOST_QUESTIONS} questions.")
    if not asked:
        report.loss(place, "This form has nothing that can be answered here; it was left out.")
        return None
    button = button_text(form, remarks)
    stops = sorted(tree.spot(tag).position for each in asked for tag in each.control.tags)
    around = place_pieces(leftover(tree, stops), asked, tree, remarks)
    outside = [*before_scope(scope), *after_scope(scope)]
    if thank_you_near is not None and not any(
        thank_you_near in each.descendants for each in (scope, *outside)
    ):
        outside.append(thank_you_near)
    return assemble(form, scope, asked, around, outside, button, tree, remarks)


def _answerable(form: Tag, tree: FormTree, scripts: str, remarks: Remarks) -> list[Tag]:
    """Return the controls that people can answer; the others are reported and dropped."""
    root = list(form.parents)[-1] if form.parent is not None else form
    name = attribute(form, "id")
    tags = list(form.find_all(("input", "select", "textarea")))
    if name:
        tags += [
            tag
            for tag in root.find_all(("input", "select", "textarea"), form=name)
            if id(tag) in tree.spots and form not in tag.parents
        ]
    found: list[Tag] = []
    for tag in tags:
        kind = kind_of(tag)
        called = quoted(attribute(tag, "name") or attribute(tag, "id") or kind)
        if kind in BUTTONS or tag.find_parent("template") is not None:
            continue
        if kind == "hidden":
            remarks.note(tag, f"The hidden field {called} was left out.")
            continue
        if tag.has_attr("readonly") and kind not in ("radio", "checkbox"):
            _forget(tag, tree)
            remarks.note(tag, f"The field {called} could not be changed and was left out.")
            continue
        reason = trap_reason(tag, tree)
        if reason:
            _forget(tag, tree)
            remarks.note(
                tag, f"The field {called} is a trap for robots ({reason}) and was left out."
            )
            continue
        if tree.spot(tag).hider is not None and not shows_on_condition(tag, tree, scripts):
            _forget(tag, tree)
            remarks.doubt(tag, f"The field {called} is never shown and was left out.")
            continue
        found.append(tag)
    return found


def _forget(tag: Tag, tree: FormTree) -> None:
    """Claim the label of a control that is dropped."""
    for label in [*tree.labels_for.get(attribute(tag, "id") or "\0", []), tree.spot(tag).label]:
        if label is not None:
            tree.take(list(tree.strings(label, own_label=True)))
