"""One upload on its way: what it would do, the yes to that, and what came of it."""

import csv
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages

from consultation.common.csv_safety import guard
from consultation.common.streams import as_download
from consultation.importing.admin.report_display import shown
from consultation.importing.admin.response_importer import COLUMNS
from consultation.importing.admin.services import can_be_removed, confirm
from consultation.importing.admin.views.base import START, ImportingScreen
from consultation.importing.models.upload import Kind, State, Upload
from consultation.importing.permissions import can_import_answers, can_import_site

MAY: dict[str, Callable[[Any], bool]] = {
    Kind.SITE: can_import_site,
    Kind.ANSWERS: can_import_answers,
}


class UploadScreen(ImportingScreen):
    """A screen about one upload, for whoever sent it and still may bring it in."""

    upload: Upload

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the upload among somebody's own."""
        if not request.user.is_authenticated:
            raise PermissionDenied
        self.upload = get_object_or_404(Upload, key=kwargs["key"], user=request.user)
        if not MAY[self.upload.kind](request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the file's name."""
        return self.upload.name


class UploadView(UploadScreen, TemplateView):
    """How far an upload has come."""

    template_name = "importing/admin/upload.html"
    titles: ClassVar[dict[str, str]] = {
        Kind.SITE: "Import a site",
        Kind.ANSWERS: "Import responses",
    }

    def get_page_title(self) -> str:
        """Return what is brought in."""
        return self.titles[self.upload.kind]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or lead to the columns while these have to be named first."""
        if self.upload.state == State.CHOSEN:
            return redirect("importing:columns", self.upload.key)
        response = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found out."""
        upload = self.upload
        report = upload.report
        return super().get_context_data(
            upload=upload,
            report=report,
            counts=[each for each in report.get("counts", {}).items() if each[1]],
            groups=shown(report),
            is_shown=upload.state == State.SHOWN,
            is_done=upload.state == State.DONE,
            has_failed=upload.state == State.FAILED,
            can_be_removed=can_be_removed(upload),
            is_site=upload.kind == Kind.SITE,
            columns_url=reverse("importing:columns", args=[upload.key])
            if report.get(COLUMNS) and upload.state == State.SHOWN
            else "",
            rejected_url=reverse("importing:rejected", args=[upload.key])
            if upload.rejected
            else "",
            **kwargs,
        )


class AgreeView(UploadScreen):
    """Takes the yes to what was shown."""

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Have it brought in, once."""
        if not confirm(self.upload):
            messages.warning(request, "That is decided already. This is how it stands.")
        return redirect("importing:upload", key)


class RemoveView(UploadScreen):
    """Lets go of an upload."""

    def post(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Remove it with its file, unless it is being brought in."""
        if not can_be_removed(self.upload):
            messages.warning(request, "It is being worked on and cannot be removed now.")
            return redirect("importing:upload", key)
        was_done = self.upload.state == State.DONE
        self.upload.delete()
        messages.success(
            request,
            "The report was removed." if was_done else "The file was removed. Nothing was changed.",
        )
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
    """The rows of answers that were not taken."""

    def get(self, request: HttpRequest, key: UUID) -> HttpResponseBase:
        """Send them as the file that was made of them."""
        if not self.upload.rejected:
            raise Http404
        pieces = self.upload.rejected.open("rb").chunks()
        return as_download(pieces, "rejected-rows.csv", "text/csv; charset=utf-8")
