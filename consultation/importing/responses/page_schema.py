"""The questions under which one page's responses are stored, and how a row answers them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from consultation.common.text import normalise_wording, same_wording
from consultation.importing.responses.cell_conversion import Converted, combine, convert_cell
from consultation.importing.responses.columns import LONGEST_OPTION, ColumnProfile
from consultation.importing.responses.dates import is_day
from consultation.importing.responses.destination import Destination, PageForm
from consultation.importing.responses.mapping import NEW_TYPES, Column, Mapping, Use
from consultation.importing.responses.tables import Cell, cell_text, has_content
from consultation.responses.definitions import FormDefinition, Question, QuestionType

# With more answers outside of its options than this, they are free text and become no options.
MOST_FOUND = 25
_LONGEST_SLUG = 30
_CHOICES = (
    QuestionType.SINGLE_CHOICE,
    QuestionType.SEVERAL_CHOICES,
    QuestionType.ROLE,
    QuestionType.REFLECTION,
)
FURTHER = Question(
    key="imported_cells_without_heading",
    type=QuestionType.LONG_TEXT,
    label="Cells without a heading",
)


def inferred_questions(mapping: Mapping) -> dict[str, Question]:
    """Return a question for each column that nothing asks, by heading."""
    groups: dict[str, list[Column]] = {}
    for column in mapping.columns:
        if column.becomes in NEW_TYPES:
            groups.setdefault(column.of or column.heading, []).append(column)
    questions: dict[str, Question] = {}
    for label, columns in groups.items():
        options = [each for column in columns for each in (column.option, *column.options)]
        question = Question(
            key=inferred_key(label),
            type=NEW_TYPES[columns[0].becomes],
            label=label,
            options=tuple(dict.fromkeys(filter(None, options))),
            personal=any(column.personal for column in columns),
        )
        questions |= {column.heading: question for column in columns}
    return questions


def _as_given(column: Column, question: Question) -> Question:
    """Return the question that keeps what of a column's cells its own cannot take."""
    label, personal = f"{column.heading} (as given)", question.is_personal
    return Question(inferred_key(label), QuestionType.LONG_TEXT, label, personal=personal)


def inferred_key(label: str) -> str:
    """Return the key of a question for a wording: the same in every import, and its alone."""
    slug = slugify(label).replace("-", "_")[:_LONGEST_SLUG]
    return f"imported_{slug}_{hashlib.sha256(label.encode()).hexdigest()[:8]}"


def _as_asked(question: Question, columns: Sequence[Column]) -> Question:
    """Return a question as far as columns prove that it was asked.

    Nobody knows whether the old form had limits or demanded an answer. Its wording is that of the
    column where that has one, and a statement in other words is no consent to be quoted. Options,
    ideas and scales without columns were not offered, if others have columns of their own.
    """
    whole = next((each for each in columns if not (each.row or each.option)), None)
    heading = whole.heading if whole else question.label
    alike = (question.label, f"{question.label} {question.key}", question.key)
    same_words = any(same_wording(heading, each) for each in alike)
    question = replace(
        question,
        label=question.label if same_words or " " not in heading.strip() else heading,
        required=False,
        minimum_characters=None,
        maximum_characters=None,
        maximum_words=None,
        minimum=None,
        maximum=None,
        at_most=None,
        quoting=question.quoting and same_words,
    )
    rows, scales = {each.row for each in columns}, {each.scale for each in columns}
    if "" not in rows:
        question = replace(
            question,
            rows=tuple(row for row in question.rows if row.key in rows),
            scales=tuple(scale for scale in question.scales if scale.key in scales),
        )
    known = {normalise_wording(option) for option in question.options}
    further = [each.option for each in columns if each.option]
    further = [each for each in further if normalise_wording(each) not in known]
    return replace(question, options=(*question.options, *further))


@dataclass(slots=True)
class Part:
    """A column with the key of its question, and the question that keeps what does not fit."""

    place: int
    column: Column
    profile: ColumnProfile
    key: str
    otherwise: Question


