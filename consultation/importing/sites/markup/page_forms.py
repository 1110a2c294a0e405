"""The feedback form of a page, out of its HTML forms."""

from typing import Any

from bs4 import Tag

from consultation.importing.report import Place
from consultation.importing.sites.forms.html_form import FormDraft, read_form
from consultation.importing.sites.forms.report import FormReport, report_other_forms

from .context import Context
from .words import Words

# What the thank-you text may contain.
_FEATURES = frozenset({"b", "i", "lists"})


class PageForms:
    """Reads the forms of one page before its texts, which do without what is in the block."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._found: dict[int, FormDraft | None] = {}

    def find(self, soup: Tag) -> None:
        """Read all forms of a page."""
        report_other_forms(soup, self._place, self.context.report)
        for form in soup.find_all("form"):
            place = self.context.lines.place("<form")
            draft = self._found[id(form)] = read_form(form, place, self.context.report)
            for anchor in draft.anchors if draft is not None else ():
                self.context.draft.anchors[anchor] = "feedback"

    def _place(self, tag: Tag) -> Place:
        source = str(tag.get("src") or tag.get("data") or tag.get("name") or "")
        # The next reader of the element must find its line again.
        found = self.context.lines.found.copy()
        place = self.context.lines.place(source, f"<{tag.name}")
        self.context.lines.found = found
        return place

    def block_of(self, form: Tag, *, has_one: bool) -> dict[str, Any] | None:
        """Return the block of a form, or None where there is none of it or the page has one."""
        draft = self._found.get(id(form))
        if draft is None:
            return None
        report = FormReport(self.context.report, draft.place)
        if has_one:
            labels = [each["value"]["label"] for each in draft.block["questions"]]
            report.rebuild([*labels, *draft.unread])
            return None
        if draft.unread:
            report.rebuild(draft.unread, is_begun=True)
        if draft.thank_you is not None:
            words = Words(self.context, _FEATURES)
            draft.block["thank_you"] = words.flow(list(draft.thank_you.children))
        self.context.draft.forms.append(draft)
        self.context.report.count("forms")
        self.context.report.count("questions", len(draft.block["questions"]))
        return draft.block
