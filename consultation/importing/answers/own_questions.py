"""Questions that an import brings along: for columns that nothing in the portal asks."""

from django.utils.text import slugify

from consultation.importing.answers.mapping import OWN_TEXTS, Column, Mapping, Use
from consultation.importing.answers.target import Target
from consultation.importing.answers.wording import words
from consultation.responses.definitions import Question, QuestionType

_TYPES = {
    Use.SHORT_TEXT: QuestionType.SHORT_TEXT,
    Use.LONG_TEXT: QuestionType.LONG_TEXT,
    Use.NUMBER: QuestionType.NUMBER,
    Use.EMAIL: QuestionType.EMAIL,
    Use.SOURCE: QuestionType.SHORT_TEXT,
}
_LONGEST = 38

FURTHER = Question(
    key="imported_cells_without_heading",
    type=QuestionType.LONG_TEXT,
    label="Cells without a heading",
)


class OwnQuestions:
    """Makes questions from headings, the same ones in every import of such a sheet.

    Args:
        mapping: the map.
        target: what is imported to; no other question of its pages may have their keys.
    """

    def __init__(self, mapping: Mapping, target: Target) -> None:
        self._taken: dict[str, set[str]] = {FURTHER.key: {words(FURTHER.label)}}
        for form in target.forms.values():
            for question in form.questions():
                self._taken.setdefault(question.key, set()).add(words(question.label))
        self._by_heading = {
            column.heading: self._question(column)
            for column in mapping.columns
            if column.use in OWN_TEXTS
        }
        self._as_given: dict[str, Question] = {}

    def _key(self, wanted: str, label: str) -> str:
        base = f"imported_{slugify(wanted).replace('-', '_')[:_LONGEST]}".rstrip("_")
        key, number = base, 1
        # A question of the same wording is that of an earlier import.
        while self._taken.get(key, {words(label)}) != {words(label)}:
            number += 1
            key = f"{base}_{number}"
        self._taken[key] = {words(label)}
        return key

    def _question(self, column: Column) -> Question:
        return Question(
            key=self._key(column.heading, column.heading),
            type=_TYPES[column.use],
            label=column.heading,
            personal=column.personal or column.use == Use.EMAIL,
        )

    def of(self, column: Column) -> Question:
        """Return the question of a column that becomes one of its own."""
        return self._by_heading[column.heading]

    def as_given(self, column: Column, personal: bool) -> Question:
        """Return the question that keeps what of a column's cells its own cannot take.

        Args:
            column: the column.
            personal: whether it says who somebody is.
        """
        known = self._as_given.get(column.heading)
        if known is None:
            label = f"{column.heading} (as given)"
            known = self._as_given[column.heading] = Question(
                key=self._key(f"{column.heading[:28]} as given", label),
                type=QuestionType.LONG_TEXT,
                label=label,
                personal=personal,
            )
        return known
