"""What each response said about ideas and themes, in the words of its time and of now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.fields.json import KeyTransform

from consultation.responses.definitions import COMMENT, Answer, Question, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from ideas.models import THEME_KEY, Idea, Theme

# The rest is in the exports, each in a column of its own.
MOST_COMMENTS = 50


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
class CurrentWording:
    """The words that an idea or theme has by now, and whether readers can see it."""

    words: str
    published: bool


@dataclass(frozen=True, slots=True)
class IdeaAnswer:
    """What one response says about one idea or theme.

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


def read_wordings(keys: Iterable[str]) -> dict[str, list[Wording]]:
    """Return the words in which each was answered about, the first first, by two queries."""
    wanted = set(keys)
    versions = list(FormVersion.objects.mentioning(*wanted))
    counted = Response.objects.filter(form_version__in=[version.pk for version in versions])
    answered = dict(counted.order_by().values_list("form_version").annotate(Count("pk")))
    found: dict[str, dict[str, Wording]] = {key: {} for key in wanted}
    for version in versions:
        number = answered.get(version.pk, 0)
        rows = {row.key: row.label for each in version.definition.questions for row in each.rows}
        for key in wanted & rows.keys() if number else ():
            words = rows[key]
            before = found[key].get(words, Wording(words, version.first_used_at, 0))
            found[key][words] = Wording(words, before.asked_from, before.answered + number)
    return {key: list(wordings.values()) for key, wordings in found.items()}


def read_current_wordings(keys: Iterable[str]) -> dict[str, CurrentWording]:
    """Return what ideas and themes are called by now; those that are gone are left out."""
    wanted = set(keys)
    themes = {key.removeprefix(THEME_KEY) for key in wanted if key.startswith(THEME_KEY)}
    items: list[Theme | Idea] = []
    if themes:
        items += Theme.objects.filter(code__in=themes).select_related("area")
    if len(wanted) > len(themes):
        items += Idea.objects.filter(code__in=wanted).select_related("theme__area")
    return {
        item.row_key: CurrentWording(
            item.title if isinstance(item, Theme) else item.wording,
            item.live and item.hidden_by is None,
        )
        for item in items
    }


def ideas_answered(answers: Iterable[Answer]) -> set[str]:
    """Return the keys of all ideas and themes that answers are about."""
    return {row.key for answer in answers for row in answer.question.rows if answer.value}


def idea_answers(
    question: Question, value: Any, current: Mapping[str, CurrentWording]
) -> list[IdeaAnswer]:
    """Return what is said about each idea of a question; those left open are left out.

    Args:
        question: the question as it was asked.
        value: the stored answer.
        current: what the ideas are called by now, by their keys.
    """
    if question.type not in QuestionType.OF_IDEAS or not value:
        return []
    found = []
    for row in question.rows:
        if row.key in value:
            now = current.get(row.key)
            state = "No longer there."
            if now:
                state = "" if now.published else "Not shown to readers at present."
            words = now.words if now and now.words != row.label else ""
            is_pick = question.type == QuestionType.IDEA_PICKS
            lines = [] if is_pick else _lines(question, value[row.key])
            found.append(IdeaAnswer(row.label, words, state, lines))
    return found


def _lines(question: Question, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was answered on each scale, scores with their highest step."""
    of = " of {}" if question.type == QuestionType.IDEA_SCORING else ""
    lines = [
        (scale.label, f"{given[scale.key]}{of.format(scale.options[-1])}")
        for scale in question.scales
        if scale.key in given
    ]
    return [*lines, ("Comment", given[COMMENT])] if COMMENT in given else lines


def read_comments(key: str) -> list[tuple[Response, str]]:
    """Return the latest counted responses that comment on an idea, each with its comment."""
    versions: dict[str, list[int]] = {}
    for version in FormVersion.objects.mentioning(key):
        for question in version.definition.questions:
            if question.with_comment and any(row.key == key for row in question.rows):
                versions.setdefault(question.key, []).append(version.pk)
    found: list[tuple[Response, str]] = []
    for name in sorted(versions):
        comment = KeyTransform(COMMENT, KeyTransform(key, KeyTransform(name, "form_data")))
        responses = (
            Response.objects.filter(form_version__in=versions[name], status=Status.COUNTED)
            .annotate(comment=comment)
            .filter(comment__isnull=False)
            .order_by("-submit_time", "-pk")[:MOST_COMMENTS]
        )
        found += [(each, each.comment) for each in responses]
    found.sort(key=lambda each: (each[0].submit_time, each[0].pk), reverse=True)
    return found[:MOST_COMMENTS]
