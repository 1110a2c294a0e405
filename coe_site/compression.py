"""Compression of pages and data on their way out: never where a secret could be guessed by it."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

# What is text. Pictures, PDF files, workbooks and archives are compressed already.
COMPRESSED_TYPES = {
    "application/json",
    "application/xml",
    "image/svg+xml",
    "text/html",
    "text/plain",
    "text/xml",
}


class CompressionMiddleware(GZipMiddleware):
    """Django's gzip, with up to 100 random bytes in each answer, for what may be compressed.

    The length of a compressed page tells whether two texts in it are alike. So no answer
    is compressed that can hold both a secret and words that a stranger chose: a page for
    somebody who is signed in, asked for with a query in its address
    (docs/adr/0026-compression.md). Files that are streamed go out as they are made.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Compress the answer if it is text that may be compressed."""
        content_type = response.get("Content-Type", "").partition(";")[0].strip().lower()
        if response.streaming or content_type not in COMPRESSED_TYPES:
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.META.get("QUERY_STRING"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
