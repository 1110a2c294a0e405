"""Whether the items of releases are ready, with a sentence for each reason why not.

The number of queries does not depend on the number of items.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consultation.common.dates import short_datetime
from consultation.workflow.items import (
    Key,
    admin_url,
    any_of,
    key_of,
    kind_of,
    querysets_of,
    read_items,
)
from consultation.workflow.models import ReleaseItem, ReleaseItemState
from ideas.models import Area, Theme

# Read from the latest version without fetching the whole of it.
CONTENT = "latest_revision__content"
DRAFT_FIELDS = {
    "draft_theme": Cast(KeyTextTransform("theme", CONTENT), BigIntegerField()),
    "draft_area": Cast(KeyTextTransform("area", CONTENT), BigIntegerField()),
    "draft_expire_at": KeyTextTransform("expire_at", CONTENT),
}
PAGE_IS_HIDDEN = _("The page above it, “%(title)s”, is not public and not in this release.")
THEME_IS_HIDDEN = _("Its theme, “%(title)s”, is not public and not in this release.")
AREA_IS_HIDDEN = _("Its area, “%(title)s”, is not public and not in this release.")


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
    def kind(self) -> str:
        """The kind of the item in the reader's language, while it exists."""
        return kind_of(self.item) if self.item else self.place.kind

    @property
    def sentence(self) -> str:
        return self.with_title(self.reasons)

    def with_title(self, sentences: Iterable[str]) -> str:
        """Return sentences about the item, after its title."""
        values = {"title": self.title, "sentences": " ".join(sentences)}
        return gettext("“%(title)s”: %(sentences)s") % values

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
            # Translators: who approved something at a step of the review, and when.
            decision = gettext("%(step)s: %(person)s, %(time)s") % {
                "step": each["task"],
                "person": each["by"] or gettext("a deleted account"),
                "time": short_datetime(parse_datetime(each["at"])),
            }
            found.append((decision, each["comment"]))
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
        own = gettext("It has its own schedule to go live on %(time)s. Cancel that in its editor.")
        existing[version.base_content_type_id, version.object_id].reasons.append(
            own % {"time": short_datetime(version.approved_go_live_at)}
        )
    together = {(place.release_id, place.key) for place in places}
    for status, sentence, title, key in _hidden_ancestors(list(existing.values())):
        if (status.place.release_id, key) not in together:
            status.reasons.append(sentence % {"title": title})
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
        yield gettext("It has been deleted. Take it out of the release.")
        return
    if item.live and not item.has_unpublished_changes:
        yield gettext("Its latest version is already public.")
        return
    if status.review:
        yield _review_under_way(status.review)
    elif not status.approvals and status.place.approvals:
        yield gettext("Its newest draft is not approved. Send it for review again.")
    elif not status.approvals:
        yield gettext("It has not been sent for review.")
    if item.locked and item.locked_by:
        locked = gettext("It is locked by %(person)s.")
        yield locked % {"person": get_user_display_name(item.locked_by)}
    elif item.locked:
        yield gettext("It is locked.")
    expires_at = parse_datetime(item.draft_expire_at or "")
    if expires_at and expires_at <= at:
        expired = gettext("It expires on %(time)s, before the release.")
        yield expired % {"time": short_datetime(expires_at)}


def _review_under_way(review: WorkflowState) -> str:
    state = review.current_task_state
    values = {"step": state.task.name}
    if review.status == WorkflowState.STATUS_IN_PROGRESS:
        values["time"] = short_datetime(state.started_at)
        return gettext("In review at “%(step)s” since %(time)s.") % values
    values["person"] = get_user_display_name(state.finished_by)
    values["comment"] = state.comment.strip()
    if values["person"] and values["comment"]:
        sentence = gettext("It was sent back at “%(step)s” by %(person)s: “%(comment)s”")
    elif values["person"]:
        sentence = gettext("It was sent back at “%(step)s” by %(person)s.")
    elif values["comment"]:
        sentence = gettext("It was sent back at “%(step)s”: “%(comment)s”")
    else:
        sentence = gettext("It was sent back at “%(step)s”.")
    return sentence % values


def _hidden_ancestors(
    statuses: list[ItemStatus],
) -> Iterator[tuple[ItemStatus, Any, str, Key]]:
    """Yield what would hide items once they are public, by three queries.

    Yields each item with a sentence, and the title and key of a page above, its theme or its area.
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
                yield status, PAGE_IS_HIDDEN, title, key_of(page)
    theme_ids = {each.item.draft_theme for each in statuses} - {None}
    themes = Theme.objects.select_related("area").in_bulk(theme_ids)
    areas = Area.objects.in_bulk({each.item.draft_area for each in statuses} - {None})
    for status in statuses:
        theme = themes.get(status.item.draft_theme)
        if theme and not theme.live:
            yield status, THEME_IS_HIDDEN, theme.title, key_of(theme)
        area = theme.area if theme else areas.get(status.item.draft_area)
        if area and not area.live:
            yield status, AREA_IS_HIDDEN, area.name, key_of(area)
