"""Choosing the file that is to be brought in."""

import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.importing.models.upload import Kind
from consultation.importing.permissions import can_import_answers, can_import_site
from consultation.importing.uploads.answers import PAGE
from consultation.importing.uploads.services import receive
from consultation.importing.views.base import ImportingScreen
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage

MEGABYTE = 1024 * 1024
# What a server behind the usual proxy may be asked to take at once; the command has no such limit.
MOST_MEGABYTES = 50
_ZIPPED = (".zip", ".xlsx")
ANSWERED = (ConsultationPage, SectionPage, ThemePage, OutcomePage)


def check_upload(file: UploadedFile, endings: Sequence[str], what: str) -> UploadedFile:
    """Return an upload, or refuse it for its name, its size or its content.

    Args:
        file: what was sent.
        endings: how its name may end.
        what: what it should be, for the sentence that refuses it.
    """
    ending = PurePath(file.name or "").suffix.lower()
    if ending not in endings:
        raise ValidationError(f"This is not {what}.")
    if (file.size or 0) > MOST_MEGABYTES * MEGABYTE:
        raise ValidationError(
            f"The file is larger than {MOST_MEGABYTES} MB. Whoever keeps the server can bring it "
            "in from there."
        )
    is_zip = zipfile.is_zipfile(file)
    file.seek(0)
    if is_zip != (ending in _ZIPPED):
        raise ValidationError(f"The name ends in {ending}, but the file is something else.")
    return file


class SiteForm(forms.Form):
    """Which site to bring in."""

    endings = (".zip", ".md", ".markdown")

    site = forms.FileField(
        label="File",
        help_text=(
            f"The site’s folder as a ZIP file, or a single Markdown file; {MOST_MEGABYTES} MB at "
            "most. An archive that this portal exported will do too."
        ),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join(endings)}),
    )

    def clean_site(self) -> UploadedFile:
        """Refuse what is no site."""
        return check_upload(
            self.cleaned_data["site"], self.endings, "a ZIP file or a Markdown file"
        )


def answerable_pages(user: Any) -> list[tuple[int, str]]:
    """Return the consultations, each with its pages below it, that answers can be brought in to.

    Who edits no pages sees of them what readers see.
    """
    pages = Page.objects.filter(
        content_type__in=ContentType.objects.get_for_models(*ANSWERED).values()
    )
    if not page_permission_policy.user_has_permission(user, "change"):
        pages = pages.live()
    roots = tuple(ConsultationPage.objects.values_list("path", flat=True))
    choices = []
    for page in pages.order_by("path"):
        if page.path in roots:
            choices.append((page.pk, f"{page.title}: all its pages"))
        elif page.path.startswith(roots):
            choices.append((page.pk, f"– {page.title}"))
    return choices


class AnswersForm(forms.Form):
    """Which answers to bring in, and where."""

    endings = (".csv", ".tsv", ".txt", ".xlsx")

    page = forms.TypedChoiceField(
        label="The answers belong to",
        coerce=int,
        help_text=(
            "A single page, or a consultation if a column of the sheet says which page each row "
            "answers."
        ),
    )
    answers = forms.FileField(
        label="Sheet",
        help_text=f"A CSV file or an XLSX workbook; {MOST_MEGABYTES} MB at most.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join(endings)}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["page"].choices = answerable_pages(user)  # type: ignore[attr-defined]

    def clean_answers(self) -> UploadedFile:
        """Refuse what is no sheet."""
        return check_upload(
            self.cleaned_data["answers"], self.endings, "a CSV file or an XLSX workbook"
        )


class ChooseAnswersView(ImportingScreen, FormView):
    """Takes a sheet of answers, whose columns are then looked at."""

    page_title = "Import answers"
    template_name = "importing/admin/choose_answers.html"
    form_class = AnswersForm

    def may(self, user: Any) -> bool:
        """Say whether somebody may bring answers in."""
        return can_import_answers(user)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose pages to offer."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: AnswersForm) -> HttpResponse:
        """Keep it, have its columns looked at, and lead to what becomes of it."""
        options = {PAGE: form.cleaned_data["page"]}
        upload = receive(self.request.user, Kind.ANSWERS, form.cleaned_data["answers"], options)
        return redirect("importing:upload", upload.key)


class ChooseSiteView(ImportingScreen, FormView):
    """Takes a site to be looked through."""

    page_title = "Import a site"
    template_name = "importing/admin/choose_site.html"
    form_class = SiteForm

    def may(self, user: Any) -> bool:
        """Say whether somebody may bring a site in."""
        return can_import_site(user)

    def form_valid(self, form: SiteForm) -> HttpResponse:
        """Keep it, have it looked through, and lead to what becomes of it."""
        upload = receive(self.request.user, Kind.SITE, form.cleaned_data["site"], {})
        return redirect("importing:upload", upload.key)
