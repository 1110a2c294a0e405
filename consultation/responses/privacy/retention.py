"""Whole consultations gone through for personal data, in parts that fit into any memory."""

from functools import cache

from django.db.models import Count

from consultation.responses.models import FormVersion, Response
from consultation.responses.privacy.erasure import ErasureImpact, erase_personal, personal_parts

AT_ONCE = 500


def count_still_held() -> dict[int | None, int]:
    """Return how many responses of each consultation may still hold personal data.

    Those that have not been gone through, by one query; None is what is outside of any.
    """
    held = Response.objects.still_held().order_by().values_list("consultation_key")
    return dict(held.annotate(number=Count("pk")))


def preview_erasure(consultation_key: int) -> ErasureImpact:
    """Return what a consultation's responses would lose, and change nothing."""
    personal_questions = cache(FormVersion.objects.personal_questions)
    impact = ErasureImpact()
    held = Response.objects.still_held().filter(consultation_key=consultation_key)
    held = held.only("pk", "page_key", "page_title", "form_data").prefetch_related("scans")
    for response in held.order_by("pk").iterator(AT_ONCE):
        impact.add(response, personal_parts(response, personal_questions(response.page_key)))
    return impact


def erase_still_held(consultation_key: int, reason: str) -> ErasureImpact:
    """Erase the personal data in all of a consultation's responses, and return what was erased.

    Each part is a transaction of its own: stopped at any moment, it goes on at the
    next run where it was.

    Args:
        consultation_key: id of the consultation page.
        reason: why, in words that hold no personal data.
    """
    impact = ErasureImpact()
    held = Response.objects.still_held().filter(consultation_key=consultation_key)
    held, last = held.order_by("pk").only("pk"), 0
    while some := list(held.filter(pk__gt=last)[:AT_ONCE]):
        erase_personal(some, reason, None, impact)
        last = some[-1].pk
    return impact
