"""The words in which ideas and themes were asked about, and those they have now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from consultation.responses.answers import Answer
from consultation.responses.definitions import COMMENT, Question, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from ideas.models import Idea, Theme
from ideas.models.base import THEME_KEY


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in which something was asked about.

    Args:
        words: the words.
        asked_from: when a form first asked in these words.
        answered: how many responses came to forms that asked in these words.
    """

    words: str
    asked_from: datetime
    answered: int


@dataclass(frozen=True, slots=True)
class Present:
    """What an idea or theme is by now.

    Args:
        words: its words.
        published: whether readers can see it.
    """

    words: str
    published: bool


def asking_versions(keys: Iterable[str]) -> "QuerySet[FormVersion]":
    """Return the versions of forms that asked about one of these.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    asking = Q(pk=None)
    for key in keys:
        # A key is of small letters, digits and hyphens, alike in any writing of JSON.
        asking |= Q(definition_text__contains=f'"{key}"')
    versions = FormVersion.objects.annotate(
        definition_text=Cast("definition_data", TextField())
    ).filter(asking)
    return versions.order_by("first_used_at", "pk")


def read_wordings(keys: Iterable[str]) -> dict[str, list[Wording]]:
    """Return the words in which each was answered about, the first first, by two queries.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    wanted = set(keys)
    versions = list(asking_versions(wanted))
    counted = (
        Response.objects.filter(form_version__in=[version.pk for version in versions])
        .order_by()
        .values_list("form_version")
        .annotate(Count("pk"))
    )
    answered = dict(counted)
    found: dict[str, dict[str, Wording]] = {key: {} for key in wanted}
    for version in versions:
        number = answered.get(version.pk, 0)
        rows = {row.key: row.label for each in version.definition.questions for row in each.rows}
        for key in wanted & rows.keys() if number else ():
            before = found[key].get(rows[key])
            found[key][rows[key]] = Wording(
                rows[key],
                before.asked_from if before else version.first_used_at,
                number + (before.answered if before else 0),
            )
    return {key: list(wordings.values()) for key, wordings in found.items()}


def read_present(keys: Iterable[str]) -> dict[str, Present]:
    """Return what ideas and themes are by now; those that are gone are left out.

    Args:
        keys: keys of ideas and themes, as `row_key` gives them.
    """
    wanted = set(keys)
    present: dict[str, Present] = {}
    themes = {key.removeprefix(THEME_KEY) for key in wanted if key.startswith(THEME_KEY)}
    if themes:
        for theme in Theme.objects.filter(code__in=themes).select_related("area"):
            shown = theme.live and theme.hidden_by is None
            present[theme.row_key] = Present(theme.title, shown)
    if len(wanted) > len(themes):
        for idea in Idea.objects.filter(code__in=wanted).select_related("theme__area"):
            present[idea.row_key] = Present(idea.wording, idea.live and idea.hidden_by is None)
    return present


@dataclass(frozen=True, slots=True)
class IdeaAnswer:
    """What a response says about one idea or theme.

    Args:
        words: its words when it was asked about.
        now: its words of now, where they are others; else "".
        state: what has become of it since, or "".
        lines: (scale, answer) pairs; none of a pick.
    """

    words: str
    now: str
    state: str
    lines: list[tuple[str, str]]


def asked_about(answers: Iterable[Answer]) -> set[str]:
    """Return the keys of all ideas and themes that answers are about."""
    return {row.key for answer in answers for row in answer.question.rows if answer.value}


def idea_answers(
    question: Question, value: Any, present: Mapping[str, Present]
) -> list[IdeaAnswer]:
    """Return what is said about each idea of a question; those left open are left out.

    Args:
        question: the question as it was asked.
        value: the stored answer.
        present: what the ideas are by now, by their keys.
    """
    if question.type not in QuestionType.OF_IDEAS or not value:
        return []
    return [
        IdeaAnswer(
            row.label,
            *_since(row.label, present.get(row.key)),
            [] if question.type == QuestionType.IDEA_PICKS else _lines(question, value[row.key]),
        )
        for row in question.rows
        if row.key in value
    ]


def _lines(question: Question, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was answered on each scale, scores with their highest step."""
    of = " of {}" if question.type == QuestionType.IDEA_SCORING else ""
    lines = [
        (scale.label, f"{given[scale.key]}{of.format(scale.options[-1])}")
        for scale in question.scales
        if scale.key in given
    ]
    return [*lines, ("Comment", given[COMMENT])] if COMMENT in given else lines


def _since(words: str, present: Present | None) -> tuple[str, str]:
    """Return other words of now, and what has become of the idea."""
    if present is None:
        return "", "No longer there."
    now = "" if present.words == words else present.words
    return now, "" if present.published else "Not shown to readers at present."


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
        Response.objects.filter(form_version__in=versions, status=Status.COUNTED)
        .annotate(comment=comment)
        .filter(comment__isnull=False)
        .order_by("-submit_time", "-pk")[:MOST_COMMENTS]
    )
    return [(each, each.comment) for each in responses]
