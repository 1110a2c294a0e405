"""What the open data looks like, in and out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from wagtail.rich_text import expand_db_html

from consultation.common.addresses import absolute_url
from consultation.pages.models import ConsultationPage
from consultation.responses.results.idea_results import ScaleResult
from consultation.responses.results.public_results import SMALLEST_GROUP
from ideas.models import Idea, IdeaStatus

# What codes are made of. Nothing else is worth asking the database for.
Code = Annotated[str, Field(pattern="^[-a-zA-Z0-9_]+$", max_length=80)]
# SQLite and PostgreSQL take no larger id.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]

MOST_AT_ONCE = 100
FURTHEST = 1_000_000


class Paging(Schema):
    """Which part of a list is wanted."""

    limit: int = Field(MOST_AT_ONCE, ge=1, le=MOST_AT_ONCE, description="How many at most.")
    offset: int = Field(0, ge=0, le=FURTHEST, description="How many to pass over.")


class ThemeFilter(Schema):
    """What themes can be narrowed down by."""

    area: Code | None = Field(None, description="Code of an area.")


class IdeaFilter(ThemeFilter):
    """What ideas can be narrowed down by."""

    theme: Code | None = Field(None, description="Code of a theme.")
    status: IdeaStatus | None = None


class ConsultationFilter(Schema):
    """Whose answers count."""

    consultation: Id | None = Field(
        None, description="Id of a public consultation. Left out, all of them count."
    )


class ErrorOut(Schema):
    """Why there is no answer."""

    detail: str | list[Any]


class ConsultationOut(Schema):
    """A consultation that anybody can read."""

    id: int
    title: str
    summary: str
    organisation: str
    url: str
    opens_at: datetime | None = Field(description="null where it opened when it was published.")
    closes_at: datetime | None = Field(description="null where no end is set.")
    state: Literal["not_yet_open", "open", "closed"]

    @staticmethod
    def resolve_url(page: ConsultationPage, context: Any) -> str:
        return absolute_url(page.get_url(context["request"]))


class AreaOut(Schema):
    """A conceptual area."""

    code: str
    name: str
    colour: str = Field(description="Token of the colour that marks the area.")
    summary: str


class ThemeOut(Schema):
    """A theme within an area."""

    code: str
    area: str = Field(alias="area.code", description="Code of its area.")
    title: str
    short_title: str
    summary: str


class IdeaOut(Schema):
    """An idea: not a commitment."""

    code: str
    theme: str = Field(alias="theme.code", description="Code of its theme.")
    statement: str = Field(alias="wording")
    description_html: str
    status: IdeaStatus
    status_label: str = Field(alias="get_status_display")
    note: str = Field(alias="public_note", description="Why it has this status.")

    @staticmethod
    def resolve_description_html(idea: Idea) -> str:
        return str(expand_db_html(idea.description))


class AnswerOut(Schema):
    """How often one answer was given."""

    answer: str
    number: int
    percent: float = Field(description="Share of total, to one decimal place.")


class ScaleEndOut(Schema):
    """What the lowest or highest step of a scale means."""

    answer: str = Field(description="The step, as in answers.")
    meaning: str


class ScaleOut(Schema):
    """The distribution of answers on one scale."""

    question: Literal["idea_scoring", "idea_judgement", "idea_picks"] = Field(alias="kind")
    label: str
    total: int | None = Field(
        description=f"null where no consultation has {SMALLEST_GROUP} answers on this scale."
    )
    mean: float | None = Field(description="null where answers are no numbers.")
    ends: list[ScaleEndOut] = Field(
        description="What the ends of the scale mean. Empty where answers speak for themselves, "
        "and where total is null."
    )
    answers: list[AnswerOut] = Field(alias="bars", description="Empty where total is null.")

    @staticmethod
    def resolve_total(scale: ScaleResult) -> int | None:
        return scale.total or None

    @staticmethod
    def resolve_ends(scale: ScaleResult) -> list[dict[str, str]]:
        return [{"answer": step, "meaning": meaning} for step, meaning in scale.ends]


class ResultOut(Schema):
    """What was said about one idea."""

    idea: str = Field(description="Code of the idea.")
    number: int = Field(description="How many responses say something about it.")
    scales: list[ScaleOut]


class ThemeResultOut(Schema):
    """What was said about one theme as a whole."""

    theme: str = Field(description="Code of the theme.")
    number: int = Field(description="How many responses say something about it.")
    scales: list[ScaleOut]
