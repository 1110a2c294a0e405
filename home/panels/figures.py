"""How many responses arrived, in all and day by day, counted from indexes alone."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, IntegerField, QuerySet, Value
from django.utils import timezone

from consultation.responses.models import LedgerEntry, Response

DAYS = 14


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many responses were received on a day."""

    day: date
    number: int


def count_received(consultations: Collection[int]) -> dict[int, int]:
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


def count_by_day(pages: Mapping[int, int], days: int = DAYS) -> dict[int, list[DayCount]]:
    """Return how many responses were received on each of the last days, by one query.

    Each day is a range of the index of pages and moments. To group all rows by their day
    instead takes a database twenty times as long.

    Args:
        pages: the consultation of each page, by ids.
        days: how many days, today being the last.
    """
    if not pages:
        return {}
    today = timezone.localdate()
    each_day = [today - timedelta(days=ago) for ago in range(days)]
    first, *others = (_received_on(day, ago, pages) for ago, day in enumerate(each_day))
    counts: Counter[tuple[int, int]] = Counter()
    for ago, page, number in first.union(*others, all=True):
        counts[pages[page], ago] += number
    return {
        consultation: [
            DayCount(day, counts[consultation, ago])
            for ago, day in reversed(list(enumerate(each_day)))
        ]
        for consultation in set(pages.values())
    }
