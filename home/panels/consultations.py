"""The consultations that are public: which take answers, and how many have come."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.feedback.availability import ConsultationState
from consultation.pages.models import ConsultationPage
from consultation.responses.models import LedgerEntry, Response

DAYS = 14
BAR_STEP, BAR_WIDTH, CHART_HEIGHT = 12, 10, 40


class DayCount(NamedTuple):
    """How many responses were received on a day."""

    day: date
    number: int


class Bar(NamedTuple):
    """One bar of a chart, in units of its SVG, as whole numbers."""

    x: int
    y: int
    height: int
    width: int = BAR_WIDTH


def chart_bars(days: Sequence[DayCount]) -> list[Bar]:
    """Return a bar for each day, the highest for the busiest; a day with any has some height."""
    most = max((day.number for day in days), default=0) or 1
    heights = [-(-day.number * CHART_HEIGHT // most) for day in days]
    return [Bar(n * BAR_STEP, CHART_HEIGHT - height, height) for n, height in enumerate(heights)]


@dataclass(slots=True)
class ConsultationFigures:
    """What the panel shows of one consultation.

    Args:
        address: where it is edited, or else where it is read.
        when: when it opens, closes or has closed, in words.
        number: how many responses it has received.
        days: how many on each of the last days; empty where it is not open.
    """

    title: str
    address: str
    when: str
    number: int
    days: list[DayCount] = field(default_factory=list)

    @property
    def lately(self) -> int:
        """How many were received on these days together."""
        return sum(day.number for day in self.days)

    @property
    def chart(self) -> dict[str, Any]:
        """These days as bars; their numbers stand in a table beside it."""
        return {
            "width": len(self.days) * BAR_STEP,
            "height": CHART_HEIGHT,
            "bars": chart_bars(self.days),
        }


def days_away(moment: datetime) -> str:
    """Return how far away the day of a moment is, as "in 12 days", "tomorrow", "2 days ago"."""
    days = (timezone.localdate(moment) - timezone.localdate()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    return near or (f"in {days} days" if days > 0 else f"{-days} days ago")


def _when(page: ConsultationPage, state: str) -> str:
    """Return when a consultation opens, closes or has closed, with how far away that is."""
    word, moment = {
        ConsultationState.NOT_YET_OPEN: ("opens", page.opens_at),
        ConsultationState.OPEN: ("closes", page.closes_at),
        ConsultationState.CLOSED: ("closed", page.closes_at),
    }[state]
    if moment is None:
        return "open without an end"
    at = date_format(timezone.localtime(moment), r"j F Y \a\t H:i")
    return f"{word} {days_away(moment)}, on {at}"


def _urgency(page: ConsultationPage) -> tuple[bool, float]:
    """Order by what happens next; what has no date comes last."""
    moment = page.opens_at if page.state == ConsultationState.NOT_YET_OPEN else page.closes_at
    return moment is None, moment.timestamp() if moment else 0


def _address(page: ConsultationPage, user: Any) -> str:
    if page_permission_policy.user_has_permission_for_instance(user, "change", page):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page.url or ""


def read_consultations(user: Any) -> dict[str, list[ConsultationFigures]]:
    """Return the public consultations for a user by their state, by a fixed number of queries.

    Args:
        user: who reads; it decides whether they are led to the editor or to the page.
    """
    pages = sorted(ConsultationPage.objects.live().defer_streamfields(), key=_urgency)
    states = {page.pk: page.state for page in pages}
    received = _count_received([page.pk for page in pages])
    by_day = _count_by_day(
        _pages_within([page for page in pages if states[page.pk] == ConsultationState.OPEN])
    )
    found: dict[str, list[ConsultationFigures]] = {}
    for page in pages:
        state = states[page.pk]
        figures = ConsultationFigures(
            title=page.get_admin_display_title(),
            address=_address(page, user),
            when=_when(page, state),
            number=received[page.pk],
            days=by_day.get(page.pk, []),
        )
        found.setdefault(str(state), []).append(figures)
    return found


def _pages_within(consultations: list[ConsultationPage]) -> dict[int, int]:
    """Return the consultation of every page in these consultations, by ids and by one query."""
    if not consultations:
        return {}
    within = Q()
    for consultation in consultations:
        within |= Q(path__startswith=consultation.path)
    return {
        page: next(each.pk for each in consultations if path.startswith(each.path))
        for page, path in Page.objects.filter(within).values_list("pk", "path")
    }


def _count_received(consultations: Collection[int]) -> dict[int, int]:
    """Return how many responses each consultation has received, by one query."""
    lines = LedgerEntry.objects.filter(consultation_key__in=consultations, before="").order_by()
    counts = lines.values_list("consultation_key").annotate(number=Count("pk"))
    return Counter(dict(counts))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _received_on(day: date, ago: int, pages: Collection[int]) -> QuerySet:
    """Return (how many days ago, page, number received) of one day."""
    return (
        Response.objects.filter(
            page_id__in=pages,
            submit_time__gte=_midnight(day),
            submit_time__lt=_midnight(day + timedelta(days=1)),
        )
        .order_by()
        .annotate(ago=Value(ago, output_field=IntegerField()))
        .values("ago", "page_id")
        .annotate(number=Count("*"))
        .values_list("ago", "page_id", "number")
    )


def _count_by_day(pages: Mapping[int, int]) -> dict[int, list[DayCount]]:
    """Return how many responses were received on each of the last days, by one query.

    Each day is a range of the index of pages and moments. To group all rows by their day
    instead takes a database twenty times as long.

    Args:
        pages: the consultation of each page, by ids.
    """
    if not pages:
        return {}
    today = timezone.localdate()
    days = [today - timedelta(days=ago) for ago in range(DAYS)]
    first, *others = (_received_on(day, ago, pages) for ago, day in enumerate(days))
    counts: Counter[tuple[int, int]] = Counter()
    for ago, page, number in first.union(*others, all=True):
        counts[pages[page], ago] += number
    return {
        consultation: [
            DayCount(day, counts[consultation, ago]) for ago, day in reversed(list(enumerate(days)))
        ]
        for consultation in set(pages.values())
    }
