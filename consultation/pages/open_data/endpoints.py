"""Open data: published areas, themes and ideas, and what was said about them.

Read only, for anyone, without a key. Results are cut as on public pages: small
groups are never broken down. The description is at openapi.json.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, get_origin

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import cache_page
from ninja import NinjaAPI, Query
from ninja.decorators import decorate_view
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.throttling import BaseThrottle

from consultation.feedback.availability import ConsultationState
from consultation.pages.open_data import schemas
from consultation.pages.prefetch import fetch_link_targets
from consultation.pages.querysets import public_consultations
from consultation.responses.results.idea_results import IdeaResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Idea, Theme

# Seconds for which an answer may be shown again, and how often one address may ask in a minute.
CACHED_FOR = 60
MOST_A_MINUTE = 120
MINUTE = 60


class MinuteThrottle(BaseThrottle):
    """So many requests in each minute of the clock, whichever process or thread answers them.

    Ninja's own keeps a list in the cache, which it reads and writes back: two
    that ask at once are counted as one. Here the cache itself does the adding.
    Without a shared cache each process counts by itself.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        # The address itself is kept nowhere.
        who = salted_hmac(__name__, self.get_ident(request) or "").hexdigest()[:32]
        key = f"open_data_{int(time.time() // MINUTE)}_{who}"
        if cache.add(key, 1, MINUTE):
            return True
        try:
            return cache.incr(key) <= self.most
        except ValueError:
            # It ended, or was thrown out, between the two steps.
            return True

    def wait(self) -> float:
        return math.ceil(MINUTE - time.time() % MINUTE)


class Pages(LimitOffsetPagination):
    """Limit and offset within bounds; whoever asks for more is told so."""

    Input = schemas.Paging  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list whose items are made from those of a query, a page at a time."""

    queryset: "QuerySet[Any]"
    prepare: Callable[[list[Any]], list[Any]]

    def __len__(self) -> int:
        return self.queryset.count()

    def __getitem__(self, part: slice) -> list[Any]:
        return self.prepare(list(self.queryset[part]))


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


def _get(path: str, response: Any, summary: str, *refusals: int) -> Callable[[Any], Any]:
    """Answer at this address what the decorated function returns, cached; lists by their parts."""
    responses = {200: response} | dict.fromkeys((400, 422, 429, *refusals), schemas.ErrorOut)
    cached = decorate_view(cache_page(CACHED_FOR))

    def register(view: Any) -> Any:
        answer = paginate(Pages)(view) if get_origin(response) is list else view
        return api.get(path, response=responses, summary=summary)(cached(answer))

    return register


@_get("/consultations", list[schemas.ConsultationOut], "Consultations that anybody can read")
def list_consultations(request: HttpRequest) -> Any:
    """Return the public consultations, those that have closed as well."""
    return public_consultations(request)


@_get("/areas", list[schemas.AreaOut], "Areas in their order")
def list_areas(request: HttpRequest) -> Any:
    """Return the published areas."""
    return Area.objects.public().order_by("sort_order", "pk")


def _themes(chosen: schemas.ThemeFilter) -> Any:
    themes = Theme.objects.public().select_related("area").in_order()
    return themes.filter(area__code=chosen.area) if chosen.area else themes


@_get("/themes", list[schemas.ThemeOut], "Themes, area by area")
def list_themes(request: HttpRequest, chosen: Annotated[schemas.ThemeFilter, Query()]) -> Any:
    """Return the published themes, of one area if its code is given."""
    return _themes(chosen)


def _ideas(chosen: schemas.IdeaFilter) -> Any:
    names = {"area": "theme__area__code", "theme": "theme__code", "status": "status"}
    wanted = {names[name]: value for name, value in chosen.dict(exclude_none=True).items()}
    return Idea.objects.public().select_related("theme").filter(**wanted).in_order()


@_get("/ideas", list[schemas.IdeaOut], "Ideas, theme by theme")
def list_ideas(request: HttpRequest, chosen: Annotated[schemas.IdeaFilter, Query()]) -> Any:
    """Return the published ideas, of one area, theme or status if it is given."""

    def with_links(ideas: list[Idea]) -> list[Idea]:
        fetch_link_targets((idea.description for idea in ideas), request)
        return ideas

    return Prepared(_ideas(chosen), with_links)


@_get("/ideas/{code}", schemas.IdeaOut, "One idea", 404)
def read_idea(request: HttpRequest, code: schemas.Code) -> Any:
    """Return one published idea."""
    idea = Idea.objects.public().select_related("theme").filter(code=code).first()
    if idea is None:
        raise Http404
    return idea


def _results(
    name: str, queryset: Any, whose: schemas.ConsultationFilter, request: HttpRequest
) -> Prepared:
    public = public_consultations(request)
    if whose.consultation is not None:
        public = [page for page in public if page.pk == whose.consultation]
        if not public:
            raise Http404
    counted = [page.pk for page in public if page.state != ConsultationState.NOT_YET_OPEN]

    def with_results(items: list[Any]) -> list[dict[str, Any]]:
        results = public_results([item.row_key for item in items], counted)
        found = [(item.code, results.get(item.row_key, IdeaResult())) for item in items]
        return [{name: code, "number": each.number, "scales": each.scales} for code, each in found]

    return Prepared(queryset, with_results)


@_get("/results", list[schemas.ResultOut], "What was said about ideas", 404)
def list_results(
    request: HttpRequest,
    chosen: Annotated[schemas.IdeaFilter, Query()],
    whose: Annotated[schemas.ConsultationFilter, Query()],
) -> Any:
    """Return the results of published ideas, of one area, theme or status if it is given.

    Only public consultations count, and only once they have opened.
    """
    return _results("idea", _ideas(chosen), whose, request)


@_get("/results/themes", list[schemas.ThemeResultOut], "What was said about themes as a whole", 404)
def list_theme_results(
    request: HttpRequest,
    chosen: Annotated[schemas.ThemeFilter, Query()],
    whose: Annotated[schemas.ConsultationFilter, Query()],
) -> Any:
    """Return the results of published themes, of one area if its code is given.

    Only public consultations count, and only once they have opened.
    """
    return _results("theme", _themes(chosen), whose, request)
