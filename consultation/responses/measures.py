"""Single figures out of the results of an idea, by names that can be kept in a page."""

import json
from collections.abc import Iterable

from consultation.responses.counting import ANY
from consultation.responses.models import IdeaCount
from consultation.responses.results import ScaleResult, scale_order

# Stands in the place of an answer for the mean of all scores.
MEAN = ""


def measure(kind: str, scale: str, label: str, answer: str) -> str:
    """Return the name of a figure.

    Args:
        kind: type of the question.
        scale: key of what was judged.
        label: its wording.
        answer: whose share is meant, or `MEAN`.
    """
    return json.dumps([kind, scale, label, answer], ensure_ascii=False)


def read_measure(name: str) -> tuple[str, str, str, str] | None:
    """Return kind, scale, label and answer of a figure; None for the number of responses."""
    if not name:
        return None
    kind, scale, label, answer = json.loads(name)
    return kind, scale, label, answer


def scales_answered() -> list[ScaleResult]:
    """Return every scale on which ideas were answered about, with the answers given, by one query.

    The numbers in it mean nothing: it tells which figures there are.
    """
    rows: Iterable[tuple[str, str, str, str]] = (
        IdeaCount.objects.exclude(scale=ANY)
        .values_list("kind", "scale", "scale_label", "answer")
        .distinct()
        .order_by()
    )
    scales: dict[tuple[str, str, str], ScaleResult] = {}
    for kind, key, label, answer in rows:
        scale = scales.setdefault((kind, key, label), ScaleResult(kind, label, key))
        scale.counts[answer] += 1
    return sorted(scales.values(), key=scale_order)
