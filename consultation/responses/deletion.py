"""No page goes while there are responses to it or to a page below it."""

from collections.abc import Iterable

from django.db.models import Q
from wagtail.models import Page

from consultation.responses.models import Response


def responses_below(pages: Iterable[Page]) -> int:
    """Return how many responses there are to these pages and all pages below them.

    Quarantined, excluded and erased ones count: the ledger needs their page as well.
    """
    below = Q()
    for page in pages:
        below |= Q(page__path__startswith=page.path)
    return Response.objects.filter(below).count() if below else 0


def refusal(title: str, count: int) -> str:
    """Return the message to whoever wanted to delete."""
    noun = "1 response" if count == 1 else f"{count:,} responses"
    return (
        f"“{title}” cannot be deleted: {noun} to it, or to a page below it, must stay "
        "listed. Unpublish it instead, and readers will no longer find it."
    )
