"""How the pages, areas, themes and ideas in releases stand now.

However many there are, of however many releases, they take the same few queries.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.dateparse import parse_datetime
from wagtail.admin.utils import get_latest_str
from wagtail.models import Revision, TaskState, WorkflowState

from consultation.common.ids import parse_id
from consultation.workflow.diff.services import question_changes
from consultation.workflow.items import Key, any_of, key_of, querysets_of
from consultation.workflow.models import ReleaseItem
from consultation.workflow.review.decisions import Approval, read_approvals

# What is read out of a draft without fetching the whole of it.
DRAFT_FIELDS = ("theme", "area", "expire_at")


@dataclass(slots=True)
class ItemStatus:
    """How something that waits for a release stands.

    Args:
        place: its place in the release.
        item: the page (not its specific type), area, theme or idea; None where it was deleted.
        revision: its latest version, without its content; None where it was never saved.
        draft: what DRAFT_FIELDS are in that version, as text.
        approvals: by which that version stands approved, as records; empty where it does not.
        approved_at: when a version was approved that has not gone out and does not stand.
        sent_back_at: when that version was sent back although it had been approved before.
        review: its review under way or sent back.
        schedules: when it goes live by itself.
        reasons: why it cannot go out, a sentence each; empty where it can.
    """

    place: ReleaseItem
    item: Any = None
    revision: Revision | None = None
    draft: dict[str, str | None] = field(default_factory=dict)
    approvals: list[dict[str, Any]] = field(default_factory=list)
    approved_at: datetime | None = None
    sent_back_at: datetime | None = None
    review: WorkflowState | None = None
    schedules: list[datetime] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not self.reasons

    @property
    def title(self) -> str:
        """What its latest version is called; of what was deleted, what it was called."""
        return str(get_latest_str(self.item)) if self.item else self.place.title

    @property
    def revision_id(self) -> int | None:
        return self.revision.pk if self.revision else None

    @property
    def sentence(self) -> str:
        """The reasons after its title."""
        return f"“{self.title}”: {' '.join(self.reasons)}"

    def draft_id(self, name: str) -> int:
        """Return the id that its latest version refers to as "theme" or "area"; 0 for none."""
        return parse_id(self.draft.get(name)) or 0

    @property
    def expires_at(self) -> datetime | None:
        value = self.draft.get("expire_at")
        return parse_datetime(value) if value else None


def read_statuses(places: Sequence[ReleaseItem]) -> list[ItemStatus]:
    """Return how items of releases stand now, in the same order, without reasons."""
    statuses = {place.key: ItemStatus(place) for place in places}
    for _, items in querysets_of(statuses):
        drafts = {
            f"draft_{name}": KeyTextTransform(name, "latest_revision__content")
            for name in DRAFT_FIELDS
        }
        items = items.select_related("latest_revision__user", "locked_by").annotate(**drafts)
        for item in items.defer("latest_revision__content"):
            status = statuses[key_of(item)]
            status.item, status.revision = item, item.latest_revision
            # SQLite takes text in a draft for a number where it is one.
            values = {name: getattr(item, f"draft_{name}") for name in DRAFT_FIELDS}
            status.draft = {name: str(value) for name, value in values.items() if value is not None}
    existing = {key: status for key, status in statuses.items() if status.item is not None}
    if existing:
        _read_approvals(existing)
        _read_other_decisions(existing)
        _read_reviews(existing)
    return list(statuses.values())


def _read_reviews(statuses: dict[Key, ItemStatus]) -> None:
    """Find reviews under way, and what goes live by itself."""
    reviews = WorkflowState.objects.active().filter(any_of(statuses))
    for state in reviews.select_related(
        "current_task_state__task", "current_task_state__finished_by"
    ):
        statuses[state.base_content_type_id, state.object_id].review = state
    scheduled = Revision.objects.filter(any_of(statuses), approved_go_live_at__isnull=False)
    for content_type, object_id, at in scheduled.order_by("approved_go_live_at").values_list(
        "base_content_type_id", "object_id", "approved_go_live_at"
    ):
        statuses[content_type, object_id].schedules.append(at)


def _read_approvals(statuses: dict[Key, ItemStatus]) -> None:
    found = read_approvals(each.revision.pk for each in statuses.values() if each.revision)
    for status in statuses.values():
        if status.revision and status.revision.pk in found:
            approvals, kept = found[status.revision.pk], status.place.approvals
            status.approvals = standing_approvals(approvals, status.revision.created_at, kept)


def _read_other_decisions(statuses: dict[Key, ItemStatus]) -> None:
    """Find what was approved and never went out, and what was sent back after an approval."""
    approved = Q(
        status=TaskState.STATUS_APPROVED, workflow_state__status=WorkflowState.STATUS_APPROVED
    )
    decided = TaskState.objects.filter(
        any_of(statuses, "workflow_state__"), approved | Q(status=TaskState.STATUS_REJECTED)
    )
    for content_type, object_id, outcome, revision_id, at in decided.order_by(
        "finished_at"
    ).values_list(
        "workflow_state__base_content_type_id",
        "workflow_state__object_id",
        "status",
        "revision_id",
        "finished_at",
    ):
        status = statuses[content_type, object_id]
        if outcome == TaskState.STATUS_REJECTED:
            earlier = any(datetime.fromisoformat(each["at"]) < at for each in status.approvals)
            if earlier and revision_id == status.revision_id:
                status.sent_back_at, status.approvals = at, []
        elif not status.approvals and revision_id > (status.item.live_revision_id or 0):
            status.approved_at = at


def standing_approvals(
    approvals: Sequence[Approval], changed_at: datetime, kept: Iterable[dict[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return the approvals by which a version stands, as a release keeps them; else none.

    They are text, whatever becomes of accounts. The review lets nobody write over a version
    that was sent to it. Should a script have done so after the last approval, the version
    does not stand.

    Args:
        approvals: all of finished reviews about the version, the latest last.
        changed_at: when its content was last saved.
        kept: records made earlier, which know the names of accounts now gone.
    """
    if not approvals or approvals[-1].approved_at < changed_at:
        return []
    names = {(each["task"], each["at"]): each["by"] for each in kept}
    return [
        {
            "task": each.task,
            "by": each.approved_by or names.get((each.task, at), ""),
            "at": at,
            "comment": each.comment,
        }
        for each in approvals
        for at in [each.approved_at.isoformat()]
    ]


def record_questions(item: Any, revision: Revision | None) -> dict[str, Any]:
    """Return what changes in the questions when a version goes out, in words; {} for nothing.

    It says which version it is about: a later draft may change something else.
    """
    changes = question_changes(item, revision) if revision else None
    if revision is None or not changes:
        return {}
    return {
        "revision": revision.pk,
        "sentences": [change.sentence for change in changes.changes],
        "notes": list(changes.notes),
        "warning": changes.warning,
    }
