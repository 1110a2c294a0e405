"""Downloads that leave while they are being made."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse

from consultation.responses.exporting.formats import FORMATS
from consultation.responses.exporting.snapshot import snapshot
from consultation.responses.exporting.table import Table
from consultation.responses.querysets import ResponseQuerySet


def as_download(pieces: Iterator[bytes], filename: str, content_type: str) -> StreamingHttpResponse:
    """Return a download of what is still being made; no cache keeps it."""
    response = StreamingHttpResponse(pieces, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _pieces(queryset: ResponseQuerySet, page_key: int | None, name: str) -> Iterator[bytes]:
    # Closed when the browser goes away: that ends the transaction and frees the rows.
    with snapshot():
        yield from FORMATS[name].make(Table(queryset, page_key)).pieces()


def download(
    queryset: ResponseQuerySet, page_key: int | None, export_format: str, filename: str
) -> StreamingHttpResponse:
    """Return responses as one file, without personal data.

    Args:
        queryset: the responses, filtered and ordered.
        page_key: id of the page that all of them answer; None if they may answer any.
        export_format: one of `FORMATS`.
        filename: the file's name without its ending.
    """
    return as_download(
        _pieces(queryset, page_key, export_format),
        f"{filename}.{export_format}",
        FORMATS[export_format].content_type,
    )
