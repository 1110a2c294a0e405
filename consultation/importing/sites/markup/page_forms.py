"""The HTML forms of a page."""

from bs4 import Tag

from consultation.importing.report import Place
from consultation.importing.sites.forms.html_form import FormDraft, read_form
from consultation.importing.sites.forms.report import FormReport, report_other_forms

from . import elements
from .page_context import PageContext


def read_forms(soup: Tag, context: PageContext) -> dict[int, FormDraft]:
    """Return the form of a page by its element; what a page has besides is reported."""

    def place_of(tag: Tag) -> Place:
        # The next reader of the element must find its line again.
        found = context.found.copy()
        source = elements.attribute(tag, "src", "data", "name")
        place = context.place(source, f"<{tag.name}")
        context.found = found
        return place

    report_other_forms(soup, place_of, context.report)
    forms: dict[int, FormDraft] = {}
    for tag in soup.find_all("form"):
        form = read_form(tag, context.place("<form"), context.report)
        if form is None:
            continue
        context.draft.anchors |= dict.fromkeys(form.anchors, "feedback")
        report = FormReport(context.report, form.place)
        if forms:
            labels = [each["value"]["label"] for each in form.block["questions"]]
            report.rebuild([*labels, *form.unread])
            continue
        if form.unread:
            report.rebuild(form.unread, is_begun=True)
        forms[id(tag)] = form
        context.draft.forms.append(form)
        context.report.count("forms")
        context.report.count("questions", len(form.block["questions"]))
    return forms
