from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseNotFound,
    JsonResponse,
)
from django.template.loader import render_to_string

from home.views.search import words_of_address


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Say that there is no such page, and offer to search for the words of its address."""
    context = {"words": words_of_address(request.path_info)}
    return HttpResponseNotFound(render_to_string("404.html", context, request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request cannot be read, and what to do where it is too large."""
    reason = ""
    if isinstance(exception, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        reason = f"It has more than {most:,} fields. Divide the page into several."
    elif isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
        reason = f"It has more than {most} MB of text. Divide the page into several."
    if not request.accepts("text/html"):
        # An editor that saves by itself shows this beside "Autosave is paused".
        return JsonResponse(
            {"success": False, "error_code": "validation_error", "error_message": reason},
            status=400,
        )
    return HttpResponseBadRequest(render_to_string("400.html", {"reason": reason}))
