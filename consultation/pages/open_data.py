"""Open data: published areas, themes and ideas, and their results.

Read only, for anyone, without a key. Results are cut as on public pages: small
groups are never broken down. The description is at openapi.json. Errors are JSON too.
"""

import logging
import math
import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, get_origin

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import cache_page
from ninja import Field, FilterLookup, FilterSchema, NinjaAPI, Query, Schema
from ninja.decorators import decorate_view
from ninja.pagination import LimitOffsetPagination, paginate
from ninja.throttling import BaseThrottle
from wagtail.rich_text import expand_db_html
from wagtail.utils.urlpatterns import decorate_urlpatterns

from consultation.common.addresses import absolute_url
from consultation.feedback.availability import ConsultationState
from consultation.pages.models import ConsultationPage
from consultation.pages.prefetch import fetch_link_targets
from consultation.responses.results.idea_results import IdeaResult, ScaleResult
from consultation.responses.results.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Idea, IdeaStatus, Theme

logger = logging.getLogger(__name__)

# Pydantic's types ask for strings; what is translated at each reading is as good.
_: Callable[[str], Any] = gettext_lazy
_with_values: Callable[..., Any] = format_lazy

# Seconds for which a response may be cached, and how often one address may ask in a minute.
CACHED_FOR = 60
MOST_A_MINUTE = 120
MINUTE = 60
MOST_AT_ONCE = 100

# What codes are made of. Anything else needs no query.
Code = Annotated[str, Field(pattern="^[-a-zA-Z0-9_]+$", max_length=80)]
# SQLite and PostgreSQL take no larger id.
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
ConsultationId = Annotated[
    Id | None, Query(description=_("Id of a public consultation. Left out, all of them count."))
]
OwnOf = Annotated[
    Id | None,
    Query(description=_("Id of a public consultation. Left out, those of all are listed.")),
]


class ThemeFilter(FilterSchema):
    """The filters of themes."""

    area: Annotated[Code | None, FilterLookup("area__code")] = Field(
        None, description=_("Code of an area.")
    )


class IdeaFilter(FilterSchema):
    """The filters of ideas."""

    area: Annotated[Code | None, FilterLookup("theme__area__code")] = Field(
        None, description=_("Code of an area.")
    )
    theme: Annotated[Code | None, FilterLookup("theme__code")] = Field(
        None, description=_("Code of a theme.")
    )
    status: IdeaStatus | None = None


class ErrorOut(Schema):
    """An error."""

    detail: str | list[Any]


class ConsultationOut(Schema):
    """A public consultation."""

    id: int
    title: str
    summary: str
    organisation: str
    url: str
    opens_at: datetime | None = Field(description=_("null if it opened when it was published."))
    closes_at: datetime | None = Field(description=_("null if it has no closing date."))
    state: Literal["not_yet_open", "open", "closed"]

    @staticmethod
    def resolve_url(page: ConsultationPage, context: Any) -> str:
        return absolute_url(page.get_url(context["request"]))


class AreaOut(Schema):
    """A conceptual area."""

    code: str
    name: str
    colour: str = Field(description=_("Token of the colour that marks the area."))
    summary: str


class ThemeOut(Schema):
    """A theme within an area."""

    code: str
    area: str = Field(alias="area.code", description=_("Code of its area."))
    title: str
    short_title: str
    summary: str


class IdeaOut(Schema):
    """An idea: not a commitment."""

    code: str
    theme: str = Field(alias="theme.code", description=_("Code of its theme."))
    statement: str = Field(alias="wording")
    description_html: str
    status: IdeaStatus
    status_label: str = Field(alias="get_status_display")
    note: str = Field(alias="public_note", description=_("Why it has this status."))

    @staticmethod
    def resolve_description_html(idea: Idea) -> str:
        return str(expand_db_html(idea.description))


class AnswerOut(Schema):
    """The number of times that an answer was given."""

    answer: str
    number: int
    percent: float = Field(description=_("Share of total, to one decimal place."))


class ScaleEndOut(Schema):
    """The meaning of the lowest or highest step of a scale."""

    answer: str = Field(description=_("The step, as in answers."))
    meaning: str


