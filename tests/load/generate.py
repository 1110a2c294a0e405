"""Responses in numbers, of a mixture as real consultations get it."""

import hashlib
import random
from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from consultation.feedback.defaults import REFLECTION_OPTIONS, RESPONDENT_ROLES
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import Response, Status
from consultation.responses.references import new_reference
from consultation.responses.services import register_form_version

WORDS = [
    "children",
    "families",
    "council",
    "data",
    "tool",
    "share",
    "useful",
    "costly",
    "training",
    "time",
    "people",
    "sector",
    "evidence",
    "careers",
    "leaders",
    "small",
    "large",
    "rural",
    "city",
    "need",
    "want",
    "cannot",
    "often",
    "never",
    "support",
]


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _scores(definition: FormDefinition, chance: random.Random) -> dict[str, Any]:
    """Return scores for most rows of every question that scores ideas."""
    return {
        question.key: {
            row.key: {scale.key: int(chance.choice(scale.options)) for scale in question.scales}
            for row in question.rows
            if chance.random() < 0.9
        }
        for question in definition.questions
        if question.type == QuestionType.IDEA_SCORING
    }


def generate_responses(page: Page, count: int, seed: int = 1) -> None:
    """Store `count` responses to a page with its questions, the same for the same seed."""
    chance = random.Random(seed)
    definition = page.feedback_definition()
    version = register_form_version(page, definition)
    start = timezone.now() - timedelta(days=60)
    batch = []
    for number in range(count):
        # Most people write a line, some a paragraph, a few an essay.
        length = chance.choices((0, 12, 80, 900), weights=(40, 40, 18, 2))[0]
        answers = {
            "summary": _text(chance, chance.randint(3, 12)),
            "role": chance.choice(RESPONDENT_ROLES),
        }
        if length:
            answers["details"] = _text(chance, length)
        if chance.random() < 0.6:
            answers["reflection"] = chance.choice(REFLECTION_OPTIONS)
        if chance.random() < 0.2:
            answers["email"] = f"person{number}@example.org"
        texts = list(answers.values())
        answers |= _scores(definition, chance)
        batch.append(
            Response(
                reference=new_reference(),
                submission_digest=hashlib.sha256(f"{seed}-{page.pk}-{number}".encode()).hexdigest(),
                form_data=answers,
                form_version=version,
                page=page,
                page_key=page.pk,
                page_title=page.title,
                page_path=page.url_path,
                consultation_key=page.consultation_key(),
                submit_time=start + timedelta(seconds=number),
                status=Status.QUARANTINED if chance.random() < 0.02 else Status.LISTED,
                role=answers["role"],
                reflection=answers.get("reflection", ""),
                search_text="\n".join(texts).casefold(),
                longest_answer=max(map(len, texts)),
            )
        )
        if len(batch) == 2000:
            Response.objects.bulk_create(batch)
            batch.clear()
    Response.objects.bulk_create(batch)
