from collections.abc import Iterable

from django.http import HttpRequest

from consultation.pages.models import ConsultationPage, OutcomePage


def public_consultations(request: HttpRequest | None = None) -> list[ConsultationPage]:
    """Return the consultations that anybody can read, in their order.

    They are live, on a site, and neither they nor a page above them is kept for
    some readers.
    """
    pages = ConsultationPage.objects.live().public().defer_streamfields().order_by("path")
    return [page for page in pages if page.get_url(request)]


def public_outcomes(consultations: Iterable[ConsultationPage]) -> dict[str, OutcomePage]:
    """Return the outcomes that anybody can read, by the tree paths of their consultations."""
    paths = {consultation.path for consultation in consultations}
    if not paths:
        return {}
    step = OutcomePage.steplen
    pages = OutcomePage.objects.live().public().defer_streamfields()
    below = pages.filter(depth__in={len(path) // step + 1 for path in paths})
    return {page.path[:-step]: page for page in below if page.path[:-step] in paths}
