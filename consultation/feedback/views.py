"""The respond endpoint and the receipt: from HTTP to the services and back."""

from http import HTTPStatus
from typing import cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.models import Page

from consultation.feedback.access import serve_as_page
from consultation.feedback.changed_questions import find_changes
from consultation.feedback.form_key import FormKey
from consultation.feedback.forms import ResponseForm
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.feedback.opening import State
from consultation.feedback.origin import comes_from_here
from consultation.feedback.receipts import receipt_address
from consultation.feedback.refusals import not_sent
from consultation.feedback.services import (
    accept,
    definition_to_answer,
    find_repeat,
    keep_shown_again,
    shown_definition,
)
from consultation.responses.models import Response
from consultation.responses.references import parse_reference

# The page has changed since. That it may not be read is another matter: nothing is told then.
REFUSED_FOR_NOW = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def _live_page(page_id: int) -> Page | None:
    """Return the live page with this id that can hold a form."""
    page = Page.objects.live().filter(pk=page_id).first()
    specific = page.specific if page else None
    return specific if isinstance(specific, FeedbackPageMixin) else None


@csrf_exempt
# Kept by the respondent's own browser: "never" would put an error page in the place of the
# corrected form, and of all that was typed into it, when somebody goes back from the receipt.
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take an answer to a page's form.

    A page that can be cached carries no CSRF token; `comes_from_here` does its work.
    """
    if request.method != "POST":
        page = _live_page(page_id)
        if page is None:
            raise Http404
        # Behind the hooks as well: a private page's address is for its readers alone.
        return serve_as_page(page, request, _back_to_form)
    try:
        request.POST  # noqa: B018  (reading it is what may fail)
    except (RequestDataTooBig, TooManyFieldsSent):
        return TemplateResponse(request, "respond/too_large.html", status=413)
    if not comes_from_here(request):
        return not_sent(
            request,
            HTTPStatus.FORBIDDEN,
            "Your answer has not been sent",
            "It did not come from a page of this site. "
            "Copy your text, open the page here and send it again.",
        )
    response = _answer(request, page_id)
    if response.status_code in REFUSED_FOR_NOW:
        # Whoever sends again what was stored already is told so, whatever became of the page.
        stored = find_repeat(page_id, request.POST)
        if stored:
            return _to_receipt(stored)
    return response


def _answer(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take an answer that was sent from here, if its page may be read."""
    page = _live_page(page_id)
    if page is None:
        return not_sent(
            request,
            HTTPStatus.NOT_FOUND,
            "Your answer has not been sent",
            "The page you answered is no longer there.",
        )
    answered: list[HttpResponse] = []

    def handler(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
        answered.append(_take(page, request))
        return answered[0]

    response = serve_as_page(page, request, handler)
    if answered:
        return response
    return not_sent(
        request,
        HTTPStatus.FORBIDDEN,
        "Your answer has not been sent",
        "You need to sign in or enter the page’s password before you can answer. "
        "Copy your text first, then open the page again.",
    )


def _back_to_form(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponse:
    """Lead to the page, where the form is."""
    return redirect(f"{page.get_url(request)}#feedback")


def _take(page: Page, request: HttpRequest) -> HttpResponse:
    """Check and store an answer from somebody who may read the page."""
    form_page = cast(FeedbackPageMixin, page)
    live = form_page.feedback_definition()
    if live is None:
        return not_sent(
            request,
            HTTPStatus.CONFLICT,
            "Your answer has not been sent",
            "The form on this page was removed while you were writing.",
            page=page,
        )
    sent_key = FormKey.read(request.POST.get("form_key", ""), page.pk)
    shown = shown_definition(page, live, sent_key)
    definition = definition_to_answer(live, shown)
    data = request.POST.copy()
    # Shown again, the form carries a good key, and the questions it shows by then.
    data["form_key"] = (
        sent_key.renewed(page.live_revision_id, definition)
        if sent_key
        else form_page.new_form_key(definition)
    ).sign()
    changes = find_changes(shown, definition, data)
    form = ResponseForm(definition, data=data)
    opening = form_page.opening()
    state = opening.state()
    under_way = bool(
        state == State.CLOSED and sent_key and form_page.was_under_way(sent_key.opened)
    )
    if state == State.NOT_YET_OPEN:
        return not_sent(
            request,
            HTTPStatus.CONFLICT,
            "This consultation is not open yet",
            "Answers can be sent from the moment it opens.",
            shown=shown,
            page=page,
            opens_at=opening.opens_at,
        )
    if state == State.CLOSED and not under_way:
        return not_sent(
            request,
            HTTPStatus.CONFLICT,
            "This consultation has closed",
            "Your answer arrived after it closed and has not been sent.",
            shown=shown,
            page=page,
            closes_at=opening.closes_at,
        )
    if not form.is_valid() or changes.stop:
        changes.say_in(form)
        keep_shown_again(page, live, definition, shown)
        form_state = form_page.form_state(
            request, form=form, leftover=changes.leftover, notice=changes.notice
        )
        return TemplateResponse(
            request,
            page.get_template(request),
            page.get_context(request, form_state=form_state),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    response = accept(page, form, sent_key, after_closing=under_way)
    return _to_receipt(response)


def _to_receipt(response: Response) -> HttpResponse:
    """Lead to the receipt of a stored response."""
    return HttpResponseRedirect(
        reverse("respond:receipt", args=[response.reference_text]), status=HTTPStatus.SEE_OTHER
    )


@csrf_exempt
@never_cache
@require_http_methods(["POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Say that a form sent from a preview stored nothing."""
    return TemplateResponse(request, "respond/preview.html")


@never_cache
@require_GET
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the reference of a stored response, and nothing of its content."""
    response = (
        Response.objects.select_related("page", "form_version")
        .filter(reference=parse_reference(reference))
        .first()
    )
    if response is None:
        raise Http404
    page = response.page.specific if response.page and response.page.live else None
    block = page.feedback_block() if isinstance(page, FeedbackPageMixin) else None
    context = {
        "reference": response.reference_text,
        "page_title": response.page_title,
        "page_url": page.get_url(request) if page else None,
        "thank_you": block.value["thank_you"] if block else "",
        "email_sent": bool(receipt_address(response)),
        "next_page": page.next_page(request) if isinstance(page, FeedbackPageMixin) else None,
        "after_closing": response.after_closing,
    }
    answer = TemplateResponse(request, "respond/receipt.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
