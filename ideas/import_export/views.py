"""Import and export of an idea set as one spreadsheet, with a preview before the import.

An upload is part of the confirmation form itself, signed: no server has to store it, and no
other spreadsheet than the one in the preview can be confirmed.
"""

import io
from typing import Any

from django import forms
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.common.text import join_words
from ideas.import_export.preview import ImportPreview, apply_import
from ideas.import_export.spreadsheet import (
    Problem,
    Row,
    Spreadsheet,
    read_spreadsheet,
    write_spreadsheet,
)
from ideas.models import MODELS, Idea, IdeaSet
from ideas.services import counted

# An import may add and change any area, theme and idea, so it needs all these rights.
IMPORT_PERMISSIONS = [
    f"ideas.{action}_{model._meta.model_name}" for model in MODELS for action in ("add", "change")
]
# Far more than people edit by hand, and quick enough to wait for.
MAX_BYTES = 1024 * 1024
MAX_ROWS = 1000
MAX_PROBLEMS_SHOWN = 200
SUFFIXES = ("csv", "tsv", "txt", "xlsx")

# An older preview has to be made again.
CONFIRM_WITHIN_SECONDS = 60 * 60
SIGNING_SALT = "ideas.import_export"


class ExportForm(forms.Form):
    """The idea set to export."""

    idea_set = forms.ModelChoiceField(
        IdeaSet.objects.all(),
        label=_("Idea set"),
        empty_label=None,
        error_messages={"required": _("Select an idea set")},
    )


class ImportForm(ExportForm):
    """The idea set to import into, and the spreadsheet."""

    spreadsheet = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("A CSV file like the export, or an XLSX workbook with the same columns."),
        error_messages={"required": _("Choose a file"), "empty": _("The file is empty")},
        validators=[
            FileExtensionValidator(
                SUFFIXES,
                _("This is neither a CSV file nor an XLSX workbook. Save it as one of these."),
            )
        ],
        widget=forms.FileInput(attrs={"accept": ",".join(f".{each}" for each in SUFFIXES)}),
    )
    replace_newer = forms.BooleanField(
        label=_("Replace newer drafts"),
        required=False,
        help_text=_(
            "Drafts saved since the spreadsheet was exported. They stay in the history. Tick this "
            "only if you know who saved them."
        ),
    )

    def clean_spreadsheet(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["spreadsheet"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                gettext(
                    "The file is larger than 1 MB. Ask the people who run the server to import it."
                )
            )
        return file


class ImportExportView(PermissionRequiredMixin, WagtailAdminTemplateMixin, View):
    """Shared by the screens: permissions, breadcrumbs and the preview."""

    permission_required = IMPORT_PERMISSIONS
    raise_exception = True
    header_icon = "table"
    page_title: Any = ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = {"url": ideas_url(), "label": gettext("Ideas")}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def show_preview(
        self, preview: ImportPreview, rows: list[Row], replace_newer: bool
    ) -> HttpResponse:
        """Show what would change, with a button to confirm if there are no problems."""
        self.page_title = gettext("Preview of the import")
        self.template_name = "ideas/admin/import_preview.html"
        idea_set = preview.idea_set
        upload = [self.request.user.pk, idea_set.pk, rows, replace_newer, preview.digest]
        can_go_on = preview.changes and not preview.problems
        context = self.get_context_data(
            preview=preview,
            problems=preview.problems[:MAX_PROBLEMS_SHOWN],
            more_problems=len(preview.problems[MAX_PROBLEMS_SHOWN:]),
            signed=signing.dumps(upload, salt=SIGNING_SALT, compress=True) if can_go_on else "",
        )
        return self.render_to_response(context)


class ImportView(ImportExportView, FormView):
    """The export, and the import: an upload is previewed, not stored."""

    page_title = _("Import and export ideas")
    template_name = "ideas/admin/import_export.html"
    form_class = ImportForm

    def get_form_kwargs(self) -> dict[str, Any]:
        # Two forms on one screen.
        return super().get_form_kwargs() | {"auto_id": "import_%s"}

    def get_initial(self) -> dict[str, Any]:
        return {"idea_set": self.request.GET.get("idea_set")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        export_form = ExportForm(auto_id="export_%s", initial=self.get_initial())
        return super().get_context_data(export_form=export_form, **kwargs)

    def form_valid(self, form: ImportForm) -> HttpResponse:
        file = read_spreadsheet(form.cleaned_data["spreadsheet"].read())
        if len(file.rows) > MAX_ROWS:
            text = gettext(
                "The file has %(number)s rows; you can import up to %(limit)s here. Ask the people "
                "who run the server to import more."
            ) % {"number": intcomma(len(file.rows)), "limit": intcomma(MAX_ROWS)}
            file.problems = [Problem(0, "", text)]
        replace_newer = form.cleaned_data["replace_newer"]
        idea_set = form.cleaned_data["idea_set"]
        preview = ImportPreview(file, idea_set, replace_newer=replace_newer)
        return self.show_preview(preview, file.rows, replace_newer)


class ConfirmImportView(ImportExportView):
    """Saves the previewed changes as drafts, if they are still the same."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("ideas_import_export:index")

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            user_id, set_pk, rows, replace_newer, digest = signing.loads(
                request.POST.get("signed", ""), salt=SIGNING_SALT, max_age=CONFIRM_WITHIN_SECONDS
            )
        except signing.BadSignature:
            user_id = set_pk = None
        idea_set = IdeaSet.objects.filter(pk=set_pk).first()
        if idea_set is None or user_id != request.user.pk:
            text = gettext("The preview is too old. Choose the spreadsheet again.")
            messages.error(request, text)
            return redirect("ideas_import_export:index")
        rows = [Row(*row) for row in rows]
        preview, is_written = apply_import(
            Spreadsheet(rows),
            idea_set,
            replace_newer=replace_newer,
            user=request.user,
            digest=digest,
        )
        if is_written:
            added, changed = (
                join_words(counted(item.draft for item in items))
                for items in (preview.added, preview.changed)
            )
            if added and changed:
                text = gettext("Saved as drafts: %(added)s added; %(changed)s changed.")
            elif added:
                text = gettext("Saved as drafts: %(added)s added.")
            else:
                text = gettext("Saved as drafts: %(changed)s changed.")
            text %= {"added": added, "changed": changed}
            review = gettext("Send them for review to publish them.")
            messages.success(request, f"{text} {review}")
            return redirect(ideas_url())
        if not preview.changes and not preview.problems:
            text = gettext("No changes: this spreadsheet has already been imported.")
            messages.warning(request, text)
            return redirect(ideas_url())
        text = gettext(
            "Something has changed since the preview, so nothing was saved. Check again."
        )
        messages.warning(request, text)
        return self.show_preview(preview, rows, replace_newer)


class ExportView(ImportExportView):
    """Sends the areas, themes and ideas of a set as one CSV file, including newest drafts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ExportForm(request.GET)
        if not form.is_valid():
            return redirect("ideas_import_export:index")
        idea_set = form.cleaned_data["idea_set"]
        target = io.StringIO(newline="")
        write_spreadsheet(target, idea_set.pk)
        slug = slugify(idea_set.name) or idea_set.pk
        name = f"ideas-{slug}-{timezone.localdate():%Y-%m-%d}.csv"
        return HttpResponse(
            # With a mark at the start, by which spreadsheet programs recognise UTF-8.
            target.getvalue().encode("utf-8-sig"),
            content_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def ideas_url() -> str:
    """Return the address of the list of ideas."""
    return reverse(Idea.snippet_viewset.get_url_name("list"))
