from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.feedback.changed_questions import ChangedQuestions, find_changes
from consultation.feedback.entering.forms import OriginForm
from consultation.feedback.form_key import FormKey
from consultation.feedback.forms import ResponseForm
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.feedback.services import (
    definition_to_answer,
    keep_shown_again,
    shown_definition,
    shown_revision,
)
from consultation.responses import services as responses
from consultation.responses.models import Response, Source
from consultation.responses.permissions import ENTER
from consultation.responses.services import attach_scan


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
    key = FormKey.read(request.POST.get("form_key", ""), page.pk) if sent else None
    key = key or form_page.new_form_key(live)
    shown = shown_definition(page, live, key)
    definition = definition_to_answer(live, shown)
    changes = ChangedQuestions()
    data = request.POST.copy() if sent else None
    if data is not None:
        data["form_key"] = key.renewed(page.live_revision_id, definition).sign()
        changes = find_changes(shown, definition, data)
    origin = OriginForm(form_page.opening(), data=data, files=request.FILES if sent else None)
    form = ResponseForm(definition, form_key=key, data=data)
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
        keep_shown_again(page, live, definition, shown)
    context: dict[str, Any] = {
        "notice": changes.notice,
        "leftover": changes.leftover,
        "form": form,
        "origin": origin,
        "form_page": page,
        "errors": [*origin.errors, *form.errors] if sent else [],
        "scan_lost": bool(sent and request.FILES),
        "list_url": reverse("wagtailforms:list_submissions", args=[page.pk]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return TemplateResponse(request, "respond/enter.html", context, status=status)


def _store(
    request: HttpRequest, page: Page, form: ResponseForm, origin: OriginForm, key: FormKey
) -> Response:
    """Store a valid answer with where it came from, once however often it is sent."""
    with transaction.atomic():
        response, created = responses.record(
            responses.Submission(
                page=page,
                definition=shown_definition(page, form.definition, key),
                answers=form.answers(),
                client_key=key.nonce,
                revision_id=shown_revision(page, key),
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
