"""The HTML forms of a page."""

from bs4 import Tag

from consultation.importing.report import Place
from consultation.importing.sites.forms.html_form import FormDraft, read_form
from consultation.importing.sites.forms.report import report_other_forms

from . import elements
from .draft import PageContext


def read_forms(soup: Tag, context: PageContext) -> dict[int, FormDraft | None]:
    """Return the forms of a page by their elements, which are left without what was read."""

    def place_of(tag: Tag) -> Place:
        # The next reader of the element must find its line again.
        found = context.lines.found.copy()
        source = elements.attribute(tag, "src", "data", "name")
        place = context.lines.place(source, f"<{tag.name}")
        context.lines.found = found
        return place

    report_other_forms(soup, place_of, context.report)
    forms: dict[int, FormDraft | None] = {}
    for tag in soup.find_all("form"):
        form = read_form(tag, context.lines.place("<form"), context.report)
        forms[id(tag)] = form
        if form is not None:
            context.draft.anchors |= dict.fromkeys(form.anchors, "feedback")
    return forms
