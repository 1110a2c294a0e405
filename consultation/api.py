"""Open data: published areas, themes and ideas, and what was said about them.

Read only, for anyone, without a key. Results are cut as on public pages: small
groups are never broken down. The description is at openapi.json.
"""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.views.decorators.cache import cache_page
from ninja import Field, NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.throttling import AnonRateThrottle
from wagtail.rich_text import expand_db_html

from consultation.responses.results import SMALLEST_GROUP, IdeaResult, public_result, read_results
from ideas.models import Area, Idea, Theme

# Seconds for which an answer may be shown again, and how often one address may ask.
CACHED_FOR = 60
RATE = "120/m"

api = NinjaAPI(
    title="Consultation open data",
    version="1",
    description=(
        "Areas, themes and ideas that are published, and the counted answers about them. "
        f"Groups of fewer than {SMALLEST_GROUP} answers are not broken down."
    ),
    # The interactive page would load its parts from another host.
    docs_url=None,
    throttle=[AnonRateThrottle(RATE)],
    urls_namespace="open_data",
)


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
    status: str
    status_label: str = Field(alias="get_status_display")
    note: str = Field(alias="public_note", description="Why it has this status.")

    @staticmethod
    def resolve_description_html(idea: Idea) -> str:
        """Return the description with its links as addresses."""
        return str(expand_db_html(idea.description))


class AnswerOut(Schema):
    """How often one answer was given."""

    answer: str
    number: int
    percent: float


class ScaleOut(Schema):
    """The distribution of answers on one scale."""

    question: str = Field(description="idea_scoring, idea_judgement or idea_picks.")
    label: str
    total: int | None = Field(description="null where there are too few to tell.")
    mean: float | None
    answers: list[AnswerOut] = Field(description="Empty where there are too few to tell.")


class ResultOut(Schema):
    """What was said about one idea."""

    idea: str = Field(description="Code of the idea.")
    number: int = Field(description="How many responses say something about it.")
    scales: list[ScaleOut]


class IdeaFilter(Schema):
    """What ideas can be narrowed down by."""

    area: str | None = None
    theme: str | None = None
    status: str | None = None


def _result(idea: Idea, result: IdeaResult | None) -> dict[str, Any]:
    shown = public_result(result or IdeaResult(idea.code))
    return {
        "idea": idea.code,
        "number": shown.number,
        "scales": [
            {
                "question": scale.kind,
                "label": scale.label,
                "total": scale.total or None,
                "mean": scale.mean,
                "answers": [
                    {"answer": bar.answer, "number": bar.number, "percent": bar.percent}
                    for bar in scale.bars
                ],
            }
            for scale in shown.scales
        ],
    }


def _ideas(chosen: IdeaFilter) -> Any:
    names = {"area": "theme__area__code", "theme": "theme__code", "status": "status"}
    wanted = {names[name]: value for name, value in chosen.dict(exclude_none=True).items()}
    return Idea.objects.public().select_related("theme").filter(**wanted).in_order()


@api.get("/areas", response=list[AreaOut], summary="Areas in their order")
@decorate_view(cache_page(CACHED_FOR))
@paginate(LimitOffsetPagination)
def list_areas(request: HttpRequest) -> Any:
    """Return the published areas."""
    return Area.objects.public().order_by("sort_order", "pk")


@api.get("/themes", response=list[ThemeOut], summary="Themes, area by area")
@decorate_view(cache_page(CACHED_FOR))
@paginate(LimitOffsetPagination)
def list_themes(request: HttpRequest, area: str | None = None) -> Any:
    """Return the published themes, of one area if its code is given."""
    themes = Theme.objects.public().select_related("area").in_order()
    return themes.filter(area__code=area) if area else themes


@api.get("/ideas", response=list[IdeaOut], summary="Ideas, theme by theme")
@decorate_view(cache_page(CACHED_FOR))
@paginate(LimitOffsetPagination)
def list_ideas(request: HttpRequest, chosen: Annotated[IdeaFilter, Query()]) -> Any:
    """Return the published ideas, of one area, theme or status if it is given."""
    return _ideas(chosen)


@api.get("/ideas/{code}", response=IdeaOut, summary="One idea")
@decorate_view(cache_page(CACHED_FOR))
def read_idea(request: HttpRequest, code: str) -> Any:
    """Return one published idea."""
    idea = Idea.objects.public().select_related("theme").filter(code=code).first()
    if idea is None:
        raise Http404
    return idea


@api.get("/results", response=list[ResultOut], summary="What was said about ideas")
@decorate_view(cache_page(CACHED_FOR))
@paginate(LimitOffsetPagination)
def list_results(request: HttpRequest, chosen: Annotated[IdeaFilter, Query()]) -> Any:
    """Return the results of published ideas, of one area, theme or status if it is given."""
    ideas = list(_ideas(chosen))
    results = read_results(idea.code for idea in ideas)
    return [_result(idea, results.get(idea.code)) for idea in ideas]
