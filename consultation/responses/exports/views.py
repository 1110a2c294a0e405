from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from consultation.common.streams import as_download
from consultation.common.text import join_words
from consultation.responses.admin.filters import selected_ids
from consultation.responses.exports.columns import personal_columns
from consultation.responses.exports.manifest import FORMATS, export_zip
from consultation.responses.exports.pdf import MOST_RESPONSES, make_pdf
from consultation.responses.exports.table import Selection
from consultation.responses.models import Response
from consultation.responses.permissions import EXPORT, EXPORT_PERSONAL, VIEW, ReadersScreenMixin
from consultation.responses.services import log_export

# The value of "export" in a list's address that leads here.
CHOOSE = "choose"
PDF = "pdf"


class ExportForm(forms.Form):
    """The options of an export."""

    export_format = forms.ChoiceField(
        label=_("Format"),
        choices=lambda: [
            *((each.name, each.label) for each in FORMATS.values()),
            (
                PDF,
                gettext("PDF, to read and print: up to %(limit)d responses")
                % {"limit": MOST_RESPONSES},
            ),
        ],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    personal = forms.BooleanField(label=_("Include personal data"), required=False)


class ExportView(ReadersScreenMixin, FormView):
    """Asks for the options of an export, and makes it; at the filtered list's own address."""

    template_name = "responses/admin/export.html"
    page_title = _("Export")
    header_icon = "download"
    form_class = ExportForm
    right = EXPORT

    # Given by the list.
    selection: Selection = None  # type: ignore[assignment]
    list_url = ""

    @cached_property
    def personal_columns(self) -> list[str]:
        return [column.heading for column in personal_columns(self.selection.page_pk)]

    def get_page_subtitle(self) -> str:
        return self.selection.title

    def get_parents(self) -> list[tuple[str, str]]:
        return [(self.list_url, self.selection.title)]

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form = super().get_form(form_class)
        if not self.request.user.has_perm(EXPORT_PERSONAL) or not self.personal_columns:
            del form.fields["personal"]
        return form

    def form_valid(self, form: forms.Form) -> HttpResponseBase:  # type: ignore[override]
        if "personal" in form.data and not self.request.user.has_perm(EXPORT_PERSONAL):
            raise PermissionDenied
        export_format = form.cleaned_data["export_format"]
        personal = bool(form.cleaned_data.get("personal"))
        user = self.request.user.get_username()
        selection = replace(self.selection, personal=personal, made_by=user)
        noted: dict[str, Any] = {"personal_columns": self.personal_columns} if personal else {}
        rows = selection.queryset.count()
        if export_format == PDF:
            try:
                chunks: Iterable[bytes] = [make_pdf(selection)]
            except ValidationError as error:
                form.add_error("export_format", error)
                return self.form_invalid(form)
            ending = "pdf"
        else:
            chunks, ending = export_zip(selection, export_format, rows), "zip"
            noted["export"] = selection.export_id  # as in the manifest
        log_export(self.request.user, selection, export_format, rows, **noted)
        return as_download(chunks, f"{selection.filename}.{ending}", f"application/{ending}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=self.selection.queryset.count(),
            # The user searched for these words and may see them.
            conditions=replace(self.selection, personal=True).conditions,
            personal_columns=join_words(
                gettext("“%(words)s”") % {"words": heading} for heading in self.personal_columns
            ),
            **kwargs,
        )


@permission_required(VIEW, raise_exception=True)
def export_one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Export one response."""
    queryset = Response.objects.filter(pk=pk)
    response = get_object_or_404(queryset)
    reference = response.reference_text
    selection = Selection(
        queryset,
        gettext("Response %(reference)s") % {"reference": reference},
        f"response-{reference}",
        response.page_pk,
        urlencode({"chosen": response.reference}),
    )
    back = reverse("responses:read", args=[pk])
    return ExportView.as_view(selection=selection, list_url=back)(request)


@permission_required(VIEW, raise_exception=True)
def export_chosen(request: HttpRequest) -> HttpResponseBase:
    """Export the responses that were ticked in a list."""
    back = get_valid_next_url_from_request(request) or reverse("wagtailforms:index")
    queryset = Response.objects.unerased().filter(pk__in=selected_ids(request))
    responses = list(queryset.only("reference", "page_pk"))
    if not responses:
        messages.warning(request, gettext("Select one or more responses first."))
        return redirect(back)
    pages = {response.page_pk for response in responses}
    number = len(responses)
    selection = Selection(
        queryset.order_by("-submit_time", "-pk"),
        ngettext("%(count)d selected response", "%(count)d selected responses", number)
        % {"count": number},
        f"chosen-responses-{localdate():%Y-%m-%d}",
        pages.pop() if len(pages) == 1 else None,
        urlencode([("chosen", response.reference) for response in responses]),
        [gettext("Selected in the list")],
    )
    return ExportView.as_view(selection=selection, list_url=back)(request)
