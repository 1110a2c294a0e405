"""Holds the responses against the ledger, one by one, and names every difference."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.references import display_reference

_CHUNK = 2000


def _status(value: str) -> str:
    """Return a status in words, even one that nobody ever gave."""
    return str(dict(Status.choices).get(value, value))


def _missing() -> Iterator[str]:
    """Yield responses that were received and are not there any more."""
    there = Response.objects.filter(reference=OuterRef("reference"))
    lost = LedgerEntry.objects.filter(~Exists(there), before="").order_by("happened_at", "pk")
    for entry in lost.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: received on "
            f"{timezone.localtime(entry.happened_at):%d.%m.%Y %H:%M} for “{entry.page_title}” "
            f"(page {entry.page_key}), "
            "and missing from the responses."
        )


def _never_entered() -> Iterator[str]:
    """Yield responses that no line of the ledger received."""
    entered = LedgerEntry.objects.filter(reference=OuterRef("reference"), before="")
    unknown = Response.objects.filter(~Exists(entered)).order_by("submit_time", "pk")
    for response in unknown.only("reference", "page_key", "page_title").iterator(_CHUNK):
        yield (
            f"{response.reference_text}: among the responses to “{response.page_title}” "
            f"(page {response.page_key}), and never entered as received."
        )


def _changed() -> Iterator[str]:
    """Yield responses whose status or page is not the one that the ledger knows."""
    of_response = LedgerEntry.objects.filter(reference=OuterRef("reference")).order_by("-pk")
    differing = (
        Response.objects.annotate(
            entered_status=Subquery(of_response.values("after")[:1]),
            entered_page=Subquery(of_response.values("page_key")[:1]),
            entered_title=Subquery(of_response.values("page_title")[:1]),
        )
        # One that was never entered has no status here, and is named for that.
        .filter(
            ~Q(entered_status=F("status")) | ~Q(entered_page=F("page_key")),
            entered_status__isnull=False,
        )
        .order_by("submit_time", "pk")
        .only("reference", "status", "page_key", "page_title")
    )
    for response in differing.iterator(_CHUNK):
        if response.status != response.entered_status:
            yield (
                f"{response.reference_text}: “{_status(response.status)}” among the responses, "
                f"and “{_status(response.entered_status)}” by the ledger."
            )
        if response.page_key != response.entered_page:
            yield (
                f"{response.reference_text}: among the responses of page {response.page_key} "
                f"(“{response.page_title}”), and received for page {response.entered_page} "
                f"(“{response.entered_title}”)."
            )


def _broken_chains() -> Iterator[str]:
    """Yield lines of the ledger that do not follow from the line before."""
    earlier = LedgerEntry.objects.filter(
        reference=OuterRef("reference"), pk__lt=OuterRef("pk")
    ).order_by("-pk")
    entries = (
        LedgerEntry.objects.exclude(before="")
        .annotate(earlier=Subquery(earlier.values("after")[:1]))
        .filter(Q(earlier__isnull=True) | ~Q(earlier=F("before")))
    )
    for entry in entries.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: a line of the ledger of "
            f"{timezone.localtime(entry.happened_at):%d.%m.%Y %H:%M} does not follow from the one "
            "before: a line was removed or changed."
        )


def _emptied() -> Iterator[str]:
    """Yield responses that are called erased and still hold answers."""
    kept = Response.objects.filter(status=Status.ERASED).exclude(form_data={})
    for response in kept.only("reference").iterator(_CHUNK):
        yield f"{response.reference_text}: called erased, and still holding answers."


def find_differences() -> Iterator[str]:
    """Yield a sentence for every difference between the responses and the ledger."""
    yield from _missing()
    yield from _never_entered()
    yield from _changed()
    yield from _broken_chains()
    yield from _emptied()
