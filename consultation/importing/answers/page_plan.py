"""How the rows of one page become answers, under questions that hold all that was given."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from consultation.importing.answers.converting import Convert, combine, converter
from consultation.importing.answers.mapping import OWN_TEXTS, Column, Mapping, Use
from consultation.importing.answers.moments import Order
from consultation.importing.answers.own_questions import FURTHER, OwnQuestions
from consultation.importing.answers.tables import Cell, cell_text, has_content
from consultation.importing.answers.target import PageForm, Target
from consultation.importing.answers.wording import same, words
from consultation.responses.definitions import FormDefinition, Question, QuestionType

# With more answers that are no option than this, they are free text and no options.
MOST_FOUND = 25
LONGEST_OPTION = 250
# Between what one cell gives to one question in pieces.
_BETWEEN = "; "
_CHOICES = (
    QuestionType.SINGLE_CHOICE,
    QuestionType.SEVERAL_CHOICES,
    QuestionType.ROLE,
    QuestionType.REFLECTION,
)


def as_asked(question: Question, column: Column) -> Question:
    """Return a question as far as a column proves that it was asked.

    Nobody knows whether the old form had limits, or demanded an answer. Its wording is that
    of the column where that has one, and a statement in other words is no consent to be quoted.
    """
    label = question.label
    same_words = words(column.heading) in (words(label), words(f"{label} {question.key}"))
    if not same_words and " " in column.heading.strip() and not (column.row or column.option):
        label = column.heading
    return replace(
        question,
        label=label,
        required=False,
        minimum_characters=None,
        maximum_characters=None,
        maximum_words=None,
        minimum=None,
        maximum=None,
        at_most=None,
        quoting=question.quoting and (same_words or column.heading == question.key),
    )


@dataclass(slots=True)
class Part:
    """What one column gives to one page's responses.

    Args:
        place: number of the column, from 0.
        more: columns that go on with it.
        column: what the map says of it.
        key: key of the question.
        convert: how its cells are read.
        otherwise: the question that keeps what cannot be read.
    """

    place: int
    more: tuple[int, ...]
    column: Column
    key: str
    convert: Convert
    otherwise: Question


@dataclass(slots=True)
class PagePlan:
    """The questions and the way to them of one page.

    First the rows are looked through, which gathers what the questions have to hold; `finish`
    gives the questions as they are stored.

    Args:
        form: the page.
        questions: the questions by key.
        parts: one for each column that holds answers.
        order: how days are written.
        rows: how many rows were looked through.
        first: moment of the earliest answer.
        last: moment of the latest answer.
    """

    form: PageForm
    questions: dict[str, Question]
    parts: list[Part]
    order: Order
    width: int
    rows: int = 0
    first: datetime | None = None
    last: datetime | None = None
    _found: dict[str, dict[str, str]] = field(default_factory=dict)
    _misfits: set[int] = field(default_factory=set)
    _further: bool = False
    definition: FormDefinition = field(default_factory=FormDefinition)

    def answers(self, row: Sequence[Cell]) -> dict[str, Any]:
        """Return the answers of a row, by key of the question."""
        answers: dict[str, Any] = {}
        width = len(row)
        for part in self.parts:
            cell = row[part.place] if part.place < width else None
            if part.more:
                further = (row[place] for place in part.more if place < width)
                cell = cell_text(cell) + "".join(map(cell_text, further))
            if not has_content(cell):
                continue
            converted = part.convert(cell)
            if converted.value is not None:
                before = answers.get(part.key)
                answers[part.key] = (
                    converted.value if before is None else combine(before, converted.value)
                )
            if converted.rest:
                answers[part.otherwise.key] = _BETWEEN.join(converted.rest)
                self._note(part, converted.rest)
        if width > self.width:
            further_cells = [cell_text(cell) for cell in row[self.width :] if has_content(cell)]
            if further_cells:
                answers[FURTHER.key] = "\n".join(further_cells)
                self._further = True
        return answers

    def _note(self, part: Part, rest: Sequence[str]) -> None:
        """Remember what a question has to hold besides its own options."""
        question = self.questions[part.key]
        if part.column.option or question.type not in _CHOICES:
            self._misfits.add(part.place)
            return
        found = self._found.setdefault(part.key, {})
        for text in rest:
            if len(text) > LONGEST_OPTION:
                self._misfits.add(part.place)
            elif len(found) <= MOST_FOUND:
                found.setdefault(same(text), text.strip())

    def seen(self, moment: datetime) -> None:
        """Note that an answer came at a moment."""
        self.rows += 1
        self.first = moment if self.first is None else min(self.first, moment)
        self.last = moment if self.last is None else max(self.last, moment)

    @property
    def found_options(self) -> int:
        """How many answers were found that the questions do not offer any more."""
        return sum(len(each) for each in self._found.values() if len(each) <= MOST_FOUND)

    def unfit_headings(self) -> list[str]:
        """Return the headings of columns of which some cells are kept as they were given."""
        return [part.column.heading for part in self.parts if self._has_misfits(part)]

    def _has_misfits(self, part: Part) -> bool:
        too_many = len(self._found.get(part.key, ())) > MOST_FOUND and not part.column.option
        return part.place in self._misfits or too_many

    def finish(self) -> None:
        """Give the questions the options that were found, and room for everything else."""
        for key, found in self._found.items():
            question = self.questions[key]
            if len(found) <= MOST_FOUND:
                options = (*question.options, *found.values())
                self.questions[key] = replace(question, options=options)
        for part in self.parts:
            part.convert = converter(self.questions[part.key], part.column, self.order)
        order = {question.key: place for place, question in enumerate(self.form.live)}
        keys = sorted(self.questions, key=lambda key: order.get(key, len(order)))
        asked = [self.questions[key] for key in keys]
        asked += [part.otherwise for part in self.parts if self._has_misfits(part)]
        self.definition = FormDefinition((*asked, FURTHER) if self._further else tuple(asked))


def _spread(question: Question, columns: list[Column]) -> Question:
    """Return a question with those options, ideas and scales alone that have columns."""
    rows = {column.row for column in columns}
    if rows and "" not in rows:
        scales = {column.scale for column in columns}
        question = replace(
            question,
            rows=tuple(row for row in question.rows if row.key in rows),
            scales=tuple(scale for scale in question.scales if scale.key in scales),
        )
    options = [column.option for column in columns if column.option]
    known = {same(option) for option in question.options}
    added = tuple(option for option in options if same(option) not in known)
    return replace(question, options=(*question.options, *added)) if added else question


def make_plan(
    form: PageForm,
    target: Target,
    mapping: Mapping,
    headings: Sequence[str],
    own: OwnQuestions,
    order: Order,
) -> PagePlan:
    """Return how rows become answers to one page.

    Args:
        form: the page with its questions.
        target: what is imported to.
        mapping: the map, found to fit.
        headings: those of the sheet.
        own: questions that the import brings along.
        order: how days are written.
    """
    places = {heading: place for place, heading in enumerate(headings)}
    by_key: dict[str, list[Column]] = {}
    for column in mapping.columns:
        if column.use == Use.QUESTION:
            by_key.setdefault(column.key, []).append(column)
    questions: dict[str, Question] = {}
    for key, columns in by_key.items():
        column = next((each for each in columns if not (each.row or each.option)), columns[0])
        question = form.find(key, column.heading) or target.find(key, column.heading)
        if question is not None:
            questions[key] = _spread(as_asked(question, column), columns)
    more: dict[str, list[int]] = {}
    for column in mapping.columns:
        if column.use == Use.MORE:
            more.setdefault(column.of, []).append(places[column.heading])
    parts = []
    for column in sorted(mapping.columns, key=lambda each: places[each.heading]):
        if column.use in OWN_TEXTS:
            question = own.of(column)
            questions[question.key] = question
        elif column.use == Use.QUESTION:
            question = questions[column.key]
        else:
            continue
        personal = question.is_personal
        parts.append(
            Part(
                places[column.heading],
                tuple(sorted(more.get(column.heading, ()))),
                column,
                question.key,
                converter(question, column, order),
                own.as_given(column, personal),
            )
        )
    return PagePlan(form, questions, parts, order, len(headings))
