from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from consultation.importing.admin.services import create_upload
from consultation.importing.admin.views.base import MOST_MEGABYTES, ImportingScreen, check_upload
from consultation.importing.models.upload import Kind
from consultation.importing.permissions import can_import_site


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
        upload = create_upload(self.request.user, Kind.SITE, form.cleaned_data["site"], {})
        return redirect("importing:upload", upload.key)
