"""Keeps the counts of answers about ideas in step with the responses."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
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


# Idea, type of question, scale, label of scale, answer: what one respondent said of one idea.
Said = tuple[str, str, str, str, str]


def _said_on_scales(question: Question, answer: Any) -> Iterator[Said]:
    """Yield what is said by a scored or judged question."""
    labels = {scale.key: scale.label[:150] for scale in question.scales}
    for row, answers in (answer or {}).items():
        for key, value in answers.items():
            if key != COMMENT:
                yield row, question.type, key, labels.get(key, key), str(value)


def _said_by_picks(question: Question, answer: Any) -> Iterator[Said]:
    """Yield what is said by ideas to pick from: whoever picked some left the others out."""
    if not answer:
        return
    label = question.label[:150]
    for row in question.rows:
        picked = PICKED_ANSWER if row.key in answer else NOT_PICKED_ANSWER
        yield row.key, question.type, PICKED, label, picked


def _said(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Said]:
    """Return all that one response says of ideas, and once that it says something of each."""
    said: list[Said] = []
    for question in definition.questions:
        if question.type in QuestionType.OF_IDEAS:
            by_picks = question.type == QuestionType.IDEA_PICKS
            find = _said_by_picks if by_picks else _said_on_scales
            said += find(question, answers.get(question.key))
    # Two questions may ask about the same idea; whoever answers both is one.
    return said + [(*idea, ANY, "", "") for idea in {each[:2] for each in said}]


def count_keys(definition: FormDefinition, response: Response) -> list[CountKey]:
    """Return everything that one response adds one to."""
    place = response.consultation_key or 0
    return [CountKey(place, *said, response.role) for said in _said(definition, response.form_data)]


def add_counts(counts: Counter[CountKey]) -> None:
    """Add to the counts in the database, whatever they are by now.

    Call this once in a transaction: its rows are locked in one order only within one call.
    """
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


def tally(
    counts: Counter[CountKey], definition: FormDefinition, response: Response, change: int = 1
) -> None:
    """Note that a response counts, or no longer does; `add_counts` writes what was noted.

    Args:
        counts: what has been noted so far in this transaction.
        definition: the questions it answers.
        response: as it is while it counts.
        change: 1 to add it, -1 to take it out.
    """
    for key in count_keys(definition, response):
        counts[key] += change


def recount() -> int:
    """Count everything anew from the responses; return how many were counted."""
    definitions = {version.pk: version.definition for version in FormVersion.objects.all()}
    asking = [
        pk
        for pk, definition in definitions.items()
        if any(question.type in QuestionType.OF_IDEAS for question in definition.questions)
    ]
    # Apart by consultation and role, which a response has one of each.
    said: dict[tuple[int | None, str], Counter[Said]] = defaultdict(Counter)
    counted = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Answers that arrive meanwhile wait, or they would be counted twice or not at all.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {IdeaCount._meta.db_table} IN EXCLUSIVE MODE")
        IdeaCount.objects.all().delete()
        listed = Response.objects.filter(status=Status.COUNTED, form_version__in=asking)
        fields = ("form_version_id", "consultation_key", "role", "form_data")
        for version, place, role, answers in listed.values_list(*fields).iterator(chunk_size=2000):
            said[place, role].update(_said(definitions[version], answers))
            counted += 1
        add_counts(
            Counter(
                {
                    CountKey(place or 0, *each, role): number
                    for (place, role), counts in said.items()
                    for each, number in counts.items()
                }
            )
        )
    return counted
