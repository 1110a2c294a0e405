"""The respond endpoint, the receipt, and the check whether a response was counted."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_safe
from wagtail import hooks

from consultation.common.language import use_language
from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.csrf import is_same_site
from consultation.feedback.displayed_form import SubmittedForm, submitted_texts
from consultation.feedback.forms import PublicForm, widget
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.feedback.services import accept, find_repeat, live_form_page, receipt_address
from consultation.responses.definitions import FormDefinition
from consultation.responses.models import Response
from consultation.responses.references import parse_reference

Handler = Callable[[FeedbackPageMixin, HttpRequest, list, dict], HttpResponse]

# The page has changed since. If it may not be read, nothing is said about it.
REFUSED_FOR_NOW = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
# What to say while the consultation is not open.
NOT_AVAILABLE = {
    ConsultationState.NOT_YET_OPEN: (
        _("This consultation is not open yet"),
        _("You can respond once it opens."),
    ),
    ConsultationState.CLOSED: (
        _("This consultation has closed"),
        _("Your response arrived after it closed and has not been sent."),
    ),
}
UNKNOWN_REFERENCE = _(
    "We have no response with this reference. Check your receipt: the reference has ten letters "
    "and numbers, such as J7HHC-NGKCN"
)
# What a status check reads: content stays in the database.
STATUS_COLUMNS = (
    "reference",
    "submit_time",
    "page_pk",
    "page_title",
    "consultation_pk",
    "status",
    "after_closing",
)


def serve_as_page(page: FeedbackPageMixin, request: HttpRequest, handler: Handler) -> HttpResponse:
    """Run a handler behind the hooks that serve a page, as `wagtail.views.serve` does.

    A visitor who may not read a page (login, group, password) may not respond to it either.
    From here on, everything is in the language of the page.
    """
    page.use_own_language()
    for hook in reversed(hooks.get_hooks("on_serve_page")):
        handler = hook(handler)
    for hook in hooks.get_hooks("before_serve_page"):
        result = hook(page, request, [], {})
        if isinstance(result, HttpResponse):
            return result
    return handler(page, request, [], {})


def not_sent(
    request: HttpRequest,
    status: HTTPStatus,
    reason: str,
    *,
    heading: str = "",
    displayed: FormDefinition | None = None,
    page: FeedbackPageMixin | None = None,
    availability: Availability | None = None,
) -> HttpResponse:
    """Show why a response was refused, with all of its text for copying.

    Args:
        displayed: the questions as the respondent was shown them, if they may still be shown.
        availability: when the consultation is open, if that is why.
    """
    context = {
        "heading": heading or gettext("Your response has not been sent"),
        "reason": reason,
        "submitted": submitted_texts(displayed, request.POST),
        "page_url": page.get_url(request) if page else None,
        "availability": availability,
    }
    return TemplateResponse(request, "respond/not_sent.html", context, status=status)


@csrf_exempt
# Kept by the respondent's own browser: "never" would put an error page in the place of the
# corrected form, and of all that was typed into it, if they go back from the receipt.
@cache_control(private=True, no_cache=True)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Receive a response to a page's form.

    A page that can be cached carries no CSRF token; `is_same_site` replaces it.
    """
    if request.method != "POST":
        page = live_form_page(page_id)
        if page is None:
            raise Http404
        # Behind the hooks as well: a private page's address is for its readers alone.
        return serve_as_page(
            page, request, lambda page, *args: redirect(f"{page.get_url(request)}#feedback")
        )
    try:
        request.POST  # noqa: B018  (reading it is what may fail)
    except (RequestDataTooBig, TooManyFieldsSent):
        return TemplateResponse(request, "respond/too_large.html", status=413)
    if not is_same_site(request):
        reason = gettext(
            "It did not come from a page of this website. "
            "Copy your text, open the page on this website and send it again."
        )
        return not_sent(request, HTTPStatus.FORBIDDEN, reason)
    response = _answer(request, page_id)
    # A response that was already stored gets its receipt again, even after changes.
    is_refused = response.status_code in REFUSED_FOR_NOW
    stored = find_repeat(page_id, request.POST) if is_refused else None
    return _to_receipt(stored) if stored else response


