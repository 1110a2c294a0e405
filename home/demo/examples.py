"""Made-up responses to the demonstration, so that lists and results have something to show."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.responses.counts import recount
from consultation.responses.definitions import Question, QuestionType
from consultation.responses.ledger import delete_example_entries
from consultation.responses.models import Response, Source
from consultation.responses.services import Submission, record

NUMBER = 300
SPAN = timedelta(days=28)

_BEGINNINGS = (
    "This would save us weeks",
    "We tried something like it",
    "I am not convinced yet",
    "Start small",
    "Good, if it is paid for",
    "Our district is too small for this",
    "Please talk to families first",
    "The order matters",
)
_REASONS = (
    "because three people do this by hand every month",
    "and it failed when the one person who knew it left",
    "as long as it stays open to every council",
    "but training has to come before tools",
    "since nobody here has time to learn another system",
    "and the hardest part will be the agreements",
    "because the returns ask for the same thing twice",
    "provided that somebody looks after it in year three",
)


def _comment(chance: random.Random) -> str:
    return f"{chance.choice(_BEGINNINGS)}, {chance.choice(_REASONS)}."


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
        return " ".join(_comment(chance) for _ in range(count)) or None
    if question.type == QuestionType.SHORT_TEXT and not question.personal:
        return chance.choice(_BEGINNINGS)
    return None


def _submissions(
    pages: list[FeedbackPageMixin], number: int, end: datetime
) -> Iterator[Submission]:
    chance = random.Random(36)  # noqa: S311
    definitions = {page.pk: page.feedback_definition() for page in pages}
    # The page that asks about all ideas is what most people come for.
    weights = [len(pages) * 2 if index == 0 else 1 for index, _ in enumerate(pages)]
    for index in range(number):
        page = chance.choices(pages, weights=weights)[0]
        definition = definitions[page.pk]
        if definition is None:
            continue
        mood = chance.betavariate(3, 2)
        answers = {q.key: _answer(q, chance, mood) for q in definition.questions}
        yield Submission(
            page=page,
            definition=definition,
            answers={key: value for key, value in answers.items() if value is not None},
            client_key=f"example-{index}",
            revision_id=page.live_revision_id,
            consultation_key=page.consultation_key(),
            received_at=end - SPAN * (1 - (index + chance.random()) / number),
            source=Source.EXAMPLE,
        )


def load_examples(pages: list[FeedbackPageMixin], number: int = NUMBER) -> int:
    """Store made-up responses to pages, marked as examples; return how many are new.

    Args:
        pages: pages with forms; the first gets most of them.
        number: how many to make. The same number makes the same ones, once.
    """
    with transaction.atomic():
        return sum(
            created for _, created in map(record, _submissions(pages, number, timezone.now()))
        )


def remove_examples() -> int:
    """Delete every made-up response as if it had never been; return how many there were."""
    with transaction.atomic():
        examples = Response.objects.filter(source=Source.EXAMPLE)
        delete_example_entries(examples.values("reference"))
        number = examples.count()
        examples.delete()
        recount()
    return number
