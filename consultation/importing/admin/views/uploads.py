"""An upload in four steps, the same for all kinds: upload, check, decide, report."""

import csv
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from consultation.common.csv_safety import guard
from consultation.common.streams import as_download
from consultation.importing.admin.forms import FORMS, UploadForm
from consultation.importing.admin.report_display import shown
from consultation.importing.admin.response_importer import COLUMNS
from consultation.importing.admin.services import can_be_removed, confirm, create_upload
from consultation.importing.admin.views.base import (
    CHECK,
    DECIDE,
    REPORT,
    START,
    UPLOAD,
    ImportingView,
)
from consultation.importing.models.upload import Kind, State, Upload
from consultation.importing.permissions import can_import

TITLES: dict[str, str] = {
    Kind.SITE: "Import a site",
    Kind.WORD: "Import a Word document",
    Kind.RESPONSES: "Import responses",
}
DECIDED_ALREADY = "Someone has already decided this."


class CreateUploadView(ImportingView, FormView):
    """Takes a file, which is then checked."""

    step = UPLOAD
    template_name = "importing/admin/create_upload.html"
    kind: ClassVar[str] = ""

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, self.kind)

    def get_page_title(self) -> str:
        return TITLES[self.kind]

    def get_form_class(self) -> type[UploadForm]:
        return FORMS[self.kind]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: UploadForm) -> HttpResponse:
        user, file = self.request.user, form.cleaned_data["file"]
        upload = create_upload(user, Kind(self.kind), file, form.options())
        return redirect("importing:upload", upload.key)


class UploadScreen(ImportingView):
    """A screen about one upload, for the user who uploaded it and still may import it."""

    upload: Upload

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the upload among the user's own."""
        if not request.user.is_authenticated:
            raise PermissionDenied
        self.upload = get_object_or_404(Upload, key=kwargs["key"], user=request.user)
        return super().dispatch(request, *args, **kwargs)

    def is_allowed(self, user: Any) -> bool:
        return can_import(user, self.upload.kind)

    def get_page_title(self) -> str:
        return TITLES[self.upload.kind]

    def get_step(self) -> str:
        match self.upload.state:
            case State.READY:
                return DECIDE
            case State.CONFIRMED | State.IMPORTING | State.DONE:
                return REPORT
        return CHECK

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the upload, and what can be done with it."""
        upload = self.upload
        return super().get_context_data(
            upload=upload,
            can_be_removed=can_be_removed(upload),
            create_url=reverse(f"importing:{upload.kind}"),
            **kwargs,
        )


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

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report."""
        report = self.upload.report
        return super().get_context_data(
            report=report,
            counts=[each for each in report.get("counts", {}).items() if each[1]],
            groups=shown(report),
            is_done=self.upload.state == State.DONE,
            has_columns=bool(report.get(COLUMNS)),
            **kwargs,
        )


class ConfirmView(UploadScreen):
    """Has an upload imported as it was shown."""

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Have it imported, once."""
        if not confirm(self.upload):
            messages.warning(request, DECIDED_ALREADY)
        return redirect("importing:upload", key)


class RemoveView(UploadScreen):
    """Deletes an upload with its file and its report."""

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Delete it, unless a task has it."""
        if not can_be_removed(self.upload):
            messages.warning(request, "The portal is working on this file. Try again later.")
            return redirect("importing:upload", key)
        was_done = self.upload.state == State.DONE
        self.upload.delete()
        text = "The report was deleted." if was_done else "The file was deleted. Nothing changed."
        messages.success(request, text)
        return redirect(START)


class ReportView(UploadScreen):
    """The whole report as a table."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Send it as a CSV file."""
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="import-report.csv"'
        response["Cache-Control"] = "private, no-store"
        response.write("\ufeff")
        writer = csv.writer(response)
        writer.writerow(["Weight", "File", "Line", "What"])
        for weight, file, line, text, _ in self.upload.report.get("remarks", ()):
            writer.writerow([weight, guard(file), line or "", guard(text)])
        return response


class RejectedView(UploadScreen):
    """The rows of responses that cannot be imported."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        """Send them as a CSV file that can be corrected."""
        if not self.upload.rejected:
            raise Http404
        pieces = self.upload.rejected.open("rb").chunks()
        return as_download(pieces, "rejected-rows.csv", "text/csv; charset=utf-8")
