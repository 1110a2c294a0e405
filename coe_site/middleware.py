"""The portal's middleware, in the order of MIDDLEWARE in the settings."""

import logging
from collections.abc import Callable
from traceback import walk_tb
from typing import Any
from urllib.parse import unquote_plus

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.db import DatabaseError, DataError, IntegrityError, connection
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_safe

from consultation.common.language import has_languages, in_language, language_of_path
from home.jobs.scheduler import health_lines

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# As much as docs/nginx.conf lets through. The connection is cut where more is sent.
MAX_BODY_READ = 64 * 1024 * 1024
CHUNK = 64 * 1024
# What is text. Pictures, PDF files, workbooks and archives are compressed already.
COMPRESSED_TYPES = {
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/html",
    "text/plain",
    "text/xml",
}
NUL = "\x00"
# Respondents lose nothing that they typed: what a database cannot hold is replaced.
VIEW_OF_ANY_TEXT = "respond:submit"
# What turns something that was sent into a value: of a form's field, or of a database's column.
VALUE_READERS = {"get_prep_value", "value_from_datadict"}
NO_TEXT = gettext_lazy("The address or the form contains an invalid character.")
NO_SCREEN = gettext_lazy("The address does not say which screen to return to.")
NO_VALUE = gettext_lazy("Something in the address or the form is missing or not valid.")


def unread_body_middleware(get_response: GetResponse) -> GetResponse:
    """Read and discard the rest of a request, such as a form that is too long.

    A server that answers early closes the connection with the rest still on its way. The
    browser then says that the connection was reset, and shows nothing of the answer.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        try:
            for _ in range(0, MAX_BODY_READ, CHUNK):
                if not request.read(CHUNK):
                    break
        except UnreadablePostError:
            pass  # The browser has gone away.
        return response

    return middleware


def health_middleware(get_response: GetResponse) -> GetResponse:
    """Answer /health/ for load balancers, containers and people.

    A middleware and not a view, because a probe calls by IP address and without TLS: it has to
    be answered before the host check and the redirect to https refuse it.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _health(request) if request.path_info == "/health/" else get_response(request)

    return middleware


@require_safe
def _health(request: HttpRequest) -> HttpResponse:
    """Ask the database for one row. Why it failed goes to the log, never to the caller."""
    lines, status = ["ok"], 200
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if "detail" in request.GET:
            lines += health_lines()
    except DatabaseError:
        logger.exception("Health: the database does not answer")
        lines, status = ["database unavailable"], 503
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )


class CompressionMiddleware(GZipMiddleware):
    """Django's gzip, with up to 100 random bytes in each answer, for what may be compressed.

    The length of a compressed page tells whether two texts in it are alike. So a page that
    can hold both a secret and a stranger's words is not compressed: one for a signed-in reader,
    asked for with a query in its address (docs/adr/0026-compression.md).
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        content_type = response.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.streaming or content_type not in COMPRESSED_TYPES:
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.META.get("QUERY_STRING"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def language_middleware(get_response: GetResponse) -> GetResponse:
    """Speak the language that the address begins with.

    Django's own middleware asks cookies and the browser too, so that caches would have to keep
    each page several times. A page may change to its own language: see `use_language`.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not has_languages():
            return get_response(request)
        # Around the whole request, so that none leaves its language to the next.
        with in_language(language_of_path(request.path_info)):
            response = get_response(request)
            # Staff choose the language of the admin themselves.
            if not request.path_info.startswith("/admin/"):
                response.headers.setdefault("Content-Language", get_language() or "")
            return response

    return middleware


class MalformedRequestMiddleware:
    """Answers a malformed request with 400 and a sentence, never with 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        query = unquote_plus(request.META.get("QUERY_STRING", ""))
        if any(NUL in text for text in (request.path_info, query, *request.COOKIES.values())):
            raise BadRequest(NO_TEXT)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match and match.view_name == VIEW_OF_ANY_TEXT:
            return
        for name, values in request.POST.lists():
            if any(NUL in str(text) for text in (name, *values)):
                raise BadRequest(NO_TEXT)
        # Django takes a text without a slash for the name of a view.
        for back in (*request.GET.getlist("next"), *request.POST.getlist("next")):
            if back and "/" not in back:
                raise BadRequest(NO_SCREEN)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if _is_about_a_value(exception):
            # With its cause, which goes to the log.
            raise BadRequest(NO_VALUE) from exception


def _is_about_a_value(error: Exception) -> bool:
    """Say whether an error tells that a value cannot be held or read, by a database or a form."""
    # SQLite: OverflowError for an id of more than 64 bits, "datatype mismatch" for such an offset.
    if isinstance(error, DataError | OverflowError | MultiValueDictKeyError | ValidationError):
        return True
    if isinstance(error, DatabaseError):
        return isinstance(error, IntegrityError) and str(error) == "datatype mismatch"
    frames = (frame for frame, _ in walk_tb(error.__traceback__))
    return any(frame.f_code.co_name in VALUE_READERS for frame in frames)
