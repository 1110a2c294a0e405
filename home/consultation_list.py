"""The consultations of a front page: in their order, by pages, filtered by what a reader asks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Page as PageOfList
from django.db import models
from django.db.models import Case, Count, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Left
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from consultation.common.text import alphabetical, comma_separated
from consultation.pages.models import ConsultationPage, OutcomePage, Topic
from consultation.pages.stages import Progress
from home.forms import SearchField
from home.pagination import NumberedPaginator

PAGE_SIZE = 20
LONGEST_SEARCH = 200
# With fewer, all are seen at a glance, and a form is only in the way.
FEWEST_TO_FILTER = 6


class Place(models.IntegerChoices):
    """Where in the list a consultation is, by its dates and its outcome."""

    OPEN = 1
    NOT_YET_OPEN = 2
    WITH_OUTCOME = 3
    CLOSED = 4


# By the value in the address.
STATES: dict[str, tuple[Any, Sequence[Place]]] = {
    "open": (pgettext_lazy("state", "Open"), [Place.OPEN]),
    "not_yet_open": (_("Not yet open"), [Place.NOT_YET_OPEN]),
    "closed": (pgettext_lazy("state", "Closed"), [Place.WITH_OUTCOME, Place.CLOSED]),
    "outcome": (_("Closed, with outcome"), [Place.WITH_OUTCOME]),
}


class FilterForm(forms.Form):
    """What a reader looks for; what the list does not know is left out of what is valid."""

    q = SearchField(required=False)
    state = forms.ChoiceField(
        required=False, choices=[(name, label) for name, (label, _places) in STATES.items()]
    )
    topic = forms.ChoiceField(required=False)

    def __init__(self, asked: QueryDict, topics: Sequence[tuple[str, str]]) -> None:
        """Take the topics to choose from, as ids and names."""
        super().__init__(asked)
        self.topics = self.fields["topic"].choices = topics  # type: ignore[attr-defined]
        self.full_clean()
        self.cleaned_data = {name: value for name, value in self.cleaned_data.items() if value}

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"])[:LONGEST_SEARCH]


@dataclass(frozen=True, slots=True)
class ConsultationList:
    """One page of the list, and what is needed to show it.

    Args:
        form: None where there are too few consultations to filter.
        next_change: when any consultation next opens, closes or expires: the order changes then.
    """

    results: PageOfList
    form: FilterForm | None
    next_change: datetime | None


def list_consultations(home: Page, request: HttpRequest) -> ConsultationList:
    """Return the public consultations below a front page, by a fixed number of queries."""
    now = timezone.now()
    public = ConsultationPage.objects.child_of(home).live().public().defer_streamfields()
    facts = public.aggregate(
        number=Count("pk"),
        opens=Min("opens_at", filter=Q(opens_at__gt=now)),
        closes=Min("closes_at", filter=Q(closes_at__gt=now)),
        expires=Min("expire_at"),
    )
    number, *changes = facts.values()
    topics = _topics(public)
    form = None
    if number >= FEWEST_TO_FILTER:
        options = {(str(pk), name) for found in topics.values() for pk, name in found}
        form = FilterForm(request.GET, sorted(options, key=lambda option: alphabetical(option[1])))
    outcomes = _outcomes(home)
    found = _in_order(public, outcomes, now)
    if form:
        found = _filtered(found, home, form.cleaned_data)
    results = NumberedPaginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(results)
    outcome_of = {
        each.parent_path: each
        for each in outcomes.filter(parent_path__in=[each.path for each in shown])
    }
    for each in shown:
        outcome = outcome_of.get(each.path)
        each.progress = Progress(
            replace(each.own_availability, at=now),
            outcome.told if outcome else "",
            (outcome.get_url(request) or "") if outcome else "",
        )
        each.topic_names = comma_separated(name for _pk, name in topics[each.pk])
    return ConsultationList(results, form, min(filter(None, changes), default=None))


def _topics(public: QuerySet[ConsultationPage]) -> dict[int, list[tuple[int, str]]]:
    """Return the ids and names of the topics of each consultation, by its id."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    chosen = Topic.objects.filter(consultationpage__in=public)
    for page, pk, name in chosen.values_list("consultationpage", "pk", "name"):
        found[page].append((pk, name))
    return found


def _outcomes(home: Page) -> QuerySet[OutcomePage]:
    """Return the public outcomes, each with the path of its consultation."""
    parent_path = Left("path", len(home.path) + Page.steplen)
    public = OutcomePage.objects.live().public().descendant_of(home)
    return public.annotate(parent_path=parent_path).defer_streamfields()


def _in_order(
    public: QuerySet[ConsultationPage], outcomes: QuerySet[OutcomePage], now: datetime
) -> QuerySet[ConsultationPage]:
    """Put first what is open, by its closing date; then what opens next; then what has closed.

    Of those that have closed, the ones with an outcome come first, and the newest at the top.
    """
    has_closed = Q(closes_at__lte=now)
    has_outcome = Q(path__in=outcomes.values("parent_path"))
    place = Case(
        When(opens_at__gt=now, then=Value(Place.NOT_YET_OPEN)),
        When(has_closed & has_outcome, then=Value(Place.WITH_OUTCOME)),
        When(has_closed, then=Value(Place.CLOSED)),
        default=Value(Place.OPEN),
        output_field=models.IntegerField(),
    )
    next_date = Case(
        When(place=Place.OPEN, then=F("closes_at")),
        When(place=Place.NOT_YET_OPEN, then=F("opens_at")),
    )
    return public.annotate(place=place).order_by(
        "place",
        next_date.asc(nulls_last=True),
        F("closes_at").desc(nulls_last=True),
        "-first_published_at",
        "-pk",
    )


def _filtered(
    found: QuerySet[ConsultationPage], home: Page, asked: dict[str, str]
) -> QuerySet[ConsultationPage]:
    if "state" in asked:
        found = found.filter(place__in=STATES[asked["state"]][1])
    if "topic" in asked:
        found = found.filter(topics=asked["topic"])
    if "q" in asked:
        # By the ids of what Wagtail's search finds: it knows neither of the order nor of topics.
        pages = ConsultationPage.objects.child_of(home).only("pk")
        matching = pages.search(asked["q"], order_by_relevance=False)
        found = found.filter(pk__in=[page.pk for page in matching])
    return found
