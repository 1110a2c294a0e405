"""What a report says about forms: what was left out of one, and which to make by hand."""

from collections.abc import Callable
from functools import partial

from bs4 import Tag
from django.utils.text import Truncator

from consultation.importing.report import Place, Report
from consultation.importing.sites.elements import attribute

from .controls import Labels, asking, group

# Enough to find a form again; no one reads a longer list.
MOST_NAMED = 50


def quoted(text: str, length: int = 80) -> str:
    """Return a text as a report quotes it."""
    return f"“{Truncator(text).chars(length)}”"


class FormReport:
    """The report as one form uses it, which begins at a place of the source."""

    def __init__(self, report: Report, place: Place) -> None:
        self.loss = partial(report.loss, place)
        self.doubt = partial(report.doubt, place)
        self.note = partial(report.note, place)

    def rebuild(self, questions: list[str], *, is_begun: bool = False) -> None:
        """Say that a form with these questions, or the rest of it, has to be made by hand."""
        named = ", ".join(quoted(each, 250) for each in questions[:MOST_NAMED])
        if is_begun:
            self.loss(f"Complete this form in the portal: it has these questions as well: {named}.")
        elif questions:
            self.loss(f"Rebuild this form in the portal: it has these questions: {named}.")
        else:
            self.loss("Rebuild this form in the portal: its questions are not in the source.")

    def fit(self, text: str, length: int) -> str:
        """Return a text no longer than its place, and say so where it is cut."""
        if len(text) > length:
            whole = quoted(text, 4000)
            self.loss(f"{whole} is longer than {length:,} characters, so it was cut.")
        return Truncator(text).chars(length)


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
