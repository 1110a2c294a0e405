"""All ideas as one sheet, for people without a terminal: out, and in again after a look."""

import io
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from ideas.models import Idea
from ideas.permissions import can_use_sheets
from ideas.sheets.agreeing import Shown, seal, unseal
from ideas.sheets.applying import apply_plan
from ideas.sheets.files import read_rows
from ideas.sheets.planning import Plan, make_plan
from ideas.sheets.problems import Problem, SheetError
from ideas.sheets.telling import lines_of, written_sentence
from ideas.sheets.writing import write_sheet

# Far more than people keep by hand, and quick enough to wait for.
MOST_BYTES = 1024 * 1024
MOST_ROWS = 1000
ENDINGS = (".csv", ".tsv", ".txt")
MOST_PROBLEMS = 200

SCREEN = "idea_sheet:index"


class SheetForm(forms.Form):
    """Which sheet to read."""

    sheet = forms.FileField(
        label="Sheet",
        help_text="A CSV file in UTF-8, as the export makes it. In Excel, save it as “CSV UTF-8”.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS) + ",text/csv"}),
    )
    replace_newer = forms.BooleanField(
        label="Replace newer drafts too",
        required=False,
        help_text="Drafts that somebody has saved since the sheet was exported. They stay in the "
        "history. Leave this off unless you know whose they are.",
    )

    def clean_sheet(self) -> UploadedFile:
        """Refuse what is no CSV file, or larger than a sheet of ideas can sensibly be."""
        file: UploadedFile = self.cleaned_data["sheet"]
        if PurePath(file.name or "").suffix.lower() not in ENDINGS:
            raise ValidationError("This is not a CSV file. Save the sheet as “CSV UTF-8” first.")
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(
                "The file is larger than 1 MB. Whoever keeps the server can read it in."
            )
        return file


def ideas_url() -> str:
    """Return where the list of ideas is."""
    return reverse(Idea.snippet_viewset.get_url_name("list"))


class SheetScreen(WagtailAdminTemplateMixin, View):
    """What the screens share: who may come, and what stands above."""

    header_icon = "table"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only those who may add and change everything that a sheet holds."""
        if not can_use_sheets(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the ideas."""
        above = {"url": ideas_url(), "label": "Ideas"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]


class PlanScreen(SheetScreen):
    """Shows what a sheet would change, with the way to do it if it can be done."""

    def show_plan(self, plan: Plan, shown: Shown) -> HttpResponse:
        """Return the screen for a plan that was worked out just now."""
        can_go_on = bool(plan.changes) and not plan.problems
        return self.show(
            plan.problems,
            plan=plan,
            lines=[*lines_of(plan.added), *lines_of(plan.changed)],
            unchanged=lines_of(plan.unchanged),
            sealed=seal(shown, self.request.user.pk or 0) if can_go_on else "",
        )

    def show(self, problems: list[Problem], **context: Any) -> HttpResponse:
        """Return the screen, for a sheet that cannot even be read with its problems alone."""
        self.page_title = "What would change"
        self.template_name = "ideas/admin/sheet_plan.html"
        context = self.get_context_data(
            problems=problems[:MOST_PROBLEMS],
            more_problems=max(len(problems) - MOST_PROBLEMS, 0),
            screen_url=reverse(SCREEN),
            confirm_url=reverse("idea_sheet:confirm"),
            **context,
        )
        return self.render_to_response(context)


class SheetView(PlanScreen, FormView):
    """The way out, and the way in; a sheet that is sent is read and shown, not kept."""

    page_title = "Ideas as a sheet"
    template_name = "ideas/admin/sheet.html"
    form_class = SheetForm

    def form_valid(self, form: SheetForm) -> HttpResponse:
        """Show what the sheet would change."""
        try:
            rows = read_rows(form.cleaned_data["sheet"].read())
        except SheetError as error:
            return self.show(error.problems)
        if len(rows) > MOST_ROWS:
            text = (
                f"The sheet has {len(rows):,} rows, and {MOST_ROWS:,} can be read here. Whoever "
                "keeps the server can read in more."
            )
            return self.show([Problem(0, "", text)])
        replace_newer = form.cleaned_data["replace_newer"]
        plan = make_plan(rows, replace_newer=replace_newer)
        return self.show_plan(plan, Shown(rows, replace_newer, plan.digest))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where the sheet can be had."""
        return super().get_context_data(export_url=reverse("idea_sheet:export"), **kwargs)


class ConfirmSheetView(PlanScreen):
    """Writes what was shown, as drafts, if it is still what the sheet would change."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead whoever comes without a sheet to where one is chosen."""
        return redirect(SCREEN)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Write it, or show what it would change by now."""
        shown = unseal(request.POST.get("sealed", ""), request.user.pk or 0)
        if shown is None:
            messages.error(request, "That was shown to you too long ago. Choose the sheet again.")
            return redirect(SCREEN)
        make = partial(make_plan, shown.rows, replace_newer=shown.replace_newer)
        plan, is_written = apply_plan(make, user=request.user, digest=shown.digest)
        if is_written:
            review = "Readers see them once they are published: submit them for review."
            messages.success(request, f"{written_sentence(plan)} {review}")
            return redirect(ideas_url())
        if not plan.changes and not plan.problems:
            messages.warning(request, "Nothing was left to change: the sheet is read in already.")
            return redirect(ideas_url())
        messages.warning(
            request, "Something has changed since you looked, so nothing was written. Look again."
        )
        return self.show_plan(plan, replace(shown, digest=plan.digest))


class ExportSheetView(SheetScreen):
    """Sends all areas, themes and ideas as one CSV file, newest drafts included."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Write the sheet."""
        sheet = io.StringIO(newline="")
        write_sheet(sheet)
        # With a mark at the front, by which spreadsheet programs know UTF-8.
        response = HttpResponse(sheet.getvalue().encode("utf-8-sig"), content_type="text/csv")
        name = f"ideas-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
