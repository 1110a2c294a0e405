"""The forms that files are uploaded by, one for each kind."""

import zipfile
from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.importing.models import Kind
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage

MEGABYTE = 1024 * 1024
# What a server behind the usual proxy accepts at once; the commands have no such limit.
MOST_MEGABYTES = 50
ANSWERED = (ConsultationPage, SectionPage, ThemePage, OutcomePage)
# What is wrong with these is found when they are read: a password, macros, an old format.
_OFFICE = (".xlsx", ".docx", ".docm")


class UploadForm(forms.Form):
    """A file and what is chosen along with it; the names of other fields are those of options."""

    endings: ClassVar[tuple[str, ...]] = ()
    what: ClassVar[str] = ""
    introduction: ClassVar[str] = ""

    file = forms.FileField(
        label="File",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs["accept"] = ",".join(self.endings)
        field.help_text = f"Choose {self.what} of up to {MOST_MEGABYTES} MB."

    def clean_file(self) -> UploadedFile:
        """Refuse a file for its name, its size or the way it begins."""
        file: UploadedFile = self.cleaned_data["file"]
        ending = PurePath(file.name or "").suffix.lower()
        if ending not in self.endings:
            raise ValidationError(f"This is not {self.what}. Choose another file.")
        if (file.size or 0) > MOST_MEGABYTES * MEGABYTE:
            raise ValidationError(
                f"The file is larger than {MOST_MEGABYTES} MB. Ask the people who run the server "
                "to import it there."
            )
        is_zip = zipfile.is_zipfile(file)
        file.seek(0)
        if ending not in _OFFICE and is_zip != (ending == ".zip"):
            raise ValidationError(f"The name ends in {ending}, but the file is something else.")
        return file

    def options(self) -> dict[str, Any]:
        """Return what was chosen along with the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class SiteForm(UploadForm):
    """A Markdown site, or an archive."""

    endings = (".zip", ".md", ".markdown")
    what = "a ZIP file or a Markdown file"
    introduction = (
        "Upload the folder that holds mkdocs.yml as a ZIP file, a ZIP file of Markdown pages, a "
        "single Markdown file, or an archive that was exported from a portal like this one."
    )


class WordForm(UploadForm):
    """A Word document, and which of its headings become pages."""

    endings = (".docx", ".docm")
    what = "a Word document (.docx)"
    introduction = (
        "Each heading of the style Heading 1 becomes a page of a new consultation. Smaller "
        "headings, pictures, tables and footnotes go into that page."
    )
    levels = forms.TypedChoiceField(
        label="Pages",
        coerce=int,
        choices=((1, "A page for each Heading 1"), (2, "A page for each Heading 1 and Heading 2")),
        widget=forms.RadioSelect,
        initial=1,
    )


class ResponsesForm(UploadForm):
    """A spreadsheet of responses, and the page that they belong to."""

    endings = (".csv", ".tsv", ".txt", ".xlsx")
    what = "a CSV file or an XLSX workbook"
    introduction = (
        "Upload a spreadsheet with one row for each response and one column for each question."
    )
    page = forms.TypedChoiceField(
        label="The responses belong to",
        coerce=int,
        help_text="Choose a consultation if a column says which page each row answers.",
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["page"].choices = answerable_pages(user)  # type: ignore[attr-defined]


FORMS: dict[str, type[UploadForm]] = {
    Kind.SITE: SiteForm,
    Kind.WORD: WordForm,
    Kind.RESPONSES: ResponsesForm,
}


def answerable_pages(user: Any) -> list[tuple[int, str]]:
    """Return the consultations, each with its pages below it, that responses can be imported to.

    Users who edit no pages see of them what readers see.
    """
    types = ContentType.objects.get_for_models(*ANSWERED).values()
    pages = Page.objects.filter(content_type__in=types).order_by("path")
    if not page_permission_policy.user_has_permission(user, "change"):
        pages = pages.live()
    roots = tuple(ConsultationPage.objects.values_list("path", flat=True))
    return [
        (page.pk, f"{page.title}: all its pages" if page.path in roots else f"– {page.title}")
        for page in pages
        if page.path.startswith(roots)
    ]