def _answer(request: HttpRequest, page_id: int) -> HttpResponse:
    """Receive a response from our own page, if that page may be read."""
    page = live_form_page(page_id)
    if page is None:
        reason = gettext("The page you responded to no longer exists.")
        return not_sent(request, HTTPStatus.NOT_FOUND, reason)
    was_reached = False

    def take(page: FeedbackPageMixin, request: HttpRequest, *args: Any) -> HttpResponse:
        nonlocal was_reached
        was_reached = True
        return _take(page, request)

    response = serve_as_page(page, request, take)
    if was_reached:
        return response
    reason = gettext(
        "You need to sign in or enter the page’s password before you can respond. "
        "Copy your text first, then open the page again."
    )
    return not_sent(request, HTTPStatus.FORBIDDEN, reason)


def _take(page: FeedbackPageMixin, request: HttpRequest) -> HttpResponse:
    """Check and store a response from someone who may read the page."""
    live = page.feedback_definition()
    if live is None:
        reason = gettext("The form on this page was removed while you were writing.")
        return not_sent(request, HTTPStatus.CONFLICT, reason, page=page)
    submitted = SubmittedForm(page, live, request.POST)
    availability = page.availability()
    state = availability.state
    after_closing = bool(
        state == ConsultationState.CLOSED
        and submitted.token
        and page.within_grace_period(submitted.token.opened)
    )
    if state != ConsultationState.OPEN and not after_closing:
        heading, reason = map(str, NOT_AVAILABLE[state])
        return not_sent(
            request,
            HTTPStatus.CONFLICT,
            reason,
            heading=heading,
            displayed=submitted.displayed,
            page=page,
            availability=availability,
        )
    if not submitted.is_valid():
        return TemplateResponse(
            request,
            page.get_template(request),
            page.get_context(request, form_state=submitted.display_again()),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    return _to_receipt(accept(submitted, after_closing=after_closing))


def _to_receipt(response: Response) -> HttpResponse:
    answer = redirect("respond:receipt", response.reference_text)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


@csrf_exempt
@never_cache
@require_http_methods(["POST"])
def preview(request: HttpRequest) -> HttpResponse:
    """Show that a form sent from a preview stored nothing."""
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
    use_language(response.locale_code)
    page = response.page.specific if response.page and response.page.live else None
    block = page.feedback_block() if page else None
    context = {
        "reference": response.reference_text,
        "page_title": response.page_title,
        "page_url": page.get_url(request) if page else None,
        "thank_you": block.value["thank_you"] if block else "",
        "email_sent": bool(receipt_address(response)),
        "next_page": page.next_page(request) if page else None,
        "after_closing": response.after_closing,
    }
    headers = {"X-Robots-Tag": "noindex, nofollow"}
    return TemplateResponse(request, "respond/receipt.html", context, headers=headers)


class ReferenceForm(PublicForm):
    """The form for the reference on a receipt."""

    reference = forms.CharField(
        label=_("Your reference"),
        help_text=_("It is on your receipt. Capitals, spaces and hyphens do not matter."),
        max_length=100,
        error_messages={"required": _("Enter your reference"), "max_length": UNKNOWN_REFERENCE},
        widget=widget(
            "text", forms.TextInput, attrs={"class": "govuk-input--width-20", "autocomplete": "off"}
        ),
    )

    def clean_reference(self) -> Response:
        reference = parse_reference(self.cleaned_data["reference"])
        response = Response.objects.filter(reference=reference).only(*STATUS_COLUMNS).first()
        if response is None:
            raise forms.ValidationError(UNKNOWN_REFERENCE)
        return response


@never_cache
@require_safe
def status_check(request: HttpRequest) -> HttpResponse:
    """Show when a response was received, for which page, and whether it is counted.

    A reference is one of 141 million million at random: guessing leads nowhere.
    """
    asked = "reference" in request.GET
    form = ReferenceForm(request.GET if asked else None)
    found = form.cleaned_data["reference"] if asked and form.is_valid() else None
    context = {"form": form, "response": found, "page": found.page_name if found else None}
    # The address holds the reference: the next page must not learn it.
    headers = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}
    return TemplateResponse(request, "respond/status_check.html", context, headers=headers)
