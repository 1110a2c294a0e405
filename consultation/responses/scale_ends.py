"""What the ends of a scale mean, read from the forms that asked on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import OuterRef, Subquery, TextField
from django.db.models.functions import Cast

from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion, Response
from consultation.responses.results import IdeaResult

# Step and meaning.
Ends = tuple[tuple[str, str], ...]


def add_scale_ends(
    results: Iterable[IdeaResult], consultation_keys: Collection[int] | None = None
) -> None:
    """Say in results what the ends of their scales mean, by one query at most.

    Args:
        results: the results; their scores get the ends.
        consultation_keys: ids of the consultation pages that count; None stands for all.
    """
    scored = [
        scale
        for result in results
        for scale in result.scales
        if scale.kind == QuestionType.IDEA_SCORING and scale.counts
    ]
    if scored:
        ends = _read_ends(consultation_keys)
        for scale in scored:
            scale.ends = ends.get((scale.key, scale.label), ())


def _read_ends(consultation_keys: Collection[int] | None) -> dict[tuple[str, str], Ends]:
    """Return the ends of scales by their keys and wordings.

    Where an end was reworded between two forms, both meanings stand beside each other.
    """
    # One response tells the consultation: all of a version's would be a million rows.
    responses = Response.objects.filter(form_version=OuterRef("pk")).order_by()
    versions = FormVersion.objects.annotate(
        definition_text=Cast("definition_data", TextField()),
        consultation_key=Subquery(responses.values("consultation_key")[:1]),
    ).filter(definition_text__contains=f'"{QuestionType.IDEA_SCORING}"')
    if consultation_keys is not None:
        versions = versions.filter(consultation_key__in=list(consultation_keys))
    meanings: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for version in versions.order_by("first_used_at", "pk"):
        for question in version.definition.questions:
            if question.type != QuestionType.IDEA_SCORING:
                continue
            for scale in question.scales:
                known = meanings[scale.key, scale.label]
                for step, meaning in scale.ends:
                    if meaning not in known[step]:
                        known[step].append(meaning)
    return {
        name: tuple((step, " or ".join(known[step])) for step in sorted(known, key=int))
        for name, known in meanings.items()
    }
