"""Made-up responses to the demonstration, so that lists and results have something to show."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.responses.definitions import Question, QuestionType
from consultation.responses.models import FormVersion, LedgerEntry, Response, Source
from consultation.responses.references import new_reference
from consultation.responses.results.idea_results import CountKey, add_counts, recount
from consultation.responses.services import (
    new_response,
    record_imported,
    submission_digest,
)

NUMBER = 300
SPAN = timedelta(days=28)
TEXTS = json.loads((Path(__file__).parent / "texts.json").read_text(encoding="utf-8"))
_BEGINNINGS, _REASONS = TEXTS["comment_beginnings"], TEXTS["comment_reasons"]


def _grid(question: Question, chance: random.Random, mood: float) -> dict[str, dict[str, Any]]:
    """Answer some rows of a question about ideas, each idea with a leaning of its own."""
    answers: dict[str, dict[str, Any]] = {}
    scored = question.type == QuestionType.IDEA_SCORING
    for row in question.rows:
        if chance.random() < 0.35:
            continue
        leaning = mood + random.Random(row.key).uniform(-0.25, 0.25)  # noqa: S311
        for scale in question.scales:
            if chance.random() < 0.1:
                continue
            last = len(scale.options) - 1
            place = round(min(max(chance.gauss(leaning, 0.22), 0), 1) * last)
            answer = scale.options[place if scored else last - place]
            answers.setdefault(row.key, {})[scale.key] = int(answer) if scored else answer
    return answers


def _answer(question: Question, chance: random.Random, mood: float) -> Any:
    """Return an answer to a question, or None to leave it open."""
    if question.type in QuestionType.GRIDS:
        return _grid(question, chance, mood) or None
    if question.type == QuestionType.CONSENT:
        # Drawn apart, so that all other answers are those of before there was such a question.
        return random.Random(mood).random() < 0.5 or None  # noqa: S311
    if question.type == QuestionType.IDEA_PICKS:
        rows = [row.key for row in question.rows]
        return chance.sample(rows, k=min(len(rows), question.at_most or 3)) or None
    if question.options:
        return chance.choice(question.options) if question.required or mood > 0.4 else None
    if question.type == QuestionType.LONG_TEXT:
        count = chance.choices((0, 1, 3), weights=(5, 3, 1))[0]
        comments = (
            f"{chance.choice(_BEGINNINGS)}, {chance.choice(_REASONS)}." for _ in range(count)
        )
        return " ".join(comments) or None
    if question.type == QuestionType.SHORT_TEXT and not question.personal:
        return chance.choice(_BEGINNINGS)
    return None


def _responses(
    versions: Mapping[FeedbackPageMixin, FormVersion], number: int, end: datetime
) -> Iterator[Response]:
    chance = random.Random(36)  # noqa: S311
    pages: list[Any] = list(versions)
    # The page that asks about all ideas is what most people come for.
    weights = [len(pages) * 2 if index == 0 else 1 for index, _ in enumerate(pages)]
    for index in range(number):
        page = chance.choices(pages, weights=weights)[0]
        mood = chance.betavariate(3, 2)
        every = {q.key: _answer(q, chance, mood) for q in versions[page].definition.questions}
        answers = {key: value for key, value in every.items() if value is not None}
        yield new_response(
            page,
            versions[page],
            answers,
            reference=new_reference(),
            submission_digest=submission_digest(page.pk, f"example-{index}", answers),
            submit_time=end - SPAN * (1 - (index + chance.random()) / number),
            consultation_pk=page.consultation_pk(),
            locale_code=page.locale.language_code,
            page_revision_id=page.live_revision_id,
            source=Source.EXAMPLE,
        )


def load_examples(pages: Iterable[FeedbackPageMixin], number: int = NUMBER) -> None:
    """Store made-up responses to public pages, marked as examples.

    The first page that has a form gets most of them.
    """
    by_key = {page.pk: page for page in pages}
    newest = FormVersion.objects.filter(page_pk__in=by_key).order_by("last_used_at", "pk")
    versions = {version.page_pk: version for version in newest}
    asked = {page: versions[key] for key, page in by_key.items() if key in versions}
    with transaction.atomic():
        counts: Counter[CountKey] = Counter()
        record_imported(list(_responses(asked, number, timezone.now())), counts)
        add_counts(counts)


def remove_examples() -> int:
    """Delete every made-up response as if it had never been; return how many there were."""
    with transaction.atomic():
        examples = Response.objects.filter(source=Source.EXAMPLE)
        LedgerEntry.objects.filter(reference__in=examples.values("reference")).delete()
        number = examples.count()
        examples.delete()
        recount()
    return number
