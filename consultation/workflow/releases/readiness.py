"""Whether the items of releases are ready, with a sentence for each reason why not.

The number of queries does not depend on the number of items.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consultation.common.dates import short_datetime
from consultation.workflow.items import Key, admin_url, any_of, key_of, querysets_of, read_items
from consultation.workflow.models import ReleaseItem, ReleaseItemState
from ideas.models import Area, Theme

# Read from the latest version without fetching the whole of it.
CONTENT = "latest_revision__content"
DRAFT_FIELDS = {
    "draft_theme": Cast(KeyTextTransform("theme", CONTENT), BigIntegerField()),
    "draft_area": Cast(KeyTextTransform("area", CONTENT), BigIntegerField()),
    "draft_expire_at": KeyTextTransform("expire_at", CONTENT),
}


@dataclass(slots=True)
class ItemStatus:
    """The status of an item in a release, or how it was released."""

    place: ReleaseItem
    item: Any = None  # not a page's specific type; None if it was deleted
    version: int | None = None  # the version to release, or released
    version_before: int | str | None = None  # as in addresses of comparisons
    approvals: list[dict[str, Any]] = field(default_factory=list)  # empty if none are valid
    review: WorkflowState | None = None  # in progress or sent back
    reasons: list[str] = field(default_factory=list)  # why it is not ready, a sentence each

    @property
    def title(self) -> str:
        """The title of its latest version, or of the released or deleted one."""
        waits = self.item and self.place.state == ReleaseItemState.WAITING
        return str(get_latest_str(self.item)) if waits else self.place.title

    @property
    def sentence(self) -> str:
        return f"“{self.title}”: {' '.join(self.reasons)}"

    @property
    def edit_url(self) -> str:
        return admin_url(self.item, "edit") if self.item else ""

    @property
    def compare_url(self) -> str:
        """The address of the comparison with the version before, or ""."""
        versions = (self.version_before, self.version)
        can_be = self.item and all(versions)
        return admin_url(self.item, "revisions_compare", *versions) if can_be else ""

    @property
    def decisions(self) -> list[tuple[str, str]]:
        found = []
        for each in self.approvals:
            by, at = each["by"] or "a deleted account", parse_datetime(each["at"])
            found.append((f"{each['task']}: {by}, {short_datetime(at)}", each["comment"]))
        return found


def read_statuses(places: Sequence[ReleaseItem], at: datetime | None = None) -> list[ItemStatus]:
    """Return the status of waiting items, in the same order.

    Args:
        places: with their releases and content types fetched, from one or several releases.
        at: the time of release; by default as planned, or now if there is no plan.
    """
    statuses = {place.key: ItemStatus(place) for place in places}
    existing = {}
    for items in querysets_of(statuses):
        items = items.select_related("latest_revision", "locked_by")
        for item in items.annotate(**DRAFT_FIELDS).defer(CONTENT):
            status = existing[key_of(item)] = statuses[key_of(item)]
            status.item, status.version = item, item.latest_revision_id
            status.version_before = "live" if item.live else None
    _read_standing_approvals(existing)
    step = ("current_task_state__task", "current_task_state__finished_by")
    for review in WorkflowState.objects.active().filter(any_of(existing)).select_related(*step):
        existing[review.base_content_type_id, review.object_id].review = review
    scheduled = Revision.objects.filter(any_of(existing), approved_go_live_at__isnull=False)
    for status in statuses.values():
        goes_out_at = at or status.place.release.planned_at or timezone.now()
        status.reasons = list(_reasons(status, goes_out_at))
    for version in scheduled.defer("content"):
        live_at = short_datetime(version.approved_go_live_at)
        existing[version.base_content_type_id, version.object_id].reasons.append(
            f"It has its own schedule to go live on {live_at}. Cancel that in its editor."
        )
    together = {(place.release_id, place.key) for place in places}
    for status, label, title, key in _hidden_ancestors(list(existing.values())):
        if (status.place.release_id, key) not in together:
            status.reasons.append(f"{label}, “{title}”, is not public and not in this release.")
    return list(statuses.values())


def read_settled(places: Sequence[ReleaseItem]) -> list[ItemStatus]:
    """Return how items of a released or cancelled release ended, from its records only."""
    pairs = [(each.replaced_revision_number, each.revision_number) for each in places]
    numbers = {number for pair in pairs for number in pair if number}
    kept = set(Revision.objects.filter(pk__in=numbers).values_list("pk", flat=True))
    items = read_items(each.key for each in places)
    return [
        ItemStatus(
            place,
            item=items.get(place.key),
            approvals=place.approvals,
            version=after,
            version_before=before if kept.issuperset((before, after)) else None,
        )
        for place, (before, after) in zip(places, pairs, strict=True)
    ]


def _read_standing_approvals(statuses: dict[Key, ItemStatus]) -> None:
    """Find who approved the latest versions, unless they were sent back since."""
    rejected = TaskState.objects.filter(
        status=TaskState.STATUS_REJECTED,
        revision__in=[each.version for each in statuses.values()],
    )
    rejected_at = dict(rejected.order_by("finished_at").values_list("revision_id", "finished_at"))
    for status in statuses.values():
        approvals, version = status.place.approvals, status.item.latest_revision
        if approvals and approvals[-1]["revision"] == version.pk:
            approved_at = datetime.fromisoformat(approvals[-1]["at"])
            # A script may have written over it after its approval.
            written_at = version.created_at
            if max(written_at, rejected_at.get(version.pk, written_at)) <= approved_at:
                status.approvals = approvals


def _reasons(status: ItemStatus, at: datetime) -> Iterator[str]:
    item = status.item
    if item is None:
        yield "It has been deleted. Take it out of the release."
        return
    if item.live and not item.has_unpublished_changes:
        yield "Its latest version is already public."
        return
    if status.review:
        yield _review_under_way(status.review)
    elif not status.approvals:
        again = "Its newest draft is not approved. Send it for review again."
        yield again if status.place.approvals else "It has not been sent for review."
    if item.locked:
        yield f"It is locked{_by(item.locked_by)}."
    expires_at = parse_datetime(item.draft_expire_at or "")
    if expires_at and expires_at <= at:
        yield f"It expires on {short_datetime(expires_at)}, before the release."


def _review_under_way(review: WorkflowState) -> str:
    state = review.current_task_state
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        return f"In review at “{state.task.name}” since {short_datetime(state.started_at)}."
    sentence = f"It was sent back at “{state.task.name}”{_by(state.finished_by)}"
    comment = state.comment.strip()
    return f"{sentence}: “{comment}”" if comment else f"{sentence}."


def _by(user: Any) -> str:
    return f" by {get_user_display_name(user)}" if user else ""


def _hidden_ancestors(
    statuses: list[ItemStatus],
) -> Iterator[tuple[ItemStatus, str, str, Key]]:
    """Yield what would hide items once they are public, by three queries.

    Yields each item with label, title and key of a page above it, its theme or its area.
    """
    pages = [each for each in statuses if isinstance(each.item, Page)]
    paths = {
        each.item.path[: Page.steplen * depth]
        for each in pages
        for depth in range(2, each.item.depth)
    }
    for page in Page.objects.filter(path__in=paths, live=False):
        title = page.get_admin_display_title()
        for status in pages:
            if status.item.is_descendant_of(page):
                yield status, "The page above it", title, key_of(page)
    theme_ids = {each.item.draft_theme for each in statuses} - {None}
    themes = Theme.objects.select_related("area").in_bulk(theme_ids)
    areas = Area.objects.in_bulk({each.item.draft_area for each in statuses} - {None})
    for status in statuses:
        theme = themes.get(status.item.draft_theme)
        if theme and not theme.live:
            yield status, "Its theme", theme.title, key_of(theme)
        area = theme.area if theme else areas.get(status.item.draft_area)
        if area and not area.live:
            yield status, "Its area", area.name, key_of(area)
