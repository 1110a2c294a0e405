"""The rest of a request is read before it is answered: else its sender never sees the answer."""

from collections.abc import Callable

from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

# As much as docs/nginx.conf lets through. The connection is cut where more is sent.
MOST = 64 * 1024 * 1024
PIECE = 64 * 1024


class UnreadBodyMiddleware:
    """Reads what nobody has read, such as a form that is too long, and throws it away.

    A server that answers early closes the connection with the rest still on its way. The
    browser then says that the connection was reset, and shows nothing of the answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, once all has been read that is not far too much."""
        response = self.get_response(request)
        try:
            for _ in range(0, MOST, PIECE):
                if not request.read(PIECE):
                    break
        except UnreadablePostError:
            pass  # Nobody is there any more.
        return response
