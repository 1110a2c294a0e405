"""Whatever goes wrong, the answer is JSON."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, path

from consultation.pages.open_data.endpoints import api

logger = logging.getLogger(__name__)

View = Callable[..., HttpResponseBase]


def error(status: int, detail: str) -> JsonResponse:
    """Return an error that nobody keeps."""
    return JsonResponse({"detail": detail}, status=status, headers={"Cache-Control": "no-store"})


def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Say that there is nothing at this address."""
    return error(404, "There is nothing here. See openapi.json for what there is.")


def with_json_errors(view: View) -> View:
    """Make a view's own refusals JSON."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return not_found(request)
        except Exception:
            logger.exception("Open data could not be read")
            return error(500, "Something went wrong here. It is noted; please try again later.")
        if response.status_code == 405:
            refusal = error(405, "Open data can only be read, by GET.")
            refusal["Allow"] = response["Allow"]
            return refusal
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response

    # What each view says of itself: these take no forms, so they need no token.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


api.add_exception_handler(Http404, not_found)
_patterns, app_name, _namespace = api.urls

urlpatterns: list[URLPattern] = [
    path(str(each.pattern), with_json_errors(each.callback), name=each.name)
    for each in _patterns
    if isinstance(each, URLPattern)
]
# Else Wagtail would look for a page and answer in HTML.
urlpatterns.append(path("<path:rest>", not_found))
