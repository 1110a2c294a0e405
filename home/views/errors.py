from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.template.loader import render_to_string

from consultation.api.errors import error
from home.views.search import words_of_address

OPEN_DATA = "/api/"


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseNotFound:
    """Say that there is no such page, and offer to search for the words of its address."""
    context = {"words": words_of_address(request.path_info)}
    return HttpResponseNotFound(render_to_string("404.html", context, request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say why a request cannot be understood.

    Without the request and the database: either may be what is broken.
    """
    if isinstance(exception, DisallowedHost):
        # No page of this portal for whoever calls it by another name.
        return HttpResponse("This is not a name of this server.\n", "text/plain", status=400)
    # Django's other refusals are written for developers.
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    if request.path_info.startswith(OPEN_DATA):
        return error(400, reason or "This request cannot be read.")
    return HttpResponse(render_to_string("400.html", {"reason": reason}), status=400)
