"""Imports in four steps, the same for all kinds: upload, check, decide, report; and the export."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from consultation.common.errors import UserFacingError
from consultation.common.streams import as_download
from consultation.importing.admin import services
from consultation.importing.admin.forms import FORMS, MappingForm, UploadForm
from consultation.importing.admin.importers import COLUMNS, MAPPING, SHEET, SHEETS, destination_of
from consultation.importing.archive.export import archive_chunks
from consultation.importing.models import Kind, ResponseImport, State, Upload
from consultation.importing.permissions import (
    can_export_archive,
    can_import,
    can_import_or_export,
    undoable_imports,
)
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.services import undo_import
from consultation.importing.responses.tables import ResponseImportError
from consultation.pages.models import ConsultationPage

START = "importing:index"
TITLE = _("Import and export")
STEPS = (_("Upload"), _("Check"), _("Decide"), _("Report"))
UPLOAD, CHECK, DECIDE, REPORT = STEPS
DECIDED_ALREADY = _("Someone has already decided this.")


class ImportingView(WagtailAdminTemplateMixin, View):
    """What the screens share: who may see them, the step of an import, the way back."""

    header_icon = "upload"
    step: Any = ""

    def is_allowed(self, user: Any) -> bool:
        """Say whether a user may do what the screen is for."""
        return can_import_or_export(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not do what the screen is for."""
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.step

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the first screen."""
        above = {"url": reverse(START), "label": TITLE}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, *([above] if here["label"] != TITLE else []), here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(step=self.step, steps=STEPS, **kwargs)


class IndexView(ImportingView, TemplateView):
    """What can be imported, exported and undone, and the uploads of a user."""

    page_title = TITLE
    template_name = "importing/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        services.remove_old()
        user = self.request.user
        return super().get_context_data(
            # Not the form classes: a template would call them.
            kinds=[
                (kind, form.title, form.introduction)
                for kind, form in FORMS.items()
                if can_import(user, kind)
            ],
            may_export=can_export_archive(user),
            imports=undoable_imports(user),
            uploads=list(Upload.objects.defer("rejected").filter(user_id=user.pk or 0)),
            **kwargs,
        )


class CreateUploadView(ImportingView, FormView):
    """Takes a file, which is then checked."""

    step = UPLOAD
    template_name = "importing/admin/create_upload.html"
    kind: ClassVar[str] = ""

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, self.kind)

    def get_page_title(self) -> str:
        return FORMS[self.kind].title

    def get_form_class(self) -> type[UploadForm]:
        return FORMS[self.kind]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        user, file = self.request.user, form.cleaned_data["file"]
        upload = services.create_upload(user, Kind(self.kind), file, form.options())
        return redirect("importing:upload", upload.key)


class UploadScreen(ImportingView):
    """A screen about one upload, for the user who uploaded it and still may import it."""

    upload: Upload
    step_of: ClassVar[dict[str, Any]] = {
        State.READY: DECIDE,
        **dict.fromkeys((State.IMPORTING, State.DONE), REPORT),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the upload among the user's own."""
        if not request.user.is_authenticated:
            raise PermissionDenied
        uploads = Upload.objects.defer("rejected")
        self.upload = get_object_or_404(uploads, key=kwargs["key"], user=request.user)
        self.step = self.step or self.step_of.get(self.upload.state, CHECK)
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, self.upload.kind)

    def get_page_title(self) -> str:
        return FORMS[self.upload.kind].title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(upload=self.upload, **kwargs)


class UploadView(UploadScreen, TemplateView):
    """How far an upload has come, and what was found out about it."""

    template_name = "importing/admin/upload.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or lead to the columns if these have to be checked first."""
        if self.upload.state == State.MAPPING:
            return redirect("importing:columns", self.upload.key)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Have it imported as it was shown, or delete it with its file and its report."""
        if "remove" not in request.POST:
            if not services.confirm(self.upload):
                messages.warning(request, DECIDED_ALREADY)
        elif not self.upload.can_be_removed:
            messages.warning(
                request, gettext("The portal is working on this file. Try again later.")
            )
        else:
            self.upload.delete()
            messages.success(request, gettext("The file and its report were deleted."))
            return redirect(START)
        return redirect("importing:upload", key)


class RejectedView(UploadScreen):
    """Sends the rows of responses that cannot be imported, as a CSV file to be corrected."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        if not self.upload.rejected:
            raise Http404
        content = bytes(self.upload.rejected)
        return as_download([content], "rejected-rows.csv", "text/csv; charset=utf-8")


class MappingView(UploadScreen, FormView):
    """Shows what the columns hold, and takes what a user decides about them."""

    step = CHECK
    template_name = "importing/admin/columns.html"
    form_class = MappingForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back with the reason where there is nothing to decide."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except UserFacingError as error:
            messages.error(request, str(error))
            return redirect("importing:upload", kwargs["key"])

    def get_form_kwargs(self) -> dict[str, Any]:
        report, options = self.upload.report, self.upload.options
        if self.upload.state not in (State.MAPPING, State.READY) or not report.get(COLUMNS):
            raise ResponseImportError(gettext("There is nothing to decide about these columns."))
        return super().get_form_kwargs() | {
            "mapping": Mapping.model_validate(options.get(MAPPING) or report[MAPPING]),
            "destination": destination_of(self.upload),
            "facts": report[COLUMNS],
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Have another worksheet read, or the same one as was decided."""
        sheet = request.POST.get("sheet")
        if sheet in self.upload.report.get(SHEETS, ()):
            options = {key: each for key, each in self.upload.options.items() if key != MAPPING}
            return self._preview(options | {SHEET: sheet})
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: MappingForm) -> HttpResponse:
        return self._preview(self.upload.options | {MAPPING: form.decided().to_dict()})

    def _preview(self, options: dict[str, Any]) -> HttpResponse:
        if not services.request_preview(self.upload, options):
            messages.warning(self.request, DECIDED_ALREADY)
        return redirect("importing:upload", self.upload.key)


class UndoImportView(ImportingView, DetailView):
    """Asks whether a whole import is to be undone, and does so."""

    page_title = _("Undo an import")
    header_icon = "history"
    template_name = "importing/admin/undo.html"
    context_object_name = "done"

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, Kind.RESPONSES)

    def get_queryset(self) -> QuerySet[ResponseImport]:
        return undoable_imports(self.request.user)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = self.get_object()
        try:
            undo_import(done, request.user)
        except UserFacingError as error:
            messages.error(request, str(error))
        else:
            text = gettext("The import of %(file)s was undone.")
            messages.success(request, text % {"file": done.file_name})
        return redirect(START)


class ArchiveForm(forms.Form):
    """Which consultation to export."""

    consultation: forms.ModelChoiceField = forms.ModelChoiceField(
        ConsultationPage.objects.live().order_by("path"),
        label=_("Consultation"),
        empty_label=None,
        error_messages={"required": _("Choose a consultation.")},
    )


class ExportArchiveView(ImportingView, FormView):
    """Sends a consultation as an archive, while it is being written."""

    page_title = _("Export an archive")
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
        chunks = archive_chunks(consultation, made_by=user.get_username())
        name = f"{consultation.slug}-{localdate():%Y-%m-%d}.zip"
        return as_download(chunks, name, "application/zip")
