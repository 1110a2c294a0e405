"""Remarks about a form, each with its own line."""

from dataclasses import dataclass

from bs4 import Tag

from consultation.importing.report import Place, Report

from .texts import shorten


@dataclass(frozen=True, slots=True)
class Remarks:
    """A report as one form uses it.

    Args:
        report: where the remarks go.
        place: where the form stands.
        form: the form.
    """

    report: Report
    place: Place
    form: Tag

    def at(self, tag: Tag) -> Place:
        """Return where an element of the form stands, as far as that is known."""
        begin, line = self.form.sourceline, tag.sourceline
        if self.place.line is None or begin is None or line is None or line < begin:
            return self.place
        return Place(self.place.file, self.place.line + line - begin)

    def loss(self, tag: Tag, text: str) -> None:
        """Say that something is not in the portal."""
        self.report.loss(self.at(tag), text)

    def doubt(self, tag: Tag, text: str) -> None:
        """Say that a person should look at something."""
        self.report.doubt(self.at(tag), text)

    def note(self, tag: Tag, text: str) -> None:
        """Say something that is good to know."""
        self.report.note(self.at(tag), text)


def quoted(text: str, length: int = 80) -> str:
    """Return a text as remarks quote it."""
    return f"“{shorten(text, length)}”"
