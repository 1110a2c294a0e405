"""Answers from elsewhere: typed in for a respondent who wrote, called or said it."""

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
    """How an answer came in, when, and the paper it stood on.

    What came while the consultation took no answers is refused, as it would be from a browser.
    """

    prefix = "origin"

    source = forms.ChoiceField(
        label="How it came",
        choices=[("", "Choose one"), *((source.value, source.label) for source in SOURCES)],
        widget=widget("select", forms.Select),
        error_messages={"required": "Choose how it came"},
    )
    received_on = forms.DateField(
        label="When it came",
        widget=date_widget(),
        initial=timezone.localdate,
        help_text="The day it arrived, not the day on which you type it in.",
        error_messages={
            "required": "Enter the day it came",
            "invalid": "Enter a day such as 14/11/2026",
        },
        input_formats=DATE_FORMATS,
    )
    scan = forms.FileField(
        label="Scan or copy",
        required=False,
        widget=widget("file", forms.FileInput),
        validators=[
            FileExtensionValidator(
                SCAN_SUFFIXES,
                "A file like this cannot be kept. Take one of: %(allowed_extensions)s.",
            )
        ],
        help_text=f"The letter itself, if you have it: {', '.join(SCAN_SUFFIXES)}. At most 20 MB.",
    )

    def __init__(self, availability: Availability, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.availability = availability

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        opens, closes = self.availability.opens_at, self.availability.closes_at
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come")
        if opens and day < timezone.localdate(opens):
            raise forms.ValidationError("The consultation was not open yet on this day")
        if closes and day > timezone.localdate(closes):
            raise forms.ValidationError("The consultation had closed before this day")
        return day

    def clean_scan(self) -> UploadedFile | None:
        scan: UploadedFile | None = self.cleaned_data["scan"]
        if scan and (scan.size or 0) > LARGEST_SCAN_BYTES:
            raise forms.ValidationError("This file is larger than 20 MB")
        return scan

    def received_at(self) -> datetime:
        """Return the datetime to store: now for today, else the middle of the day."""
        day = self.cleaned_data["received_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, time(12)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_response(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a page's form to an analyst who types in an answer for its author, and take it.

    The questions and their rules are those that readers meet. Neither quarantine nor a
    receipt by mail: a person of ours has looked at it, and the author did not ask for mail.
    """
    if not request.user.has_perm(ENTER):
        raise PermissionDenied
    page = live_form_page(page_id)
    if page is None:
        raise Http404
    live = page.feedback_definition()
    if live is None:
        messages.error(request, f"“{page.title}” has no feedback form at present.")
        return redirect("wagtailforms:index")
    state: FormState | None = None
    if request.method == "POST":
        submitted = SubmittedForm(page, live, request.POST)
        form = submitted.form
        origin = SourceForm(page.availability(), data=request.POST, files=request.FILES)
        # Both are checked, so that all errors are told at once.
        if all([origin.is_valid(), submitted.is_valid()]):
            return _enter(request, submitted, origin)
        state = submitted.display_again()
    else:
        form = ResponseForm(live, form_token=page.new_form_token(live))
        origin = SourceForm(page.availability())
    # A honeypot for robots has no place where people of ours type.
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
    """Store a valid answer with where it came from, and tell its reference."""
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
    messages.success(
        request,
        f"The response was entered. Its reference is {response.reference_text}: tell it to "
        "whoever sent it.",
    )
    if "another" in request.POST:
        return redirect("enter_response", submitted.page.pk)
    return redirect("responses:read", response.pk)
