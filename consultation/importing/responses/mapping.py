"""What each column of a spreadsheet is imported as, as data that a person can change."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict

from consultation.importing.responses.dates import DateOrder
from consultation.responses.definitions import Question


class Use(TextChoices):
    """What a column can become."""

    IGNORE = "ignore", _("Leave it out")
    RECEIVED = "received", _("When the response came")
    PAGE = "page", _("Which page it answers")
    REFERENCE = "reference", _("Reference, from an export of a portal")
    STATUS = "status", _("Status, from an export of a portal")
    REASON = "reason", _("Reason for the status, from an export of a portal")
    QUESTION = "question", _("An answer to a question")
    SINGLE_CHOICE = "new single choice", _("Single choice")
    SEVERAL_CHOICES = "new several choices", _("Several choices")
    SHORT_TEXT = "new short text", _("One line of text")
    LONG_TEXT = "new long text", _("Several lines of text")
    NUMBER = "new number", _("Number")
    DATE = "new date", _("Date")
    EMAIL = "new email", _("Email address")


# Of these a spreadsheet can have one column each.
UNIQUE = (Use.RECEIVED, Use.PAGE, Use.REFERENCE, Use.STATUS, Use.REASON)
# The type of question that a column becomes to which no question belongs.
NEW_TYPES = {
    use: use.removeprefix("new ").replace(" ", "_") for use in Use if use.startswith("new ")
}


class Column(BaseModel):
    """A column and what it is imported as.

    Args:
        key: key of the question that it answers.
        option: the option that it ticks, where each option has a column.
        of: the new question of which it is one option.
        options: those of a new choice.
        personal: whether it says who the respondent is.
        dates: how its dates are read.
        doubt: why a person should check this.
    """

    model_config = ConfigDict(frozen=True)

    heading: str
    becomes: Use
    key: str = ""
    option: str = ""
    of: str = ""
    options: tuple[str, ...] = ()
    personal: bool = False
    dates: DateOrder = DateOrder.UNDECIDED
    doubt: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What no other column of a spreadsheet may become as well."""
        own = self.becomes in (*UNIQUE, Use.QUESTION)
        return (self.becomes, self.key, self.option) if own else (self.heading,)

    def describe(self, question: Question | None) -> str:
        """Return what the column becomes, in words; `question` is the one that it answers."""
        is_personal = self.personal or self.becomes == Use.EMAIL
        label, text = str(self.becomes.label), "%(label)s"
        if question is not None:
            label, is_personal = question.label, question.is_personal
            text = gettext("Question “%(label)s”")
        elif self.becomes in NEW_TYPES:
            text = gettext("New question “%(of)s”: %(label)s")
        text %= {"label": label, "of": self.of or self.heading}
        if self.option:
            text = gettext("%(column)s, option “%(option)s”") % {
                "column": text,
                "option": self.option,
            }
        return gettext("%(column)s, personal data") % {"column": text} if is_personal else text


class Mapping(BaseModel):
    """How a spreadsheet is read, and what its columns are imported as, in their order.

    Args:
        sheet: which sheet of a workbook; "" is the first with anything in it.
    """

    model_config = ConfigDict(frozen=True)

    columns: tuple[Column, ...]
    sheet: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data, without what is empty."""
        return self.model_dump(mode="json", exclude_defaults=True)
