"""What people wrote about one idea in their own words."""

from django.db.models.fields.json import KeyTransform

from consultation.responses.definitions import COMMENT
from consultation.responses.models import Response, Status
from consultation.responses.said.wordings import asking_versions

# The rest is in the exports, each in a column of its own.
MOST_COMMENTS = 50


def read_comments(key: str) -> list[tuple[Response, str]]:
    """Return the latest counted responses that comment on an idea, each with its comment.

    Args:
        key: the idea's key, as `row_key` gives it.
    """
    versions = [
        (version.pk, question.key)
        for version in asking_versions([key])
        for question in version.definition.questions
        if question.with_comment and any(row.key == key for row in question.rows)
    ]
    if not versions:
        return []
    found = []
    for question in sorted({question for _, question in versions}):
        found += _commenting(key, question, [pk for pk, asked in versions if asked == question])
    found.sort(key=lambda each: (each[0].submit_time, each[0].pk), reverse=True)
    return found[:MOST_COMMENTS]


def _commenting(key: str, question: str, versions: list[int]) -> list[tuple[Response, str]]:
    """Return the latest comments among the answers to one question."""
    comment = KeyTransform(COMMENT, KeyTransform(key, KeyTransform(question, "form_data")))
    responses = (
        Response.objects.filter(form_version__in=versions, status=Status.LISTED)
        .annotate(comment=comment)
        .filter(comment__isnull=False)
        .order_by("-submit_time", "-pk")[:MOST_COMMENTS]
    )
    return [(each, each.comment) for each in responses]
