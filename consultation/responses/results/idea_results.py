"""What each response said about ideas and themes, in the words of its time and of now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.fields.json import KeyTransform

from consultation.responses.definitions import COMMENT, Answer, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from ideas.models import THEME_KEY, Idea, Theme

# The rest is in the exports, each in a column of its own.
MOST_COMMENTS = 50


@dataclass(frozen=True, slots=True)
class Wording:
    """Words in which something was asked about, since when, and how many responses it got."""

    words: str
    asked_from: datetime
    answered: int


@dataclass(frozen=True, slots=True)
class IdeaAnswer:
    """What one response says about one idea or theme."""

    words: str  # when it was asked about
    now: str  # where the words are others by now, otherwise ""
    state: str  # what has become of it since, or ""
    lines: list[tuple[str, str]]  # each scale with the answer; none of a pick


def read_wordings(items: Iterable[Theme | Idea]) -> dict[str, list[Wording]]:
    """Return the words in which each was answered about, if not in those of now alone."""
    current = {item.row_key: str(item) for item in items}
    wanted = current.keys()
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
    return {
        key: [] if list(wordings) == [current[key]] else list(wordings.values())
        for key, wordings in found.items()
    }


def _read_items(keys: set[str]) -> dict[str, Theme | Idea]:
    """Return ideas and themes by their keys; those that are gone are left out."""
    themes = {key.removeprefix(THEME_KEY) for key in keys if key.startswith(THEME_KEY)}
    ideas = {key for key in keys if not key.startswith(THEME_KEY)}
    found: list[Theme | Idea] = [
        *Theme.objects.filter(code__in=themes).select_related("area"),
        *Idea.objects.filter(code__in=ideas).select_related("theme__area"),
    ]
    return {item.row_key: item for item in found}


def read_idea_answers(answers: Iterable[Answer]) -> dict[str, list[IdeaAnswer]]:
    """Return what answers say about ideas, by the question’s key and at most two queries."""
    given = [(answer, row) for answer in answers if answer.value for row in answer.question.rows]
    items = _read_items({row.key for _, row in given})
    found: dict[str, list[IdeaAnswer]] = {}
    for answer, row in given:
        if row.key in answer.value:
            item = items.get(row.key)
            state = "No longer there."
            if item:
                shown = item.live and item.hidden_by is None
                state = "" if shown else "Not shown to readers at present."
            now = str(item) if item and str(item) != row.label else ""
            idea_answer = IdeaAnswer(row.label, now, state, _lines(answer, row.key))
            found.setdefault(answer.question.key, []).append(idea_answer)
    return found


def _lines(answer: Answer, key: str) -> list[tuple[str, str]]:
    """Return what was answered on each scale, scores with their highest step."""
    if answer.question.type == QuestionType.IDEA_PICKS:
        return []
    given = answer.value[key]
    of = " of {}" if answer.question.type == QuestionType.IDEA_SCORING else ""
    lines = [
        (scale.label, f"{given[scale.key]}{of.format(scale.options[-1])}")
        for scale in answer.question.scales
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
