"""Whether what is in a release can go out, and if not, why not: one sentence for each reason."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, WorkflowState

from consultation.common.dates import short_datetime
from consultation.workflow.items import Key, key_of
from consultation.workflow.models import Release, ReleaseItem
from consultation.workflow.releases.items import ItemStatus, read_statuses
from consultation.workflow.releases.querysets import waiting_items
from ideas.models import Area, Theme


def read_readiness(places: Sequence[ReleaseItem], at: datetime | None = None) -> list[ItemStatus]:
    """Return how waiting items stand, in the same order, by a fixed number of queries.

    Args:
        places: with their releases and content types fetched; of several releases, if need be.
        at: when they go out; by default as planned, or now if there is no plan.
    """
    statuses = read_statuses(places)
    ancestors = Ancestors(statuses)
    together: dict[int, set[Key]] = defaultdict(set)
    for place in places:
        together[place.release_id].add(place.key)
    for status in statuses:
        release = status.place.release
        if status.item is None:
            status.reasons = ["It has been deleted. Take it out of the release."]
            continue
        status.reasons = [
            *_own_reasons(status, at or release.planned_at or timezone.now()),
            *(
                f"{label}, “{title}”, is not public and not in this release."
                for label, title, key in ancestors.unpublished(status)
                if key not in together[status.place.release_id]
            ),
        ]
    return statuses


def count_ready(releases: Iterable[Release]) -> Counter[tuple[int, bool]]:
    """Count the items of open releases by release and whether they are ready."""
    places = list(waiting_items().filter(release__in=[each.pk for each in releases]))
    return Counter((each.place.release_id, each.is_ready) for each in read_readiness(places))


def _own_reasons(status: ItemStatus, at: datetime) -> Iterator[str]:
    item = status.item
    if status.revision is None or (item.live and not item.has_unpublished_changes):
        yield "There is nothing to publish: readers see its latest version already."
        return
    if not status.approvals or status.review:
        yield _review_reason(status)
    if item.locked:
        yield f"It is locked{_by(item.locked_by)}."
    for scheduled in status.schedules:
        yield (
            f"It is scheduled to go live by itself on {short_datetime(scheduled)}. "
            "Cancel that schedule in its editor."
        )
    if status.expires_at and status.expires_at <= at:
        yield f"It expires on {short_datetime(status.expires_at)}, before it would go out."


def _review_reason(status: ItemStatus) -> str:
    if status.review:
        return _review_under_way(status.review)
    if status.sent_back_at:
        return (
            f"It was sent back on {short_datetime(status.sent_back_at)} after it had been "
            "approved. Send it to review again."
        )
    if status.approved_at and status.revision:
        return (
            f"Its draft was changed on {short_datetime(status.revision.created_at)}"
            f"{_by(status.revision.user)}, after it had been approved on "
            f"{short_datetime(status.approved_at)}. Send it to review again."
        )
    return "It has not been sent to review."


def _review_under_way(review: WorkflowState) -> str:
    state = review.current_task_state
    task = f" at “{state.task.name}”" if state else ""
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        return f"It is in review{task} since {short_datetime(state and state.started_at)}."
    comment = state.comment.strip() if state else ""
    sentence = f"It was sent back{task}{_by(state and state.finished_by)}"
    return f"{sentence}: “{comment}”" if comment else f"{sentence}."


def _by(user: Any) -> str:
    name = get_user_display_name(user)
    return f" by {name}" if name else ""


class Ancestors:
    """What items stand under: pages above them, their theme, their area; by three queries."""

    def __init__(self, statuses: Iterable[ItemStatus]) -> None:
        statuses = list(statuses)
        paths = {path for each in statuses for path in _paths_above(each.item)}
        hidden = Page.objects.filter(path__in=paths, live=False) if paths else []
        self.hidden_pages = {page.path: page for page in hidden}
        themes = {each.draft_id("theme") for each in statuses} - {0}
        self.themes = Theme.objects.select_related("area").in_bulk(themes)
        self.areas = Area.objects.in_bulk({each.draft_id("area") for each in statuses} - {0})

    def unpublished(self, status: ItemStatus) -> Iterator[tuple[str, str, Key]]:
        """Yield what keeps an item from being seen once it is public: label, title and key."""
        for path in _paths_above(status.item):
            if page := self.hidden_pages.get(path):
                yield "The page above it", page.get_admin_display_title(), key_of(page)
        theme = self.themes.get(status.draft_id("theme"))
        if theme and not theme.live:
            yield "Its theme", theme.title, key_of(theme)
        area = theme.area if theme else self.areas.get(status.draft_id("area"))
        if area and not area.live:
            yield "Its area", area.name, key_of(area)


def _paths_above(item: Any) -> list[str]:
    """Return the places in the tree above a page, below the root."""
    if not isinstance(item, Page):
        return []
    return [item.path[: item.steplen * depth] for depth in range(2, item.depth)]