class ScaleOut(Schema):
    """The distribution of answers on one scale."""

    question: Literal["idea_scoring", "idea_judgement", "idea_picks"] = Field(alias="kind")
    label: str
    total: int | None = Field(
        description=_with_values(
            _("null if no consultation has {limit} answers on this scale."), limit=SMALLEST_GROUP
        )
    )
    mean: float | None = Field(description=_("null if answers are not numbers."))
    ends: list[ScaleEndOut] = Field(
        description=_(
            "What the ends of the scale mean. Empty if the answers need no explanation, or if "
            "total is null."
        )
    )
    answers: list[AnswerOut] = Field(alias="bars", description=_("Empty if total is null."))

    @staticmethod
    def resolve_total(scale: ScaleResult) -> int | None:
        return scale.total or None

    @staticmethod
    def resolve_ends(scale: ScaleResult) -> list[dict[str, str]]:
        return [{"answer": step, "meaning": meaning} for step, meaning in scale.ends]


class ResultOut(Schema):
    """The results of one idea."""

    idea: str = Field(description=_("Code of the idea."))
    number: int = Field(description=_("The number of responses about it."))
    scales: list[ScaleOut]


class ThemeResultOut(Schema):
    """The results of one theme as a whole."""

    theme: str = Field(description=_("Code of the theme."))
    number: int = Field(description=_("The number of responses about it."))
    scales: list[ScaleOut]


class MinuteThrottle(BaseThrottle):
    """A limit of requests in each minute of the clock, across all processes and threads.

    Ninja's own keeps a list in the cache, which it reads and writes back: two
    that ask at once are counted as one. Here the cache itself does the adding.
    Without a shared cache each process counts by itself.
    """

    def __init__(self, most: int) -> None:
        self.most = most

    def allow_request(self, request: HttpRequest) -> bool:
        # The address itself is not stored.
        who = salted_hmac(__name__, self.get_ident(request) or "").hexdigest()[:32]
        key = f"open_data_{int(time.time() // MINUTE)}_{who}"
        if cache.add(key, 1, MINUTE):
            return True
        try:
            return cache.incr(key) <= self.most
        except ValueError:
            # It expired, or was removed, between the two steps.
            return True

    def wait(self) -> float:
        return math.ceil(MINUTE - time.time() % MINUTE)


class Pages(LimitOffsetPagination):
    """Limit and offset within bounds; other values are refused.

    Besides its items a view may return a function that prepares only those of one part.
    """

    class Input(Schema):
        limit: int = Field(
            MOST_AT_ONCE, ge=1, le=MOST_AT_ONCE, description=_("Maximum number of items.")
        )
        offset: int = Field(0, ge=0, le=1_000_000, description=_("Number of items to skip."))

    def paginate_queryset(self, queryset: Any, *args: Any, **kwargs: Any) -> Any:
        queryset, prepare = queryset if isinstance(queryset, tuple) else (queryset, list)
        part = super().paginate_queryset(queryset, *args, **kwargs)
        return part | {"items": prepare(part["items"])}


api = NinjaAPI(
    title=_("Consultation open data"),
    version="1",
    description=_with_values(
        _(
            "Public consultations; their areas, themes and ideas that are published; and the "
            "counted answers about them. Fewer than {limit} answers are not broken down, and "
            "smaller groups are combined. Results of several consultations are the sum of what "
            "each of them shows."
        ),
        limit=SMALLEST_GROUP,
    ),
    # The interactive page would load files from another host.
    docs_url=None,
    throttle=[MinuteThrottle(MOST_A_MINUTE)],
    urls_namespace="open_data",
)


def _get(path: str, response: Any, summary: Any, *refusals: int) -> Callable[[Any], Any]:
    """Return at this address what the decorated function returns, cached; lists page by page."""
    responses = {200: response} | dict.fromkeys((400, 422, 429, *refusals), ErrorOut)
    cached = decorate_view(cache_page(CACHED_FOR))

    def register(view: Any) -> Any:
        answer = paginate(Pages)(view) if get_origin(response) is list else view
        api.get(path, response=responses, summary=summary)(cached(answer))
        return view

    return register


@_get("/consultations", list[ConsultationOut], _("Public consultations"))
def list_consultations(request: HttpRequest) -> Any:
    """Return the public consultations, those that have closed as well."""
    pages = ConsultationPage.objects.live().public().defer_streamfields().order_by("path")
    # One that is on no site has no address.
    return [page for page in pages if page.get_url(request)]


def _public_consultations(request: HttpRequest, chosen: int | None) -> list[ConsultationPage]:
    """Return the public consultations, or only the chosen one."""
    public: list[ConsultationPage] = list_consultations(request)
    if chosen is None:
        return public
    public = [page for page in public if page.pk == chosen]
    if not public:
        raise Http404
    return public


