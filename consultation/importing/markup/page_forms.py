"""The forms of a page: one block of all of them."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from consultation.importing.forms import (
    FoundForm,
    join_forms,
    read_form,
    report_forms_elsewhere,
)
from consultation.importing.report import Place

from .context import Context
from .words import Words

# What the texts of a form may contain.
_FEATURES = frozenset({"b", "i", "lists"})


class PageForms:
    """Reads the forms of one page before its texts, since they use some of these.

    Args:
        context: the page.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.used: list[PageElement] = []
        self._found: dict[int, FoundForm | None] = {}
        self._first: FoundForm | None = None

    def find(self, soup: Tag) -> None:
        """Read all forms of a page; `used` are the nodes outside them that they have taken."""
        report_forms_elsewhere(soup, self._place, self.context.report)
        for form in soup.find_all("form"):
            place = self.context.lines.place("<form")
            found = read_form(form, place, self.context.report)
            self._found[id(form)] = found
            if found is not None:
                self.used += found.used
                for anchor in found.anchors:
                    self.context.draft.anchors[anchor] = "feedback"

    def _place(self, tag: Tag) -> Place:
        source = str(tag.get("src") or tag.get("data") or "")
        # A second pair of eyes: whoever reads the element next must find its line again.
        found = self.context.lines.found.copy()
        place = self.context.lines.place(source, f"<{tag.name}")
        self.context.lines.found = found
        return place

    def is_read(self, form: Tag) -> bool:
        """Say whether a form asks for feedback."""
        return self._found.get(id(form)) is not None

    def block_of(self, form: Tag, first: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return the block of a form, or None where it was joined to the page's first.

        Args:
            form: a form that was read.
            first: the form block that the page has already, if it has one.
        """
        found = self._found.get(id(form))
        if found is None:
            return None
        for name in ("introduction", "thank_you"):
            found.block[name] = self._with_links(found.block[name])
        if first is None:
            self._first = found
            self.context.draft.forms.append(found)
            return found.block
        join_forms(self._first or FoundForm(first, found.place), found, self.context.report)
        return None

    def _with_links(self, html: str) -> str:
        """Return a text of a form with its links as links of the page."""
        body = BeautifulSoup(html, "html5lib").body
        return Words(self.context, _FEATURES).flow(list(body.children) if body else [])
