"""Whether a map fits the file and the questions it speaks of."""

from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from consultation.importing.answers.mapping import SINGLE, Column, Mapping, Use
from consultation.importing.answers.moments import Order, read_moment
from consultation.importing.answers.page_finding import PageFinder
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.tables import Table
from consultation.importing.answers.target import Target
from consultation.responses.definitions import COMMENT, QuestionType


def order_of(mapping: Mapping) -> Order:
    """Return how a map has days and moments read.

    Raises:
        AnswersError: it names a time zone that there is not.
    """
    name = mapping.zone or settings.TIME_ZONE
    try:
        return Order(mapping.day_first, ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise AnswersError(f"The map names the time zone “{name}”, which is unknown.") from error


def check_mapping(mapping: Mapping, table: Table, target: Target, finder: PageFinder) -> None:
    """Hold a map against the file and the questions.

    Raises:
        AnswersError: the first thing that does not fit; the text names the column.
    """
    for problem in _problems(mapping, table, target, finder):
        raise AnswersError(problem)


def _problems(mapping: Mapping, table: Table, target: Target, finder: PageFinder) -> Iterator[str]:
    yield from _unlike(mapping, table)
    order = order_of(mapping)
    if mapping.received and read_moment(mapping.received, order) is None:
        yield f"The map has answers received at “{mapping.received}”, which is no moment."
    for page in finder.unknown_pages(mapping.pages):
        yield f"In the map, “pages” names “{page}”, which is no page of “{target}”."
    uses = Counter(column.use for column in mapping.columns)
    places = Counter(column.place for column in mapping.columns if column.use == Use.QUESTION)
    for column in mapping.columns:
        if column.use in SINGLE and uses[column.use] > 1:
            yield f"Column “{column.heading}”: another column becomes “{column.use}” as well."
        if column.use == Use.QUESTION:
            if places[column.place] > 1:
                yield f"Column “{column.heading}”: another column becomes the same answer."
            yield from _question_problems(column, target)
        if column.use == Use.MORE and (
            column.of not in table.headings or column.of == column.heading
        ):
            yield f"Column “{column.heading}”: there is no column “{column.of}” to go on with."


def _unlike(mapping: Mapping, table: Table) -> Iterator[str]:
    """Yield where headings of map and file differ."""
    named = Counter(column.heading for column in mapping.columns)
    for heading, number in named.items():
        if heading not in table.headings:
            others = ", ".join(f"“{each}”" for each in table.headings if each not in named)
            hint = f" Not in the map are: {others}." if others else ""
            yield f"Column “{heading}”: the map names it and {table.file_name} has none.{hint}"
        if number > 1:
            yield f"Column “{heading}”: the map names it {number} times."
    for heading in table.headings:
        if heading not in named:
            yield (
                f"Column “{heading}”: {table.file_name} has it and the map does not say what "
                "becomes of it. Write “ignore” to leave it out."
            )


def _question_problems(column: Column, target: Target) -> Iterator[str]:
    question = target.find(column.key, column.heading)
    name = f"Column “{column.heading}”"
    if question is None:
        keys = ", ".join(target.keys()) or "none"
        yield f"{name}: there is no question with the key “{column.key}”. There are: {keys}."
        return
    if column.option and question.type != QuestionType.SEVERAL_CHOICES:
        yield f"{name}: “{column.key}” is no question with several choices."
    if not column.row:
        if question.type in QuestionType.GRIDS:
            wanted = f"question {column.key} row CODE scale KEY"
            yield f"{name}: say which idea it is about, as “{wanted}”."
        return
    if column.row not in {row.key for row in question.rows}:
        yield f"{name}: “{column.key}” does not ask about “{column.row}”."
    scales = {scale.key for scale in question.scales}
    if question.with_comment:
        scales.add(COMMENT)
    if question.type in QuestionType.GRIDS and column.scale not in scales:
        known = ", ".join(sorted(scales))
        yield f"{name}: “{column.key}” has no scale “{column.scale}”. It has: {known}."
