"""Why responses are excluded, in the analysts' words, and how many for which reason."""

from collections import Counter, defaultdict

from django.db.models import Count

from consultation.responses.models import Response, Status


def same_words(reason: str) -> str:
    """Return what two writings of one reason have in common: no capitals, spaces or full stop."""
    return " ".join(reason.split()).rstrip(".").casefold()


def read_reasons(consultation_key: int | None = None) -> dict[int | None, Counter[str]]:
    """Return how many responses of each consultation are excluded for each reason, by one query.

    Two writings of one reason are one, under that which was used most.

    Args:
        consultation_key: one consultation; None stands for all.
    """
    excluded = Response.objects.filter(status=Status.EXCLUDED).order_by()
    if consultation_key is not None:
        excluded = excluded.filter(consultation_key=consultation_key)
    rows = excluded.values_list("consultation_key", "status_reason").annotate(number=Count("pk"))
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    wordings: dict[tuple[int | None, str], str] = {}
    for key, reason, number in sorted(rows, key=lambda row: (-row[2], row[1])):
        counts[key][wordings.setdefault((key, same_words(reason)), reason)] += number
    return dict(counts)
