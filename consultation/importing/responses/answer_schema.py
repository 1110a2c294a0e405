"""The questions under which the rows of a spreadsheet are stored, and how a row answers them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from consultation.common.spreadsheets import Cell, cell_text, has_content
from consultation.common.text import normalise_wording, same_wording
from consultation.importing.responses.cell_conversion import Converted, convert_cell
from consultation.importing.responses.columns import ColumnProfile
from consultation.importing.responses.dates import is_day
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import NEW_TYPES, Column, Mapping, Use
from consultation.responses.definitions import FormDefinition, Question, QuestionType

# With more answers outside of its options than this, they are free text and become no options.
_MOST_FURTHER = 25
_LONGEST_SLUG = 30


def inferred_key(label: str) -> str:
    """Return the key of a question for a wording: the same in every import, and its alone."""
    slug = slugify(label).replace("-", "_")[:_LONGEST_SLUG]
    return f"imported_{slug}_{hashlib.sha256(label.encode()).hexdigest()[:8]}"


def as_given(heading: str) -> str:
    """Return the label under which cells of a column are kept that do not fit its question."""
    return _("%(column)s (as given)") % {"column": heading}


@dataclass(slots=True)
class Part:
    """A column with its question, and the question that keeps what does not fit."""

    place: int
    column: Column
    profile: ColumnProfile
    question: Question
    otherwise: Question
    has_unfit: bool = False

    def convert(self, number: int, cell: Cell) -> Converted:
        if self.question.type != QuestionType.DATE:
            return convert_cell(cell, self.question, self.column)
        found = self.profile.dates.read(number, cell, self.column.dates)
        if found and is_day(found):
            return Converted(found.date().isoformat())
        return Converted(rest=(cell_text(cell),))


class AnswerSchema:
    """The questions that the columns of a spreadsheet answer.

    Args:
        mapping: found to fit.
        profiles: what is in each column, in the same order.
    """

    def __init__(
        self, mapping: Mapping, destination: Destination, profiles: Sequence[ColumnProfile]
    ) -> None:
        groups: dict[str, list[tuple[int, Column]]] = {}
        for place, column in enumerate(mapping.columns):
            if column.becomes in (*NEW_TYPES, Use.QUESTION):
                key = column.key or inferred_key(column.of or column.heading)
                groups.setdefault(key, []).append((place, column))
        self.parts: list[Part] = []
        for key, members in groups.items():
            columns = {column: profiles[place] for place, column in members}
            asked = destination.questions.get(members[0][1].key)
            question = _as_asked(asked, [*columns]) if asked else _new_question(key, columns)
            question = _with_further_options(question, columns)
            for place, column in members:
                otherwise = Question(
                    # The same in every language.
                    inferred_key(f"{column.heading} (as given)"),
                    QuestionType.LONG_TEXT,
                    as_given(column.heading),
                    personal=question.is_personal,
                )
                self.parts.append(Part(place, column, profiles[place], question, otherwise))
        order = [*destination.questions, *groups]
        self.parts.sort(key=lambda part: (order.index(part.question.key), part.place))

    def answers(self, number: int, row: Sequence[Cell]) -> dict[str, Any]:
        """Return the answers of a row, by key of the question.

        Raises:
            DateInDoubtError: a date in it can be read in two ways.
        """
        answers: dict[str, Any] = {}
        for part in self.parts:
            cell = row[part.place] if part.place < len(row) else None
            if has_content(cell):
                value, rest = part.convert(number, cell)
                if value is not None:
                    key = part.question.key
                    before = answers.get(key)
                    # A further column adds its option.
                    answers[key] = [*dict.fromkeys((*before, *value))] if before else value
                if rest:
                    answers[part.otherwise.key] = "; ".join(rest)
                    part.has_unfit = True
        return answers

    @property
    def definition(self) -> FormDefinition:
        """The questions, with those that keep what did not fit in the rows read so far."""
        otherwise = [part.otherwise for part in self.parts if part.has_unfit]
        questions = dict.fromkeys(part.question for part in self.parts)
        return FormDefinition((*questions, *otherwise))


def _new_question(key: str, columns: dict[Column, ColumnProfile]) -> Question:
    first = next(iter(columns))
    kind = NEW_TYPES[first.becomes]
    options = [each for column in columns for each in (column.option, *column.options) if each]
    if kind in QuestionType.CHOICES and not options:
        # A person has said that it is a choice.
        is_several = kind == QuestionType.SEVERAL_CHOICES
        options = [*columns[first].options(several=is_several, wanted=True)]
    return Question(
        key=key,
        type=kind,
        label=first.of or first.heading,
        options=tuple(dict.fromkeys(options)),
        personal=any(column.personal for column in columns),
    )


def _as_asked(question: Question, columns: Sequence[Column]) -> Question:
    """Return a question as far as columns prove that it was asked.

    It is not known whether the old form had limits or required an answer. Its wording is that of
    the column where that has one, and a statement in other words is no consent to be quoted.
    """
    heading = next((each.heading for each in columns if not each.option), question.label)
    alike = (question.label, f"{question.label} {question.key}", question.key)
    same_words = any(same_wording(heading, each) for each in alike)
    return replace(
        question,
        label=question.label if same_words or " " not in heading.strip() else heading,
        required=False,
        minimum_characters=None,
        maximum_characters=None,
        maximum_words=None,
        minimum=None,
        maximum=None,
        quoting=question.quoting and same_words,
    )


def _with_further_options(question: Question, columns: dict[Column, ColumnProfile]) -> Question:
    """Return a choice with the options that columns add to it, unless these are free text."""
    # Options are public, so a name must not become one.
    if question.type not in QuestionType.CHOICES or question.is_personal:
        return question
    further: dict[str, str] = {}
    for column, profile in columns.items():
        for value in () if column.option else profile.values:
            for text in convert_cell(value, question, column).rest:
                further.setdefault(normalise_wording(text), text.strip())
        if profile.is_full or len(further) > _MOST_FURTHER:
            further = {}
            break
    known = set(map(normalise_wording, question.options))
    texts = {normalise_wording(each.option): each.option for each in columns if each.option}
    added = [text for wording, text in (texts | further).items() if wording not in known]
    return replace(question, options=(*question.options, *added))