def _public_items(model: Any, consultations: list[ConsultationPage]) -> Any:
    """Return what is published of the idea sets of consultations, in order."""
    sets = {page.idea_set_id for page in consultations if page.idea_set_id}
    return model.objects.public().filter(**{f"{model.set_path}__in": sets}).in_order()


@_get("/areas", list[AreaOut], _("Areas in their order"), 404)
def list_areas(request: HttpRequest, consultation: OwnOf = None) -> Any:
    """Return the published areas of public consultations, or of one of them."""
    return _public_items(Area, _public_consultations(request, consultation))


@_get("/themes", list[ThemeOut], _("Themes, area by area"), 404)
def list_themes(
    request: HttpRequest, chosen: Query[ThemeFilter], consultation: OwnOf = None
) -> Any:
    """Return the published themes of public consultations, of one area if its code is given."""
    themes = _public_items(Theme, _public_consultations(request, consultation))
    return chosen.filter(themes.select_related("area"))


@_get("/ideas", list[IdeaOut], _("Ideas, theme by theme"), 404)
def list_ideas(request: HttpRequest, chosen: Query[IdeaFilter], consultation: OwnOf = None) -> Any:
    """Return the published ideas of public consultations, of one area, theme or status if given."""

    def with_links(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
        fetch_link_targets((idea.description for idea in ideas), request)
        return ideas

    ideas = _public_items(Idea, _public_consultations(request, consultation))
    return chosen.filter(ideas.select_related("theme")), with_links


@_get("/ideas/{code}", IdeaOut, _("One idea"), 404)
def read_idea(request: HttpRequest, code: Code) -> Any:
    """Return one published idea of a public consultation."""
    ideas = _public_items(Idea, _public_consultations(request, None))
    return get_object_or_404(ideas.select_related("theme"), code=code)


def _results(
    request: HttpRequest, model: Any, chosen: FilterSchema, consultation: int | None
) -> Any:
    public = _public_consultations(request, consultation)
    counted = [page.pk for page in public if page.state != ConsultationState.NOT_YET_OPEN]

    def with_results(items: Any) -> list[dict[str, Any]]:
        results = public_results([item.row_key for item in items], counted)
        found = [(item.code, results.get(item.row_key, IdeaResult())) for item in items]
        name = model._meta.model_name
        return [{name: code, "number": each.number, "scales": each.scales} for code, each in found]

    return chosen.filter(_public_items(model, public)), with_results


@_get("/results", list[ResultOut], _("Results of ideas"), 404)
def list_results(
    request: HttpRequest, chosen: Query[IdeaFilter], consultation: ConsultationId = None
) -> Any:
    """Return the results of published ideas, of one area, theme or status if it is given.

    Only public consultations count, and only once they have opened.
    """
    return _results(request, Idea, chosen, consultation)


@_get("/results/themes", list[ThemeResultOut], _("Results of themes as a whole"), 404)
def list_theme_results(
    request: HttpRequest, chosen: Query[ThemeFilter], consultation: ConsultationId = None
) -> Any:
    """Return the results of published themes, of one area if its code is given.

    Only public consultations count, and only once they have opened.
    """
    return _results(request, Theme, chosen, consultation)


def error(status: int, detail: str) -> JsonResponse:
    """Return an error that is not cached."""
    return JsonResponse({"detail": detail}, status=status, headers={"Cache-Control": "no-store"})


@api.exception_handler(Http404)
def not_found(request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
    """Return that there is nothing at this address."""
    return error(
        404, gettext("There is nothing at this address. See openapi.json for all addresses.")
    )


def with_json_errors(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view's errors as JSON."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            return not_found(request)
        except Exception:
            logger.exception("Open data could not be read")
            return error(500, gettext("Something went wrong. It was logged. Try again later."))
        if response.status_code == 405:
            refusal = error(405, gettext("Open data is read-only: use GET."))
            refusal["Allow"] = response["Allow"]
            return refusal
        if response.status_code >= 400:
            response["Cache-Control"] = "no-store"
        return response

    # As each view says: these take no forms, so they need no token.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


_patterns, app_name, _namespace = api.urls
# Otherwise Wagtail would look for a page and respond in HTML.
_nothing = path("<path:rest>", not_found)
urlpatterns = [*decorate_urlpatterns(_patterns, with_json_errors), _nothing]
