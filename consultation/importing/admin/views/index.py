"""The first screen: what can be imported, exported and undone; and the export of an archive."""

from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.utils.timezone import localdate
from django.views.generic import FormView, TemplateView
from wagtail.log_actions import log

from consultation.common.streams import as_download
from consultation.importing.admin.services import remove_old
from consultation.importing.admin.views.base import TITLE, ImportingView
from consultation.importing.archive.export import archive_entries
from consultation.importing.archive.writer import zip_chunks
from consultation.importing.models.upload import Kind, Upload
from consultation.importing.permissions import can_export_archive, can_import, undoable_imports
from consultation.pages.models import ConsultationPage

# The command undoes older ones.
MOST_IMPORTS = 20


class IndexView(ImportingView, TemplateView):
    """What can be imported and exported, and the uploads of a user."""

    page_title = TITLE
    template_name = "importing/admin/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Return only itself."""
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the user may do, and has begun."""
        remove_old()
        user = self.request.user
        return super().get_context_data(
            kinds=[kind for kind in Kind.values if can_import(user, kind)],
            may_export=can_export_archive(user),
            imports=undoable_imports(user)[:MOST_IMPORTS],
            uploads=list(Upload.objects.filter(user_id=user.pk or 0)),
            **kwargs,
        )


class ArchiveForm(forms.Form):
    """Which consultation to export."""

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


class ExportArchiveView(ImportingView, FormView):
    """Sends a consultation as an archive, while it is being written."""

    page_title = "Export an archive"
    header_icon = "download"
    template_name = "importing/admin/export.html"
    form_class = ArchiveForm

    def is_allowed(self, user: Any) -> bool:
        return can_export_archive(user)

    def form_valid(self, form: ArchiveForm) -> HttpResponseBase:  # type: ignore[override]
        """Note it in the audit log and stream it."""
        consultation: ConsultationPage = form.cleaned_data["consultation"]
        user = self.request.user
        log(consultation, "importing.export_archive", user=user)
        chunks = zip_chunks(archive_entries(consultation, made_by=user.get_username()))
        name = f"{consultation.slug}-{localdate():%Y-%m-%d}.zip"
        return as_download(chunks, name, "application/zip")
