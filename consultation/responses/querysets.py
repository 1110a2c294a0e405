from typing import Any, Self

from django.db import connection, models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from consultation.responses.references import parse_reference


class FormVersionQuerySet(models.QuerySet):
    """Form versions."""

    def of_page(self, page_pk: int) -> Self:
        """Return the versions of one page's form, the latest used last."""
        return self.filter(page_pk=page_pk).order_by("last_used_at", "pk")

    def personal_questions(self, page_pk: int) -> dict[str, str]:
        """Return the wordings, by key, of questions that any version of a form called personal."""
        versions: Any = self.of_page(page_pk)
        return {
            question.key: question.label
            for version in versions
            for question in version.definition.questions
            if question.is_personal
        }

    def mentioning(self, *words: str) -> Self:
        """Return versions with one of these words, of plain ASCII, as a string; the first first."""
        holding = Q(pk=None)
        for word in words:
            holding |= Q(definition_text__contains=f'"{word}"')
        versions = self.annotate(definition_text=Cast("definition_data", models.TextField()))
        return versions.filter(holding).order_by("first_used_at", "pk")


class ResponseQuerySet(models.QuerySet):
    """Responses."""

    def unerased(self) -> Self:
        return self.exclude(status="erased")

    def still_held(self) -> Self:
        """Return those whose personal data has not been erased yet."""
        return self.unerased().filter(personal_erased_at=None)

    def matching(self, text: str, *fields: str) -> Self:
        """Return that of this reference, and those with every word in an answer or these fields."""
        words = Q()
        for word in text.split():
            places = holding(word)
            for field in fields:
                places |= Q((f"{field}__icontains", word))
            words &= places
        return self.filter(Q(reference=parse_reference(text)) | words) if words else self

    def neighbour(self, response: Any, *, newer: bool) -> Any:
        """Return the response received next after this one, or last before it."""
        way, sign = ("gt", "") if newer else ("lt", "-")
        beyond = Q((f"submit_time__{way}", response.submit_time))
        beyond |= Q((f"pk__{way}", response.pk), submit_time=response.submit_time)
        return self.filter(beyond).order_by(f"{sign}submit_time", f"{sign}pk").first()

    def distinct_values(self, name: str, page_id: int | None = None) -> list[Any]:
        """Return the values, in order and without NULL, of a column that an index begins with.

        Each next value is looked up in the index, so that a million responses with fifteen
        roles cost fifteen look-ups.
        """
        quote = connection.ops.quote_name
        table = quote(self.model._meta.db_table)
        field: Any = self.model._meta.get_field(name)
        column = quote(field.column)
        on_page = f"{quote('page_id')} = %s AND " if page_id is not None else ""
        # Names are our own; values are bound.
        least = f"SELECT MIN({column}) AS value FROM {table} WHERE {on_page}"  # noqa: S608
        statement = (
            f"WITH RECURSIVE found AS ({least} {column} IS NOT NULL "  # noqa: S608
            f"UNION ALL SELECT ({least} {column} > found.value) FROM found "
            "WHERE found.value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [page_id] * 2 if page_id is not None else [])
            return [value for (value,) in cursor.fetchall()]


class PublishedAnswerQuerySet(models.QuerySet):
    """Answers that are, were or may become public."""

    def public(self) -> Self:
        """Return those that readers may see: confirmed, counted, with consent that stands."""
        return self.filter(
            state="confirmed", response__status="counted", response__withdrawn_consent=None
        )


def holding(part: str) -> Q:
    """Return the condition that a part of a text stands in an answer, whatever its capitals.

    PostgreSQL's trigram index takes the plain condition. SQLite's full-text index
    has to be asked by name, and knows no part of less than three letters.
    """
    wanted = part.casefold()
    if connection.vendor == "sqlite" and len(wanted) >= 3 and "\x00" not in wanted:
        quoted = wanted.replace('"', '""')
        found = "SELECT rowid FROM responses_search WHERE responses_search MATCH %s"
        return Q(pk__in=RawSQL(found, (f'"{quoted}"',)))  # noqa: S611  (the value is bound)
    return Q(search_text__contains=wanted)
