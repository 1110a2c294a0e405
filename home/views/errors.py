from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
)
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    JsonResponse,
)
from django.template.loader import render_to_string

from consultation.pages.open_data.urls import error
from home.views.search import words_of_address

OPEN_DATA = "/api/"


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Say that there is no such page, and offer to search for the words of its address."""
    context = {"words": words_of_address(request.path_info)}
    return HttpResponseNotFound(render_to_string("404.html", context, request))


def _reason(exception: Exception) -> str:
    """Return why a request cannot be taken, where that is written for people."""
    if isinstance(exception, BadRequest):
        return str(exception)
    if isinstance(exception, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        return f"It has more than {most:,} fields. Divide the page into several."
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        return f"It has more than {most} MB of text. Divide the page into several."
    return ""


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request cannot be read, and what to do where it is too large.

    Without the database: what it was asked for may be what is wrong.
    """
    if isinstance(exception, DisallowedHost):
        # No page of this portal for whoever calls it by another name.
        return HttpResponseBadRequest("This is not a name of this server.\n", "text/plain")
    reason = _reason(exception)
    if request.path_info.startswith(OPEN_DATA):
        return error(400, reason or "This request cannot be read.")
    if not request.accepts("text/html"):
        # An editor that saves by itself shows this beside "Autosave is paused".
        return JsonResponse(
            {"success": False, "error_code": "validation_error", "error_message": reason},
            status=400,
        )
    return HttpResponseBadRequest(render_to_string("400.html", {"reason": reason}))
