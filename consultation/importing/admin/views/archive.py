from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.timezone import localdate
from django.views.generic import FormView
from wagtail.log_actions import log

from consultation.common.streams import as_download
from consultation.importing.admin.views.base import ImportingScreen
from consultation.importing.archive.export import archive_entries
from consultation.importing.archive.writer import zip_chunks
from consultation.importing.permissions import can_export_archive
from consultation.pages.models import ConsultationPage


class ArchiveForm(forms.Form):
    """Which consultation to take out."""

    consultation: forms.ModelChoiceField = forms.ModelChoiceField(
        ConsultationPage.objects.none(),
        label="Consultation",
        empty_label=None,
        error_messages={"required": "Choose a consultation."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consultation"]
        field.queryset = ConsultationPage.objects.live().order_by("path")  # type: ignore[attr-defined]


class ExportArchiveView(ImportingScreen, FormView):
    """Sends a consultation as an archive, while it is being made."""

    page_title = "Export an archive"
    header_icon = "download"
    template_name = "importing/admin/export.html"
    form_class = ArchiveForm

    def may(self, user: Any) -> bool:
        """Say whether somebody may take a consultation out."""
        return can_export_archive(user)

    def form_valid(self, form: ArchiveForm) -> HttpResponseBase:  # type: ignore[override]
        """Note it in the audit log and stream it."""
        consultation: ConsultationPage = form.cleaned_data["consultation"]
        user = self.request.user
        log(consultation, "importing.export_archive", user=user)
        pieces = zip_chunks(archive_entries(consultation, made_by=user.get_username()))
        name = f"{consultation.slug}-{localdate():%Y-%m-%d}.zip"
        return as_download(pieces, name, "application/zip")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is anything to take out."""
        return super().get_context_data(
            there_are_some=ConsultationPage.objects.live().exists(), **kwargs
        )