@dataclass(slots=True)
class PageSchema:
    """The questions of one page's responses, by key, and the columns that answer them.

    First all rows are read, by which it is found what the questions have to hold; `finish` gives
    the questions as they are stored.

    Args:
        width: how many columns have a heading.
        first, last: when the earliest and the latest response came.
    """

    form: PageForm
    questions: dict[str, Question]
    parts: list[Part]
    width: int
    first: datetime | None = None
    last: datetime | None = None
    definition: FormDefinition = field(default_factory=FormDefinition)
    _found: dict[str, dict[str, str]] = field(default_factory=dict)
    _unfit: set[int] = field(default_factory=set)
    _has_further: bool = False

    def answers(self, number: int, row: Sequence[Cell]) -> dict[str, Any]:
        """Return the answers of a row, by key of the question.

        Raises:
            DateInDoubtError: a date in it can be read in two ways.
        """
        answers: dict[str, Any] = {}
        row = [*row, *[None] * (self.width - len(row))]
        for part in self.parts:
            cell = row[part.place]
            if not has_content(cell):
                continue
            question = self.questions[part.key]
            if question.type == QuestionType.DATE:
                found = part.profile.dates.read(number, cell, part.column.dates)
                if found and is_day(found):
                    converted = Converted(found.date().isoformat())
                else:
                    converted = Converted(rest=(cell_text(cell),))
            else:
                converted = convert_cell(cell, question, part.column)
            if converted.value is not None:
                before = answers.get(part.key)
                value = converted.value if before is None else combine(before, converted.value)
                answers[part.key] = value
            if converted.rest:
                answers[part.otherwise.key] = "; ".join(converted.rest)
                self._note(part, question, converted.rest)
        further = [cell_text(cell) for cell in row[self.width :] if has_content(cell)]
        if further:
            answers[FURTHER.key] = "\n".join(further)
            self._has_further = True
        return answers

    def _note(self, part: Part, question: Question, rest: Sequence[str]) -> None:
        """Remember what a question has to hold besides its own options."""
        if part.column.option or question.type not in _CHOICES:
            self._unfit.add(part.place)
            return
        found = self._found.setdefault(part.key, {})
        for text in rest:
            if len(text) > LONGEST_OPTION:
                self._unfit.add(part.place)
            elif len(found) <= MOST_FOUND:
                found.setdefault(normalise_wording(text), text.strip())

    def saw(self, received_at: datetime) -> None:
        """Note when a response came."""
        self.first = min(self.first or received_at, received_at)
        self.last = max(self.last or received_at, received_at)

    def unfit_parts(self) -> list[Part]:
        """Return the parts of which some cells are kept as they were given."""
        too_many = {key for key, found in self._found.items() if len(found) > MOST_FOUND}
        return [
            part
            for part in self.parts
            if part.place in self._unfit or (part.key in too_many and not part.column.option)
        ]

    def finish(self) -> None:
        """Give the questions the options that were found, and room for everything else."""
        for key, found in self._found.items():
            if len(found) <= MOST_FOUND:
                question = self.questions[key]
                options = (*question.options, *found.values())
                self.questions[key] = replace(question, options=options)
        order = {question.key: place for place, question in enumerate(self.form.live)}
        keys = sorted(self.questions, key=lambda key: order.get(key, len(order)))
        asked = [self.questions[key] for key in keys]
        asked += [part.otherwise for part in self.unfit_parts()]
        self.definition = FormDefinition((*asked, FURTHER) if self._has_further else tuple(asked))


def make_schema(
    form: PageForm,
    destination: Destination,
    mapping: Mapping,
    inferred: dict[str, Question],
    profiles: dict[str, ColumnProfile],
) -> PageSchema:
    """Return the questions of one page's responses.

    Args:
        mapping: found to fit, its columns in the order of the file.
    """
    by_key: dict[str, list[Column]] = {}
    for column in mapping.columns:
        if column.becomes == Use.QUESTION:
            by_key.setdefault(column.key, []).append(column)
    questions: dict[str, Question] = {}
    for key, columns in by_key.items():
        heading = columns[0].heading
        question = form.find(key, heading) or destination.find(key, heading)
        if question is not None:
            questions[key] = _as_asked(question, columns)
    parts = []
    for place, column in enumerate(mapping.columns):
        own = inferred.get(column.heading) or questions.get(column.key)
        if own is not None:
            questions.setdefault(own.key, own)
            profile, otherwise = profiles[column.heading], _as_given(column, own)
            parts.append(Part(place, column, profile, own.key, otherwise))
    return PageSchema(form, questions, parts, len(mapping.columns))
