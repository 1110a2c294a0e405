"""All ideas as one spreadsheet, for people without a terminal: out, and in again after a look.

An upload travels in the confirmation form itself, signed: no server has to remember it, and
nobody can confirm another spreadsheet than the one whose changes were shown.
"""

import io

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ideas.import_export.preview import ImportPreview, apply_import
from ideas.import_export.spreadsheet import (
    Problem,
    Row,
    Spreadsheet,
    read_spreadsheet,
    write_spreadsheet,
)
from ideas.models import MODELS, Idea
from ideas.services import counted

# An import may add and change any area, theme and idea, so it takes the rights to all of that.
IMPORT_PERMISSIONS = [
    f"ideas.{action}_{model._meta.model_name}" for model in MODELS for action in ("add", "change")
]
# Far more than people keep by hand, and quick enough to wait for.
MAX_BYTES = 1024 * 1024
MAX_ROWS = 1000
MAX_PROBLEMS_SHOWN = 200
SUFFIXES = ("csv", "tsv", "txt")

# A preview that is older has to be looked at again.
CONFIRM_WITHIN_SECONDS = 60 * 60
SIGNING_SALT = "ideas.import_export"


class ImportForm(forms.Form):
    """Which spreadsheet to import."""

    sheet = forms.FileField(
        label="Sheet",
        help_text="A CSV file in UTF-8, as the export makes it. In Excel, save it as “CSV UTF-8”.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        validators=[
            FileExtensionValidator(
                SUFFIXES, "This is not a CSV file. Save the sheet as “CSV UTF-8” first."
            )
        ],
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    replace_newer = forms.BooleanField(
        label="Replace newer drafts too",
        required=False,
        help_text="Drafts that somebody has saved since the sheet was exported. They stay in the "
        "history. Leave this off unless you know whose they are.",
    )

    def clean_sheet(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["sheet"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                "The file is larger than 1 MB. Whoever keeps the server can read it in."
            )
        return file


class ImportExportView(PermissionRequiredMixin, WagtailAdminTemplateMixin, View):
    """What the screens share: who may come, what stands above, and the preview."""

    permission_required = IMPORT_PERMISSIONS
    raise_exception = True
    header_icon = "table"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": ideas_url(), "label": "Ideas"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def show_preview(
        self, preview: ImportPreview, rows: list[Row], replace_newer: bool
    ) -> HttpResponse:
        """Show what would change, with the way to do it if it can be done."""
        self.page_title = "What would change"
        self.template_name = "ideas/admin/import_preview.html"
        upload = [self.request.user.pk, rows, replace_newer, preview.digest]
        can_go_on = preview.changes and not preview.problems
        context = self.get_context_data(
            preview=preview,
            problems=preview.problems[:MAX_PROBLEMS_SHOWN],
            more_problems=len(preview.problems[MAX_PROBLEMS_SHOWN:]),
            signed=signing.dumps(upload, salt=SIGNING_SALT, compress=True) if can_go_on else "",
        )
        return self.render_to_response(context)


class ImportView(ImportExportView, FormView):
    """The way out, and the way in: an upload is read and previewed, not kept."""

    page_title = "Ideas as a sheet"
    template_name = "ideas/admin/import_export.html"
    form_class = ImportForm

    def form_valid(self, form: ImportForm) -> HttpResponse:
        file = read_spreadsheet(form.cleaned_data["sheet"].read())
        if len(file.rows) > MAX_ROWS:
            text = (
                f"The sheet has {len(file.rows):,} rows, and {MAX_ROWS:,} can be read here. "
                "Whoever keeps the server can read in more."
            )
            file.problems = [Problem(0, "", text)]
        replace_newer = form.cleaned_data["replace_newer"]
        preview = ImportPreview(file, replace_newer=replace_newer)
        return self.show_preview(preview, file.rows, replace_newer)


class ConfirmImportView(ImportExportView):
    """Saves what was previewed as drafts, if it is still what the spreadsheet would change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("ideas_import_export:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            user_id, rows, replace_newer, digest = signing.loads(
                request.POST.get("signed", ""), salt=SIGNING_SALT, max_age=CONFIRM_WITHIN_SECONDS
            )
        except signing.BadSignature:
            user_id = None
        if user_id is None or user_id != request.user.pk:
            messages.error(request, "That was shown to you too long ago. Choose the sheet again.")
            return redirect("ideas_import_export:index")
        rows = [Row(*row) for row in rows]
        preview, is_written = apply_import(
            Spreadsheet(rows), replace_newer=replace_newer, user=request.user, digest=digest
        )
        if is_written:
            verbs = ((preview.added, "added"), (preview.changed, "changed"))
            counts = [
                f"{', '.join(counted(item.draft for item in items))} {verb}"
                for items, verb in verbs
                if items
            ]
            review = "Readers see them once they are published: submit them for review."
            messages.success(request, f"As drafts: {' and '.join(counts)}. {review}")
            return redirect(ideas_url())
        if not preview.changes and not preview.problems:
            messages.warning(request, "Nothing was left to change: the sheet is read in already.")
            return redirect(ideas_url())
        messages.warning(
            request, "Something has changed since you looked, so nothing was written. Look again."
        )
        return self.show_preview(preview, rows, replace_newer)


class ExportView(ImportExportView):
    """Sends all areas, themes and ideas as one CSV file, newest drafts included."""

    def get(self, request: HttpRequest) -> HttpResponse:
        target = io.StringIO(newline="")
        write_spreadsheet(target)
        name = f"ideas-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            # With a mark at the front, by which spreadsheet programs know UTF-8.
            target.getvalue().encode("utf-8-sig"),
            content_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def ideas_url() -> str:
    """Return where the list of ideas is."""
    return reverse(Idea.snippet_viewset.get_url_name("list"))
