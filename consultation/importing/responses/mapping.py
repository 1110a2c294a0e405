"""What each column of a spreadsheet is imported as, as data that a person can change."""

from typing import Any, Self

import yaml
from django.db.models import TextChoices
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from consultation.importing.responses.dates import DateOrder
from consultation.importing.responses.tables import ResponseImportError
from consultation.responses.definitions import Question, QuestionType


class Use(TextChoices):
    """What a column can become."""

    IGNORE = "ignore", "Leave it out"
    RECEIVED = "received", "When the response came"
    PAGE = "page", "Which page it answers"
    SOURCE = "source", "How it came: form, letter, email"
    REFERENCE = "reference", "Reference, from an export of a portal"
    STATUS = "status", "Status, from an export of a portal"
    REASON = "reason", "Reason for the status, from an export of a portal"
    LATE = "after closing", "Arrived just after closing, from an export of a portal"
    QUESTION = "question", "An answer to a question"
    SINGLE_CHOICE = "new single choice", "Single choice"
    SEVERAL_CHOICES = "new several choices", "Several choices"
    SHORT_TEXT = "new short text", "One line of text"
    LONG_TEXT = "new long text", "Several lines of text"
    NUMBER = "new number", "Number"
    DATE = "new date", "Date"
    EMAIL = "new email", "Email address"


# Of these a spreadsheet can have one column each.
UNIQUE = (Use.RECEIVED, Use.PAGE, Use.SOURCE, Use.REFERENCE, Use.STATUS, Use.REASON, Use.LATE)
NEW_QUESTIONS = tuple(use for use in Use if use.startswith("new "))
# The type of question that a column becomes to which no question belongs.
NEW_TYPES = {use: use.removeprefix("new ").replace(" ", "_") for use in NEW_QUESTIONS} | {
    Use.SOURCE: QuestionType.SHORT_TEXT
}


class Column(BaseModel):
    """A column and what it is imported as.

    Args:
        key: key of the question that it answers.
        option: the option that it ticks, where each option has a column.
        row: the idea or theme that it is about, where each has a column.
        scale: what that is judged on.
        of: the new question of which it is one option.
        options: those of a new choice.
        personal: whether it says who the respondent is.
        dates: how its dates are read.
        doubt: why a person should check this.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    becomes: Use
    key: str = ""
    option: str = ""
    row: str = ""
    scale: str = ""
    of: str = ""
    options: tuple[str, ...] = ()
    personal: bool = False
    dates: DateOrder = DateOrder.UNDECIDED
    doubt: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What no other column of a spreadsheet may become as well."""
        own = self.becomes in (*UNIQUE, Use.QUESTION)
        part = (self.key, self.option, self.row, self.scale)
        return (self.becomes, *part) if own else (self.heading,)

    def describe(self, question: Question | None) -> str:
        """Return what the column becomes, in words.

        Args:
            question: the one that it answers, if there is one already.
        """
        is_personal = self.personal or self.becomes == Use.EMAIL
        text = str(self.becomes.label)
        if question is not None:
            part = " ".join(filter(None, (self.option, self.row, self.scale)))
            text = f"Question “{question.label}”" + (f": {part}" if part else "")
            is_personal = question.is_personal
        elif self.becomes in NEW_QUESTIONS:
            option = f", option “{self.option}”" if self.option else ""
            text = f"New question “{self.of or self.heading}”{option}: {text.lower()}"
        return f"{text}, personal data" if is_personal else text


class Mapping(BaseModel):
    """How a spreadsheet is read, and what its columns are imported as.

    Args:
        sheet: which sheet of a workbook; "" is the first with anything in it.
        received: when the responses came if no column says it, as ISO 8601; "" is now.
        pages: what the page's column says, with the path or number of the page that it means.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[Column, ...] = Field(min_length=1)
    sheet: str = ""
    received: str = ""
    pages: dict[str, str] = {}

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data, without what is empty."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Return the mapping that `to_dict` gave, or that a person has written.

        Raises:
            ResponseImportError: the first thing that is wrong with it, with its place.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = " → ".join(str(each) for each in first["loc"]) or "the whole"
            raise ResponseImportError(
                f"The mapping cannot be used. At {place}: {first['msg']}."
            ) from error


_ABOUT = """\
# What the columns of {file} are imported as. Change it and give this file back with --map.
#
# A column becomes one of: {uses}.
# With “question”, write its “key”; also “option” where each option has a column, or “row” and
# “scale” where each idea has. With a new choice, “options” are what can be chosen.
# Write “personal: true” if it says who answered, and “dates” if its dates can be read in two
# ways: {orders}. “doubt” says what to check.
# The keys of questions are: {keys}
"""


def write_mapping(mapping: Mapping, file_name: str, keys: list[str]) -> str:
    """Return a mapping as a YAML file that people can change."""
    about = _ABOUT.format(
        file=" ".join(file_name.split()),
        uses=", ".join(Use.values),
        orders=", ".join(DateOrder.values),
        keys=", ".join(keys) or "none",
    )
    return about + yaml.safe_dump(mapping.to_dict(), allow_unicode=True, sort_keys=False)


def read_mapping(text: str | bytes) -> Mapping:
    """Read a mapping from a YAML file, every value as a text, so that “no” stays a word.

    Raises:
        ResponseImportError: what is wrong with it.
    """
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  (makes nothing but texts)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"from line {mark.line + 1}" if mark else "as text in UTF-8"
        raise ResponseImportError(f"The mapping cannot be read {place}.") from error
    return Mapping.from_dict(data)
