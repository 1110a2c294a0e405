"""Responses by letter, phone or in person, typed in for their respondents."""

from datetime import date, datetime, time
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from consultation.feedback.availability import Availability
from consultation.feedback.displayed_form import SubmittedForm
from consultation.feedback.forms import (
    DATE_FORMATS,
    FormState,
    PublicForm,
    ResponseForm,
    date_widget,
    widget,
)
from consultation.feedback.services import live_form_page, record
from consultation.responses.models import Source
from consultation.responses.permissions import ENTER
from consultation.responses.services import LARGEST_SCAN_BYTES, SCAN_SUFFIXES, attach_scan

SOURCES = (Source.LETTER, Source.EMAIL, Source.PHONE, Source.CONVERSATION)


class SourceForm(PublicForm):
    """How and when a response arrived, with a scan of it.

    A response that arrived while the consultation was not open is refused, as from a browser.
    """

    prefix = "origin"

    source = forms.ChoiceField(
        label=_("How it arrived"),
        choices=[("", _("Select one")), *((source.value, source.label) for source in SOURCES)],
        widget=widget("select", forms.Select),
        error_messages={"required": _("Select how it arrived")},
    )
    received_on = forms.DateField(
        label=_("Date it arrived"),
        widget=date_widget(),
        initial=timezone.localdate,
        help_text=_("Not the date on which you type it in."),
        error_messages={
            "required": _("Enter the date it arrived"),
            "invalid": _("Enter a real date, like 14/11/2026"),
        },
        input_formats=DATE_FORMATS,
    )
    scan = forms.FileField(
        label=_("Scan or copy"),
        required=False,
        widget=widget("file", forms.FileInput),
        validators=[
            FileExtensionValidator(
                SCAN_SUFFIXES,
                _("Choose a file of one of these types: %(allowed_extensions)s"),
            )
        ],
        help_text=format_lazy(
            _("The original, if you have it: {types}, up to 20 MB."), types=", ".join(SCAN_SUFFIXES)
        ),
    )

    def __init__(self, availability: Availability, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.availability = availability

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        opens, closes = self.availability.opens_at, self.availability.closes_at
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("Enter today’s date or an earlier one"))
        if opens and day < timezone.localdate(opens):
            raise forms.ValidationError(gettext("The consultation was not yet open on this date"))
        if closes and day > timezone.localdate(closes):
            raise forms.ValidationError(gettext("The consultation had closed before this date"))
        return day

    def clean_scan(self) -> UploadedFile | None:
        scan: UploadedFile | None = self.cleaned_data["scan"]
        if scan and (scan.size or 0) > LARGEST_SCAN_BYTES:
            raise forms.ValidationError(gettext("Choose a file of up to 20 MB"))
        return scan

    def received_at(self) -> datetime:
        """Return the datetime to store: now for today, noon for an earlier day."""
        day = self.cleaned_data["received_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_response(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a page's form to an analyst who enters a response for someone, and store it.

    The questions and their rules are those for readers. There is no quarantine and no receipt by
    email: a colleague has checked it, and the author did not ask for email.
    """
    if not request.user.has_perm(ENTER):
        raise PermissionDenied
    page = live_form_page(page_id)
    if page is None:
        raise Http404
    live = page.feedback_definition()
    if live is None:
        message = gettext("“%(page)s” has no feedback form.")
        messages.error(request, message % {"page": page.title})
        return redirect("wagtailforms:index")
    state: FormState | None = None
    if request.method == "POST":
        submitted = SubmittedForm(page, live, request.POST)
        form = submitted.form
        origin = SourceForm(page.availability(), data=request.POST, files=request.FILES)
        # Both are checked, so that all errors are shown at once.
        if all([origin.is_valid(), submitted.is_valid()]):
            return _enter(request, submitted, origin)
        state = submitted.display_again()
    else:
        form = ResponseForm(live, form_token=page.new_form_token(live))
        origin = SourceForm(page.availability())
    # No honeypot for robots where our colleagues type.
    del form.fields["further_notes"]
    context: dict[str, Any] = {
        "state": state,
        "form": form,
        "origin": origin,
        "form_page": page,
        "errors": [*origin.errors, *form.errors] if state else [],
        "scan_lost": bool(state and request.FILES),
        "list_url": reverse("wagtailforms:list_submissions", args=[page.pk]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if state else HTTPStatus.OK
    return TemplateResponse(request, "respond/manual_entry.html", context, status=status)


def _enter(request: HttpRequest, submitted: SubmittedForm, origin: SourceForm) -> HttpResponse:
    """Store a valid response with where it came from, and show its reference."""
    with transaction.atomic():
        response, created = record(
            submitted,
            submit_time=origin.received_at(),
            source=Source(origin.cleaned_data["source"]),
            entered_by=request.user,
        )
        if created:
            scan = origin.cleaned_data["scan"]
            if scan:
                attach_scan(response, scan)
            data = {"source": response.source, "with_scan": bool(scan)}
            log(response, "responses.enter", user=request.user, data=data)
    message = gettext(
        "The response was saved. Its reference is %(reference)s. Give it to the person who sent "
        "the response."
    )
    messages.success(request, message % {"reference": response.reference_text})
    if "another" in request.POST:
        return redirect("enter_response", submitted.page.pk)
    return redirect("responses:read", response.pk)
