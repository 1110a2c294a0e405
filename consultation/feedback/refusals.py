from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from consultation.feedback.sent_answers import sent_texts
from consultation.responses.definitions import FormDefinition


def not_sent(
    request: HttpRequest,
    status: HTTPStatus,
    heading: str,
    reason: str,
    *,
    shown: FormDefinition | None = None,
    page: Page | None = None,
    closes_at: object = None,
    opens_at: object = None,
) -> HttpResponse:
    """Say why an answer was not taken, with all of its text for copying.

    Args:
        request: the request that brought it.
        status: the status to answer with.
        heading: what happened.
        reason: why.
        shown: the questions as the respondent was shown them, if they may still be told.
        page: the page to go back to.
        closes_at: when the consultation closed, if that is why.
        opens_at: when it opens, if that is why.
    """
    return TemplateResponse(
        request,
        "respond/not_sent.html",
        {
            "heading": heading,
            "reason": reason,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "typed": sent_texts(shown, request.POST),
            "page_url": page.get_url(request) if page else None,
        },
        status=status,
    )
