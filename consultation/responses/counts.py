"""Keeps counts of answers about ideas in step with every response, so that results are quick."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection, transaction

from consultation.responses.definitions import COMMENT, Question, QuestionType
from consultation.responses.models import FormVersion, IdeaCount, Response, Status

# Counts how many answered about an idea at all, on whichever scale.
ANY = "any"
PICKED_ANSWER, NOT_PICKED_ANSWER = "Picked", "Not picked"

# Eight values each: well below what either database takes in one statement.
ROWS_PER_STATEMENT = 1000


class CountKey(NamedTuple):
    """What is counted; sorted, so that parallel writers lock rows in one order."""

    consultation_pk: int
    idea: str
    kind: str
    scale: str
    scale_label: str
    answer: str
    role: str


# Idea, type of question, scale, label of scale, answer: what one respondent said of one idea.
Opinion = tuple[str, str, str, str, str]


def iter_opinions(question: Question, answer: Any) -> Iterator[Opinion]:
    """Yield what is said by the answer to one question about ideas."""
    if question.type == QuestionType.IDEA_PICKS:
        # Whoever picked some left the others out.
        for row in question.rows if answer else ():
            picked = PICKED_ANSWER if row.key in answer else NOT_PICKED_ANSWER
            yield row.key, question.type, "picked", question.label[:150], picked
        return
    labels = {scale.key: scale.label[:150] for scale in question.scales}
    for key, answers in (answer or {}).items():
        for scale, value in answers.items():
            if scale != COMMENT:
                yield key, question.type, scale, labels.get(scale, scale), str(value)


def add_counts(counts: Counter[CountKey]) -> None:
    """Add to the counts in the database; once in a transaction, as only one call locks in order."""
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


def tally(counts: Counter[CountKey], response: Response, change: int = 1) -> None:
    """Note that a response counts, or with -1 as change no longer does; `add_counts` writes it."""
    said = [
        opinion
        for question in response.form_version.definition.questions
        if question.type in QuestionType.OF_IDEAS
        for opinion in iter_opinions(question, response.form_data.get(question.key))
    ]
    # Two questions may ask about the same idea; whoever answers both is one.
    about: set[Opinion] = {(*opinion[:2], ANY, "", "") for opinion in said}
    for opinion in (*said, *about):
        counts[CountKey(response.consultation_pk or 0, *opinion, response.role)] += change


def recount() -> int:
    """Count everything anew from the responses; return how many were counted."""
    versions = {
        version.pk: version
        for version in FormVersion.objects.all()
        if any(each.type in QuestionType.OF_IDEAS for each in version.definition.questions)
    }
    counts: Counter[CountKey] = Counter()
    counted = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Answers that arrive meanwhile wait, or they would be counted twice or not at all.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {IdeaCount._meta.db_table} IN EXCLUSIVE MODE")
        IdeaCount.objects.all().delete()
        responses = Response.objects.filter(status=Status.COUNTED, form_version__in=list(versions))
        fields = ("form_version_id", "consultation_pk", "role", "form_data")
        for response in responses.only(*fields).iterator(chunk_size=2000):
            response.form_version = versions[response.form_version_id]
            tally(counts, response)
            counted += 1
        add_counts(counts)
    return counted
