"""What becomes of each column of a sheet, as data."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from consultation.importing.answers.problems import AnswersError


class Use(StrEnum):
    """What a column can become, in the words of the map."""

    RECEIVED = "received"
    PAGE = "page"
    REFERENCE = "reference"
    STATUS = "status"
    REASON = "reason"
    SOURCE = "source"
    LATE = "after closing"
    QUESTION = "question"
    MORE = "more of"
    SHORT_TEXT = "new short text"
    LONG_TEXT = "new long text"
    NUMBER = "new number"
    EMAIL = "new email"
    IGNORE = "ignore"


# Of these a sheet can have one column each.
SINGLE = (Use.RECEIVED, Use.PAGE, Use.REFERENCE, Use.STATUS, Use.REASON, Use.SOURCE, Use.LATE)
NEW = (Use.SHORT_TEXT, Use.LONG_TEXT, Use.NUMBER, Use.EMAIL)
# A column of its own that is kept as text.
OWN_TEXTS = (*NEW, Use.SOURCE)

_QUESTION = re.compile(
    r"question (?P<key>[a-z][a-z0-9_]*)"
    r"(?: option (?P<option>.+)| row (?P<row>\S+)(?: scale (?P<scale>\S+))?)?"
)
_PERSONAL = " personal"


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what becomes of it.

    Args:
        heading: what stands above it, the same as in `Table.headings`.
        use: what it becomes.
        key: key of the question that it answers.
        option: the option that it ticks, where each option has a column.
        row: the idea or theme that it is about, where each has a column.
        scale: what that is judged on.
        of: heading of the column that it goes on with.
        personal: whether it says who somebody is.
        doubt: why a person should look at this, or "".
    """

    heading: str
    use: Use
    key: str = ""
    option: str = ""
    row: str = ""
    scale: str = ""
    of: str = ""
    personal: bool = False
    doubt: str = ""

    @property
    def becomes(self) -> str:
        """What it becomes, in the words of the map."""
        if self.use == Use.QUESTION:
            option = f" option {self.option}" if self.option else ""
            row = f" row {self.row}" if self.row else ""
            scale = f" scale {self.scale}" if self.scale else ""
            return f"{self.use} {self.key}{option}{row}{scale}"
        if self.use == Use.MORE:
            return f"{self.use} {self.of}"
        return f"{self.use}{_PERSONAL if self.personal and self.use in NEW else ''}"

    @property
    def place(self) -> tuple[str, str, str, str]:
        """Which part of which question it answers."""
        return self.key, self.option, self.row, self.scale


def read_column(heading: str, becomes: str) -> Column:
    """Return what a map says of a column.

    Raises:
        AnswersError: it says nothing that is known; the text names the column.
    """
    text = " ".join(becomes.split())
    personal = text.endswith(_PERSONAL)
    plain = text.removesuffix(_PERSONAL) if personal else text
    if plain in NEW:
        return Column(heading, Use(plain), personal=personal or plain == Use.EMAIL)
    if text in Use._value2member_map_ and text not in (Use.QUESTION, Use.MORE):
        return Column(heading, Use(text))
    if text.startswith(f"{Use.MORE} "):
        return Column(heading, Use.MORE, of=becomes.strip()[len(Use.MORE) :].strip())
    if found := _QUESTION.fullmatch(text):
        key, option, row, scale = (
            part or "" for part in found.group("key", "option", "row", "scale")
        )
        return Column(heading, Use.QUESTION, key=key, option=option, row=row, scale=scale)
    raise AnswersError(
        f"Column “{heading}”: the map says that it becomes “{becomes}”, which is unknown. Known "
        "are: question KEY, " + ", ".join(use for use in Use if use != Use.QUESTION) + "."
    )


@dataclass(frozen=True, slots=True)
class Mapping:
    """How a sheet is read and what becomes of its columns.

    Args:
        columns: one for each column, in their order.
        sheet: which sheet of a workbook.
        heading_row: number of the row of headings; 0 to look for it.
        encoding: how the letters of a CSV file are written; "" to find out.
        separator: what parts the cells of a CSV file; "" to find out.
        day_first: whether 3/4/2025 is in April.
        zone: name of the time zone of moments that name none; "" for the portal's own.
        received: when answers came whose sheet has no such column, as ISO 8601; "" for now.
        pages: what the page's column says, with the path or number of the page it stands for.
        doubts: what a person should look at, besides those of single columns.
        notes: what is good to know.
        losses: what of the file is not read.
    """

    columns: tuple[Column, ...]
    sheet: str = ""
    heading_row: int = 0
    encoding: str = ""
    separator: str = ""
    day_first: bool = True
    zone: str = ""
    received: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def of(self, use: Use) -> Column | None:
        """Return the first column of one use."""
        return next((column for column in self.columns if column.use == use), None)
