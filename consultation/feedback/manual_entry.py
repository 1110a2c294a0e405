from datetime import date, datetime, time
from http import HTTPStatus
from typing import Any, cast

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
from wagtail.models import Page

from consultation.feedback.availability import Availability
from consultation.feedback.displayed_form import ChangedQuestions, find_changes
from consultation.feedback.fields import DateInput, FileInput, Select
from consultation.feedback.form_token import FormToken
from consultation.feedback.forms import RespondRenderer, ResponseForm
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.feedback.services import (
    answerable_definition,
    displayed_definition,
    displayed_revision,
    persist_displayed_form,
)
from consultation.responses import services as responses
from consultation.responses.models import Response, Source
from consultation.responses.permissions import ENTER
from consultation.responses.scans import LARGEST, SUFFIXES, attach_scan

SOURCES = [
    (source.value, source.label)
    for source in (Source.LETTER, Source.EMAIL, Source.PHONE, Source.CONVERSATION)
]
NOON = time(12)


class OriginForm(forms.Form):
    """How an answer came in, when, and the paper it stood on.

    Args:
        availability: when the consultation takes answers; what came outside is refused, as it
            would be from a browser.
    """

    default_renderer = RespondRenderer
    use_required_attribute = False
    prefix = "origin"

    source = forms.ChoiceField(
        label="How it came",
        choices=[("", "Choose one"), *SOURCES],
        widget=Select,
        error_messages={"required": "Choose how it came"},
    )
    received_on = forms.DateField(
        label="When it came",
        widget=DateInput,
        help_text="The day it arrived, not the day on which you type it in.",
        error_messages={
            "required": "Enter the day it came",
            "invalid": "Enter a day such as 14/11/2026",
        },
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
    )
    scan = forms.FileField(
        label="Scan or copy",
        required=False,
        widget=FileInput,
        validators=[
            FileExtensionValidator(
                SUFFIXES, "A file like this cannot be kept. Take one of: %(allowed_extensions)s."
            )
        ],
        help_text=f"The letter itself, if you have it: {', '.join(SUFFIXES)}. At most 20 MB.",
    )

    def __init__(self, availability: Availability, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.availability = availability
        self.fields["received_on"].initial = timezone.localdate

    def clean_received_on(self) -> date:
        """Refuse a day to come, and a day on which the consultation took no answers."""
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
        """Refuse a file that is too large to keep."""
        scan: UploadedFile | None = self.cleaned_data["scan"]
        if scan and (scan.size or 0) > LARGEST:
            raise forms.ValidationError("This file is larger than 20 MB")
        return scan

    def received_at(self) -> datetime:
        """Return the moment to store: now for today, else the middle of the day."""
        day = self.cleaned_data["received_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, NOON))


def _form_page(page_id: int) -> Page:
    page = Page.objects.live().filter(pk=page_id).first()
    specific = page.specific if page else None
    if not isinstance(specific, FeedbackPageMixin):
        raise Http404
    return specific


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter_response(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show a page's form to whoever types in an answer for somebody, and take it.

    The questions and their rules are those that readers meet. Neither quarantine nor a
    receipt by mail: a person of ours has looked at it, and the author did not ask for mail.
    """
    if not request.user.has_perm(ENTER):
        raise PermissionDenied
    page = _form_page(page_id)
    form_page = cast(FeedbackPageMixin, page)
    live = form_page.feedback_definition()
    if live is None:
        messages.error(request, f"“{page.title}” has no feedback form at present.")
        return redirect("wagtailforms:index")
    sent = request.method == "POST"
    key = FormToken.read(request.POST.get("form_token", ""), page.pk) if sent else None
    key = key or form_page.new_form_token(live)
    shown = displayed_definition(page, live, key)
    definition = answerable_definition(live, shown)
    changes = ChangedQuestions()
    data = request.POST.copy() if sent else None
    if data is not None:
        data["form_token"] = key.renewed(page.live_revision_id, definition).sign()
        changes = find_changes(shown, definition, data)
    origin = OriginForm(form_page.availability(), data=data, files=request.FILES if sent else None)
    form = ResponseForm(definition, form_token=key, data=data)
    # A trap for robots has no place where people of ours type.
    del form.fields["further_notes"]
    # Both are checked, so that all errors are told at once.
    if sent and all([origin.is_valid(), form.is_valid(), not changes.stop]):
        response = _store(request, page, form, origin, key)
        messages.success(
            request,
            f"The response was entered. Its reference is {response.reference_text}: tell it to "
            "whoever sent it.",
        )
        if "another" in request.POST:
            return redirect("enter_response", page.pk)
        return redirect("responses:read", response.pk)
    if sent:
        changes.say_in(form)
        persist_displayed_form(page, live, definition, shown)
    context: dict[str, Any] = {
        "notice": changes.notice,
        "orphaned_answers": changes.orphaned_answers,
        "form": form,
        "origin": origin,
        "form_page": page,
        "errors": [*origin.errors, *form.errors] if sent else [],
        "scan_lost": bool(sent and request.FILES),
        "list_url": reverse("wagtailforms:list_submissions", args=[page.pk]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return TemplateResponse(request, "respond/manual_entry.html", context, status=status)


def _store(
    request: HttpRequest, page: Page, form: ResponseForm, origin: OriginForm, key: FormToken
) -> Response:
    """Store a valid answer with where it came from, once however often it is sent."""
    with transaction.atomic():
        response, created = responses.record(
            responses.Submission(
                page=page,
                definition=displayed_definition(page, form.definition, key),
                answers=form.answers(),
                client_key=key.nonce,
                revision_id=displayed_revision(page, key),
                consultation_key=cast(FeedbackPageMixin, page).consultation_key(),
                received_at=origin.received_at(),
                source=Source(origin.cleaned_data["source"]),
                entered_by=request.user,
            )
        )
        if created:
            scan = origin.cleaned_data["scan"]
            if scan:
                attach_scan(response, scan)
            log(
                response,
                "responses.enter",
                user=request.user,
                data={"source": response.source, "with_scan": bool(scan)},
            )
    return response
