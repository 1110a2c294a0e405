"""The consultations that are public: which take answers, and how many have come."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.feedback.availability import ConsultationState
from consultation.pages.models import ConsultationPage
from home.panels.drawing import Drawing, draw_days
from home.panels.figures import DayCount, count_by_day, count_received


@dataclass(slots=True)
class ConsultationFigures:
    """What the panel shows of one consultation.

    Args:
        title: its title.
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
    def drawing(self) -> Drawing:
        """These days as bars."""
        return draw_days(self.days)


@dataclass(slots=True)
class Consultations:
    """The consultations, by their state."""

    open: list[ConsultationFigures] = field(default_factory=list)
    not_yet_open: list[ConsultationFigures] = field(default_factory=list)
    closed: list[ConsultationFigures] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.open or self.not_yet_open or self.closed)


def say_distance(moment: datetime) -> str:
    """Return how far away the day of a moment is, as "in 12 days", "tomorrow", "2 days ago"."""
    days = (timezone.localdate(moment) - timezone.localdate()).days
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
    if near:
        return near
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _on(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), r"j F Y \a\t H:i")


def say_when(page: ConsultationPage, state: str) -> str:
    """Return when a consultation opens, closes or has closed, with how far away that is."""
    word, moment = {
        ConsultationState.NOT_YET_OPEN: ("opens", page.opens_at),
        ConsultationState.OPEN: ("closes", page.closes_at),
        ConsultationState.CLOSED: ("closed", page.closes_at),
    }[state]
    if moment is None:
        return "open without an end"
    return f"{word} {say_distance(moment)}, on {_on(moment)}"


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


def read_consultations(user: Any) -> Consultations:
    """Return the public consultations for a user, by a fixed number of queries.

    Args:
        user: who reads; it decides whether they are led to the editor or to the page.
    """
    pages = list(ConsultationPage.objects.live().defer_streamfields())
    states = {page.pk: page.state for page in pages}
    received = count_received([page.pk for page in pages])
    by_day = count_by_day(
        _pages_within([page for page in pages if states[page.pk] == ConsultationState.OPEN])
    )
    found = Consultations()
    for page in sorted(pages, key=_urgency):
        state = states[page.pk]
        entry = ConsultationFigures(
            title=page.get_admin_display_title(),
            address=_address(page, user),
            when=say_when(page, state),
            number=received[page.pk],
            days=by_day.get(page.pk, []),
        )
        getattr(found, state).append(entry)
    return found


def _urgency(page: ConsultationPage) -> tuple[bool, float]:
    """Order by what happens next; what has no date comes last."""
    moment = page.opens_at if page.state == ConsultationState.NOT_YET_OPEN else page.closes_at
    return moment is None, moment.timestamp() if moment else 0


def _address(page: ConsultationPage, user: Any) -> str:
    if page_permission_policy.user_has_permission_for_instance(user, "change", page):
        return reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page.url or ""
