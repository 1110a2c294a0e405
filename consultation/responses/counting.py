"""Keeps the counts of answers about ideas in step with the responses."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from consultation.responses.definitions import COMMENT, FormDefinition, Question, QuestionType
from consultation.responses.models import FormVersion, IdeaCount, Response, Status

# Counts how many answered about an idea at all, on whichever scale.
ANY = "any"
PICKED = "picked"
PICKED_ANSWER, NOT_PICKED_ANSWER = "Picked", "Not picked"

# Eight values each: well below what either database takes in one statement.
ROWS_PER_STATEMENT = 1000


class CountKey(NamedTuple):
    """What is counted; sorted, so that parallel writers lock rows in one order."""

    consultation_key: int
    idea: str
    kind: str
    scale: str
    scale_label: str
    answer: str
    role: str


def _grid_keys(question: Question, answer: Any) -> Iterator[tuple[str, str, str, str]]:
    """Yield (idea, scale, label of scale, answer) of a scored or judged question."""
    labels = {scale.key: scale.label for scale in question.scales}
    for row, answers in (answer or {}).items():
        given = {key: value for key, value in answers.items() if key != COMMENT}
        if given:
            yield row, ANY, "", ""
        for key, value in given.items():
            yield row, key, labels.get(key, key)[:150], str(value)


def _pick_keys(question: Question, answer: Any) -> Iterator[tuple[str, str, str, str]]:
    """Yield the same of ideas to pick from: whoever picked some left the others out."""
    if not answer:
        return
    label = question.label[:150]
    for row in question.rows:
        yield row.key, PICKED, label, PICKED_ANSWER if row.key in answer else NOT_PICKED_ANSWER
        yield row.key, ANY, "", ""


def count_keys(definition: FormDefinition, response: Response) -> list[CountKey]:
    """Return everything that one response adds one to."""
    keys = []
    for question in definition.questions:
        if question.type not in QuestionType.OF_IDEAS:
            continue
        parts = _pick_keys if question.type == QuestionType.IDEA_PICKS else _grid_keys
        for idea, scale, label, answer in parts(question, response.form_data.get(question.key)):
            keys.append(
                CountKey(
                    response.consultation_key or 0,
                    idea,
                    question.type,
                    scale,
                    label,
                    answer,
                    response.role,
                )
            )
    return keys


def _add(counts: Counter[CountKey]) -> None:
    """Add to the counts in the database, whatever they are by now."""
    table = connection.ops.quote_name(IdeaCount._meta.db_table)
    names = CountKey._fields
    columns = ", ".join(connection.ops.quote_name(name) for name in (*names, "number"))
    target = ", ".join(connection.ops.quote_name(name) for name in names)
    changes = sorted((key, change) for key, change in counts.items() if change)
    for start in range(0, len(changes), ROWS_PER_STATEMENT):
        rows = changes[start : start + ROWS_PER_STATEMENT]
        places = ", ".join(["(" + ", ".join(["%s"] * (len(names) + 1)) + ")"] * len(rows))
        # Django's upsert can set a value but not add to it. Names are our own; values are bound.
        statement = (
            f"INSERT INTO {table} ({columns}) VALUES {places} "  # noqa: S608
            f"ON CONFLICT ({target}) DO UPDATE SET number = {table}.number + excluded.number"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for key, change in rows for value in (*key, change)])


def count_response(definition: FormDefinition, response: Response, change: int = 1) -> None:
    """Add a response to the counts, or take it out of them.

    Call this within the transaction that stores or changes the response.

    Args:
        definition: the questions it answers.
        response: as it was when it counted.
        change: 1 to add it, -1 to take it out.
    """
    if change > 0:
        _add(Counter(count_keys(definition, response)))
        return
    taken = Counter(count_keys(definition, response))
    _add(Counter({key: -number for key, number in taken.items()}))


def recount() -> int:
    """Count everything anew from the responses; return how many were counted."""
    definitions = {version.pk: version.definition for version in FormVersion.objects.all()}
    asking = [
        pk
        for pk, definition in definitions.items()
        if any(question.type in QuestionType.OF_IDEAS for question in definition.questions)
    ]
    counts: Counter[CountKey] = Counter()
    counted = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Answers that arrive meanwhile wait, or they would be counted twice or not at all.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {IdeaCount._meta.db_table} IN EXCLUSIVE MODE")
        IdeaCount.objects.all().delete()
        listed = Response.objects.filter(status=Status.LISTED, form_version__in=asking)
        for response in listed.defer("search_text").iterator(chunk_size=2000):
            counts.update(count_keys(definitions[response.form_version_id], response))
            counted += 1
        _add(counts)
    return counted
