"""Responses in numbers, of a mixture as real consultations get it."""

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Field, Max
from django.utils import timezone
from wagtail.models import Page

from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.references import new_reference
from consultation.responses.services import register_form_version
from ideas.models import THEME_KEY

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

# Sentences are drawn from a store of this many: a million are made in a minute, and still no two
# responses are the same.
STORE = 2000
BATCH = 5000


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


def _answers(definition: FormDefinition, count: int, chance: random.Random) -> Iterator[dict]:
    """Yield the answers of one respondent after another."""
    summaries = [_text(chance, chance.randint(3, 12)) for _ in range(STORE)]
    # Most people write a line, some a paragraph, a few an essay.
    details = {length: [_text(chance, length) for _ in range(STORE)] for length in (12, 80, 900)}
    for number in range(count):
        answers: dict[str, Any] = {
            "summary": chance.choice(summaries),
            "role": str(chance.choice(RESPONDENT_ROLES)),
        }
        length = chance.choices((0, 12, 80, 900), cum_weights=(40, 80, 98, 100))[0]
        if length:
            answers["details"] = f"{chance.choice(details[length])} {number}"
        if chance.random() < 0.6:
            answers["reflection"] = str(chance.choice(REFLECTION_OPTIONS))
        if chance.random() < 0.2:
            answers["email"] = f"person{number}@example.org"
        yield answers | _scores(definition, chance)


def _values(
    page: Page, definition: FormDefinition, count: int, seed: int
) -> Iterator[dict[str, Any]]:
    """Yield what one response after another has of its own, by attribute name."""
    chance = random.Random(seed)
    start = timezone.now() - timedelta(days=60)
    for number, answers in enumerate(_answers(definition, count, chance)):
        texts = [answer for answer in answers.values() if isinstance(answer, str)]
        yield {
            "reference": new_reference(),
            "submission_digest": hashlib.sha256(f"{seed}-{page.pk}-{number}".encode()).hexdigest(),
            "form_data": answers,
            "submit_time": start + timedelta(seconds=number),
            "status": Status.QUARANTINED if chance.random() < 0.02 else Status.COUNTED,
            "role": answers["role"],
            "reflection": answers.get("reflection", ""),
            "has_text": True,
            "search_text": "\n".join(texts).casefold(),
            "longest_answer": max(map(len, texts)),
        }


def generate_responses(page: Page, count: int, seed: int = 1) -> None:
    """Store `count` responses to a page with its questions, the same for the same seed.

    On PostgreSQL by COPY, which takes a million in the time that they need to be made.
    """
    definition = page.feedback_definition()
    same = {
        "form_version_id": register_form_version(page, definition).pk,
        "page_id": page.pk,
        "page_pk": page.pk,
        "page_title": page.title,
        "page_path": page.url_path,
        "consultation_pk": page.consultation_pk(),
    }
    newest = Response.objects.aggregate(newest=Max("pk"))["newest"] or 0
    # Made while the connection is copying, so the questions have to be known before.
    values = _values(page, definition, count, seed)
    if connection.vendor == "postgresql":
        _copy(same, values)
    else:
        _store(same, values)
    _enter(newest)
    if connection.vendor == "postgresql":
        # As autovacuum does on a running portal; otherwise the database has no statistics.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")


def _store(same: dict[str, Any], every: Iterator[dict[str, Any]]) -> None:
    batch = []
    for values in every:
        batch.append(Response(**same, **values))
        if len(batch) == BATCH:
            Response.objects.bulk_create(batch)
            batch.clear()
    Response.objects.bulk_create(batch)


def _copy(same: dict[str, Any], every: Iterator[dict[str, Any]]) -> None:
    """Store responses by COPY, every column as the model would fill it."""
    like = Response(**same)
    fields: list[Field] = [
        field
        for field in Response._meta.concrete_fields
        if not field.primary_key and not field.generated
    ]
    row = {
        field.attname: field.get_db_prep_save(getattr(like, field.attname), connection)
        for field in fields
    }
    by_name = {field.attname: field for field in fields}
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(Response._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for values in every:
            for name, value in values.items():
                row[name] = by_name[name].get_db_prep_save(value, connection)
            copy.write_row(list(row.values()))


def _enter(newest: int) -> None:
    """Enter the responses after one into the ledger, and note what they are about."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO responses_ledgerentry (reference, page_pk, page_title, "
            'consultation_pk, "before", "after", happened_at) '
            "SELECT reference, page_pk, page_title, consultation_pk, '', status, submit_time "
            "FROM responses_response WHERE id > %s ORDER BY id",
            [newest],
        )
    for version in FormVersion.objects.all():
        for question in version.definition.questions:
            if question.type == QuestionType.IDEA_SCORING:
                _note_ideas(version, question.key, newest)


def _note_ideas(version: FormVersion, key: str, newest: int) -> None:
    """Note the ideas that responses after one scored at a question, and their themes.

    By the database alone: the portal's own way, response by response, takes many minutes for a
    hundred thousand about thirty-six ideas.
    """
    if connection.vendor == "postgresql":
        scored = "jsonb_object_keys(answered.form_data -> %s) AS scored (key)"
    else:
        scored = "json_each(answered.form_data, '$.' || %s) AS scored"
    themes = (
        "SELECT DISTINCT noted.response_id, noted.page_pk, %s || theme.code "
        "FROM responses_responseidea noted "
        "JOIN responses_response answered ON answered.id = noted.response_id "
        "JOIN ideas_idea idea ON idea.code = noted.key "
        "JOIN ideas_theme theme ON theme.id = idea.theme_id "
        "WHERE answered.id > %s AND answered.form_version_id = %s"
    )
    store = "INSERT INTO responses_responseidea (response_id, page_pk, key) "
    with connection.cursor() as cursor:
        cursor.execute(
            f"{store} SELECT answered.id, answered.page_pk, scored.key "
            f"FROM responses_response answered, {scored} "
            "WHERE answered.id > %s AND answered.form_version_id = %s",
            [key, newest, version.pk],
        )
        cursor.execute(store + themes, [THEME_KEY, newest, version.pk])
