"""/health/ for load balancers, containers and people: 200 while the database answers, else 503.

A middleware and not a view, because a probe calls by IP address and without TLS: it has to be
answered before the host check and the redirect to https refuse it.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from home.jobs.status import health_lines

logger = logging.getLogger(__name__)

HEALTH_PATH = "/health/"


class HealthMiddleware:
    """Answer the health address and pass on everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Take only the exact health address; every other request goes on untouched."""
        if request.path_info != HEALTH_PATH:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return health(is_detailed="detail" in request.GET)


def health(*, is_detailed: bool = False) -> HttpResponse:
    """Ask the database for one row. Why it failed goes to the log, never to the caller.

    Args:
        is_detailed: add how background work and regular jobs go, a figure a line.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        text, status = "ok\n", 200
        if is_detailed:
            text += "".join(f"{line}\n" for line in health_lines())
    except DatabaseError:
        logger.exception("Health: the database does not answer")
        text, status = "database unavailable\n", 503
    return HttpResponse(
        text,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
    )
