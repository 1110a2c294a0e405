"""Lists of which only the part that is asked for is fetched."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_page
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.pagination import LimitOffsetPagination, paginate

from consultation.pages.open_data.schemas import (
    AreaOut,
    Code,
    ConsultationFilter,
    ConsultationOut,
    ErrorOut,
    IdeaFilter,
    IdeaOut,
    Paging,
    ResultOut,
    ThemeFilter,
    ThemeOut,
    ThemeResultOut,
)
from consultation.pages.open_data.throttle import MinuteThrottle
from consultation.pages.prefetch import fetch_link_targets, use_link_targets
from consultation.pages.querysets import have_opened, public_consultations
from consultation.responses.results.distributions import IdeaResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Idea, Theme


class Pages(LimitOffsetPagination):
    """Limit and offset within bounds; whoever asks for more is told so."""

    Input = Paging  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list whose items are made from those of a query, a page at a time.

    Args:
        queryset: the whole list.
        prepare: makes the items of one page.
    """

    queryset: "QuerySet[Any]"
    prepare: Callable[[list[Any]], list[Any]]

    def __len__(self) -> int:
        return self.queryset.count()

    def __getitem__(self, part: slice) -> list[Any]:
        return self.prepare(list(self.queryset[part]))


# Seconds for which an answer may be shown again, and how often one address may ask in a minute.
CACHED_FOR = 60
MOST_A_MINUTE = 120

api = NinjaAPI(
    title="Consultation open data",
    version="1",
    description=(
        "Public consultations; areas, themes and ideas that are published; and the counted "
        f"answers about them. Fewer than {SMALLEST_GROUP} answers are not broken down, nor are "
        "groups of that size: they are put together. What several consultations heard is "
        "what each of them shows, added up."
    ),
    # The interactive page would load its parts from another host.
    docs_url=None,
    throttle=[MinuteThrottle(MOST_A_MINUTE)],
    urls_namespace="open_data",
)


def leave_to_the_view(request: HttpRequest, fault: Exception) -> HttpResponse:
    """Let `urls.with_json_errors` deal with it: Ninja would answer in words of its own."""
    raise fault


for fault in (Http404, Exception):
    api.exception_handler(fault)(leave_to_the_view)

REFUSALS = {400: ErrorOut, 422: ErrorOut, 429: ErrorOut}


def _get(path: str, response: Any, summary: str, *refusals: int) -> Any:
    responses = {200: response} | REFUSALS | dict.fromkeys(refusals, ErrorOut)
    return api.get(path, response=responses, summary=summary)


cached = decorate_view(cache_page(CACHED_FOR))
paged = paginate(Pages)


@_get("/consultations", list[ConsultationOut], "Consultations that anybody can read")
@cached
@paged
def list_consultations(request: HttpRequest) -> Any:
    """Return the public consultations, those that have closed as well."""
    return public_consultations(request)


@_get("/areas", list[AreaOut], "Areas in their order")
@cached
@paged
def list_areas(request: HttpRequest) -> Any:
    """Return the published areas."""
    return Area.objects.public().order_by("sort_order", "pk")


def _themes(chosen: ThemeFilter) -> Any:
    themes = Theme.objects.public().select_related("area").in_order()
    return themes.filter(area__code=chosen.area) if chosen.area else themes


@_get("/themes", list[ThemeOut], "Themes, area by area")
@cached
@paged
def list_themes(request: HttpRequest, chosen: Annotated[ThemeFilter, Query()]) -> Any:
    """Return the published themes, of one area if its code is given."""
    return _themes(chosen)


def _ideas(chosen: IdeaFilter) -> Any:
    names = {"area": "theme__area__code", "theme": "theme__code", "status": "status"}
    wanted = {names[name]: value for name, value in chosen.dict(exclude_none=True).items()}
    return Idea.objects.public().select_related("theme").filter(**wanted).in_order()


@_get("/ideas", list[IdeaOut], "Ideas, theme by theme")
@cached
@paged
def list_ideas(request: HttpRequest, chosen: Annotated[IdeaFilter, Query()]) -> Any:
    """Return the published ideas, of one area, theme or status if it is given."""

    def with_links(ideas: list[Idea]) -> list[Idea]:
        use_link_targets(fetch_link_targets((idea.description for idea in ideas), request))
        return ideas

    return Prepared(_ideas(chosen), with_links)


@_get("/ideas/{code}", IdeaOut, "One idea", 404)
@cached
def read_idea(request: HttpRequest, code: Code) -> Any:
    """Return one published idea."""
    idea = Idea.objects.public().select_related("theme").filter(code=code).first()
    if idea is None:
        raise Http404
    return idea


def _result(name: str, item: Idea | Theme, result: IdeaResult | None) -> dict[str, Any]:
    shown = result or IdeaResult()
    return {
        name: item.code,
        "number": shown.number,
        "scales": [
            {
                "question": scale.kind,
                "label": scale.label,
                "total": scale.total or None,
                "mean": scale.mean,
                "ends": [{"answer": step, "meaning": meaning} for step, meaning in scale.ends],
                "answers": [
                    {"answer": bar.answer, "number": bar.number, "percent": bar.percent}
                    for bar in scale.bars
                ],
            }
            for scale in shown.scales
        ],
    }


def _results(name: str, queryset: Any, whose: ConsultationFilter, request: HttpRequest) -> Prepared:
    public = public_consultations(request)
    if whose.consultation is not None:
        public = [page for page in public if page.pk == whose.consultation]
        if not public:
            raise Http404
    counted = have_opened(public)

    def with_results(items: list[Any]) -> list[dict[str, Any]]:
        results = public_results([item.row_key for item in items], counted)
        return [_result(name, item, results.get(item.row_key)) for item in items]

    return Prepared(queryset, with_results)


@_get("/results", list[ResultOut], "What was said about ideas", 404)
@cached
@paged
def list_results(
    request: HttpRequest,
    chosen: Annotated[IdeaFilter, Query()],
    whose: Annotated[ConsultationFilter, Query()],
) -> Any:
    """Return the results of published ideas, of one area, theme or status if it is given.

    Only public consultations count, and only once they have opened.
    """
    return _results("idea", _ideas(chosen), whose, request)


@_get("/results/themes", list[ThemeResultOut], "What was said about themes as a whole", 404)
@cached
@paged
def list_theme_results(
    request: HttpRequest,
    chosen: Annotated[ThemeFilter, Query()],
    whose: Annotated[ConsultationFilter, Query()],
) -> Any:
    """Return the results of published themes, of one area if its code is given.

    Only public consultations count, and only once they have opened.
    """
    return _results("theme", _themes(chosen), whose, request)
