from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page

from consultation.feedback.forms import ResponseForm, typed_texts


def not_sent(
    request: HttpRequest,
    status: HTTPStatus,
    heading: str,
    reason: str,
    *,
    form: ResponseForm | None = None,
    page: Page | None = None,
    closes_at: object = None,
    opens_at: object = None,
) -> HttpResponse:
    """Say why an answer was not taken, with all of its text for copying."""
    return TemplateResponse(
        request,
        "respond/not_sent.html",
        {
            "heading": heading,
            "reason": reason,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "typed": typed_texts(form, request.POST),
            "page_url": page.get_url(request) if page else None,
        },
        status=status,
    )
