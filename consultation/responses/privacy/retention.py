"""Whole consultations gone through for personal data, in parts that fit into any memory."""

from collections.abc import Iterator

from django.db.models import Count

from consultation.responses.models import Response
from consultation.responses.privacy.erasure import (
    Losses,
    PersonalQuestions,
    erase_personal,
    personal_parts,
)

AT_ONCE = 500


def count_still_held() -> dict[int | None, int]:
    """Return how many responses of each consultation may still hold personal data.

    Those that have not been gone through, by one query; None is what is outside of any.
    """
    held = Response.objects.still_held().order_by().values_list("consultation_key")
    return dict(held.annotate(number=Count("pk")))


def count_losses(consultation_key: int) -> Losses:
    """Return what a consultation's responses would lose, and change nothing."""
    questions, losses = PersonalQuestions(), Losses()
    held = Response.objects.still_held().filter(consultation_key=consultation_key)
    held = held.only("pk", "page_key", "page_title", "form_data").prefetch_related("scans")
    for response in held.order_by("pk").iterator(AT_ONCE):
        losses.add(response, personal_parts(response, questions.of_page(response.page_key)))
    return losses


def _parts(consultation_key: int) -> Iterator[list[Response]]:
    """Yield the responses of a consultation that have not been gone through, some at a time."""
    held = Response.objects.still_held().filter(consultation_key=consultation_key)
    held, last = held.order_by("pk").only("pk"), 0
    while some := list(held.filter(pk__gt=last)[:AT_ONCE]):
        yield some
        last = some[-1].pk


def erase_still_held(consultation_key: int, reason: str) -> Losses:
    """Erase the personal data in all of a consultation's responses.

    Each part is a transaction of its own: stopped at any moment, it goes on at the
    next run where it was.

    Args:
        consultation_key: id of the consultation page.
        reason: why, in words that hold no personal data.

    Returns:
        What was erased.
    """
    questions, losses = PersonalQuestions(), Losses()
    for some in _parts(consultation_key):
        erase_personal(some, reason, None, questions, losses)
    return losses
