from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page

from consultation.common.streams import as_download
from consultation.responses.admin.filters import selected_ids
from consultation.responses.exports.columns import export_columns, load_forms
from consultation.responses.exports.downloads import FORMATS, export_zip
from consultation.responses.exports.pdf import MOST_RESPONSES, PdfError, make_pdf
from consultation.responses.exports.selection import Selection, chosen_by_hand
from consultation.responses.models import Response
from consultation.responses.permissions import EXPORT, EXPORT_PERSONAL, ReadersScreenMixin, can_read
from consultation.responses.services import log_export

# What a list's address holds in "export" to lead here.
CHOOSE = "choose"
PDF = "pdf"


class ExportForm(forms.Form):
    """What an export is to be."""

    export_format = forms.ChoiceField(
        label="Format",
        choices=[
            *((each.name, each.label) for each in FORMATS.values()),
            (PDF, f"PDF, to read and to print: {MOST_RESPONSES} responses at most"),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    personal = forms.BooleanField(label="With personal data", required=False)


class ExportView(ReadersScreenMixin, FormView):
    """Asks what an export is to be, and makes it of a list as it is narrowed down.

    It stands at the list's own address, so that it holds what the list shows.
    """

    template_name = "responses/admin/export.html"
    page_title = "Export"
    header_icon = "download"
    form_class = ExportForm
    right = EXPORT
    http_method_names = ["get", "post"]

    # Given by the list.
    selection: Selection = None  # type: ignore[assignment]
    page: Page | None = None
    list_url = ""
    list_title = ""

    @property
    def may_export_personal(self) -> bool:
        return bool(self.request.user.has_perm(EXPORT_PERSONAL))

    @cached_property
    def personal_columns(self) -> list[str]:
        """The headings of the columns with personal data."""
        columns = export_columns(load_forms(self.selection.page_key))
        return [column.heading for column in columns if column.personal]

    def get_page_subtitle(self) -> str:
        return self.selection.title

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.list_url, self.list_title)]

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """Offer personal data to those who may have them, where there are any."""
        form = super().get_form(form_class)
        if not self.may_export_personal or not self.personal_columns:
            del form.fields["personal"]
        return form

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse personal data to those who may not have them, whatever the form was."""
        if request.POST.get("personal") and not self.may_export_personal:
            raise PermissionDenied
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponseBase:  # type: ignore[override]
        """Note the export in the audit log and send it, or say why there can be none."""
        export_format = form.cleaned_data["export_format"]
        selection = replace(
            self.selection,
            personal=bool(form.cleaned_data.get("personal")),
            made_by=self.request.user.get_username(),
        )
        pdf = b""
        if export_format == PDF:
            try:
                pdf = make_pdf(selection)
            except PdfError as error:
                form.add_error("export_format", str(error))
                return self.form_invalid(form)
        rows = selection.queryset.count()
        log_export(
            self.page,
            self.request,
            export_format,
            rows,
            # It stands in the manifest, which a PDF has not.
            export_id="" if pdf else selection.export_id,
            personal_columns=self.personal_columns if selection.personal else None,
        )
        if pdf:
            return as_download([pdf], f"{selection.filename}.pdf", "application/pdf")
        chunks = export_zip(selection, export_format, rows)
        return as_download(chunks, f"{selection.filename}.zip", "application/zip")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.selection.queryset.count()
        return super().get_context_data(
            selection=self.selection,
            rows=rows,
            number=f"{rows:,}",
            personal_columns=self.personal_columns,
            list_url=self.list_url,
            **kwargs,
        )


def export_one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export one response, for those who may."""
    if not can_read(request.user):
        raise PermissionDenied
    response = get_object_or_404(Response.objects.select_related("page"), pk=pk)
    selection = Selection(
        queryset=Response.objects.filter(pk=pk),
        title=f"Response {response.reference_text}",
        filename=f"response-{response.reference_text}",
        page_key=response.page_key,
        query=chosen_by_hand([response]),
    )
    return ExportView.as_view(
        selection=selection,
        page=response.page,
        list_url=reverse("responses:read", args=[pk]),
        list_title=selection.title,
    )(request)


def export_chosen(request: HttpRequest) -> HttpResponseBase:
    """Export the responses that were ticked in a list, for those who may."""
    if not can_read(request.user):
        raise PermissionDenied
    back = get_valid_next_url_from_request(request) or reverse("wagtailforms:index")
    queryset = Response.objects.unerased().filter(pk__in=selected_ids(request))
    responses = list(queryset.only("reference", "page_key"))
    if not responses:
        messages.warning(request, "Select one or more responses first.")
        return redirect(back)
    pages = {response.page_key for response in responses}
    number = len(responses)
    selection = Selection(
        queryset=queryset.order_by("-submit_time", "-pk"),
        title="1 chosen response" if number == 1 else f"{number} chosen responses",
        filename=f"chosen-responses-{localdate():%Y-%m-%d}",
        page_key=pages.pop() if len(pages) == 1 else None,
        query=chosen_by_hand(responses),
        words=["Chosen in the list, one by one"],
    )
    return ExportView.as_view(selection=selection, list_url=back, list_title="Responses")(request)
