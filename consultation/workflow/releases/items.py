"""The pages, areas, themes and ideas in releases as they stand now.

However many there are, of however many releases, they take the same few queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision, TaskState, WorkflowState

from consultation.common.ids import parse_id
from consultation.workflow.models import ReleaseMember
from consultation.workflow.releases.decisions import Decision, decisions_about, read_records
from consultation.workflow.review.decisions import read_approvals

Key = tuple[int, int]

# What is read out of a draft without fetching the whole of it.
DRAFT_FIELDS = ("theme", "area", "expire_at", "go_live_at")


@dataclass(slots=True)
class ItemNow:
    """An item that still exists.

    Args:
        item: the page (not its specific type), area, theme or idea.
        revision: its latest version, without its content; None where it was never saved.
        draft: what DRAFT_FIELDS are in that version, as text.
        decisions: by which that version stands approved; empty where it does not.
        approved_at: when a version was approved that has not gone out and does not stand.
        sent_back_at: when that version was sent back although it had been approved before.
        review: its review under way or sent back.
        schedules: when it goes live by itself.
    """

    item: Any
    revision: Revision | None
    draft: dict[str, str | None]
    decisions: list[Decision] = field(default_factory=list)
    approved_at: datetime | None = None
    sent_back_at: datetime | None = None
    review: WorkflowState | None = None
    schedules: list[datetime] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        if isinstance(self.item, Page):
            model = self.item.cached_content_type.model_class() or Page
            return str(model._meta.verbose_name)
        return str(self.item._meta.verbose_name)

    @property
    def title(self) -> str:
        """What its latest version is called."""
        return (self.revision.object_str if self.revision else "") or str(self.item)

    def draft_id(self, name: str) -> int | None:
        """Return the id that its latest version refers to as "theme" or "area"."""
        value = self.draft[name]
        return parse_id(value)

    def draft_moment(self, name: str) -> datetime | None:
        """Return a moment of its latest version, as "expire_at"."""
        value = self.draft[name]
        return parse_datetime(value) if value else None


def read_items(members: Sequence[ReleaseMember]) -> dict[Key, ItemNow]:
    """Return what members of releases are now; those that are gone are not in the result."""
    found = dict(_existing(members))
    if not found:
        return found
    _add_decisions(found, members)
    _add_other_decisions(found)
    of_items = _where(found, "base_content_type_id", "object_id")
    reviews = WorkflowState.objects.active().filter(of_items)
    for state in reviews.select_related(
        "current_task_state__task", "current_task_state__finished_by"
    ):
        found[(state.base_content_type_id, int(state.object_id))].review = state
    scheduled = Revision.objects.filter(of_items, approved_go_live_at__isnull=False)
    for content_type, pk, moment in scheduled.order_by("approved_go_live_at").values_list(
        "base_content_type_id", "object_id", "approved_go_live_at"
    ):
        found[(content_type, int(pk))].schedules.append(moment)
    return found


def _existing(members: Iterable[ReleaseMember]) -> Iterable[tuple[Key, ItemNow]]:
    wanted = defaultdict(set)
    models = {}
    for member in members:
        wanted[member.content_type_id].add(member.object_id)
        models[member.content_type_id] = member.model
    for content_type, ids in wanted.items():
        if models[content_type] is None:
            continue
        items = (
            models[content_type]
            ._default_manager.filter(pk__in=ids)
            .select_related("latest_revision__user", "locked_by")
            .defer("latest_revision__content")
            .annotate(
                **{
                    f"draft_{name}": KeyTextTransform(name, "latest_revision__content")
                    for name in DRAFT_FIELDS
                }
            )
        )
        for item in items:
            draft = {name: _text(getattr(item, f"draft_{name}")) for name in DRAFT_FIELDS}
            yield (content_type, item.pk), ItemNow(item, item.latest_revision, draft)


def _text(value: Any) -> str | None:
    """Return what stands in a draft as text: SQLite takes it for a number where it is one."""
    return None if value is None else str(value)


def _where(keys: Iterable[Key], content_type_field: str, id_field: str) -> Q:
    """Return the condition that picks what belongs to these items."""
    ids = defaultdict(list)
    for content_type, pk in keys:
        ids[content_type].append(str(pk))
    condition = Q(pk__in=[])
    for content_type, texts in ids.items():
        condition |= Q(**{content_type_field: content_type, f"{id_field}__in": texts})
    return condition


def _add_decisions(found: dict[Key, ItemNow], members: Iterable[ReleaseMember]) -> None:
    kept = {member.key: read_records(member.approvals) for member in members}
    approvals = read_approvals(now.revision.pk for now in found.values() if now.revision)
    for key, now in found.items():
        if now.revision and now.revision.pk in approvals:
            now.decisions = decisions_about(
                approvals[now.revision.pk], now.revision.created_at, kept.get(key, [])
            )


def _add_other_decisions(found: dict[Key, ItemNow]) -> None:
    """Find what was approved and never went out, and what was sent back after an approval."""
    decided = (
        TaskState.objects.filter(
            _where(found, "workflow_state__base_content_type_id", "workflow_state__object_id")
        )
        .filter(
            Q(status=TaskState.STATUS_REJECTED)
            | Q(
                status=TaskState.STATUS_APPROVED,
                workflow_state__status=WorkflowState.STATUS_APPROVED,
            )
        )
        .order_by("finished_at")
    )
    for content_type, pk, status, revision_id, moment in decided.values_list(
        "workflow_state__base_content_type_id",
        "workflow_state__object_id",
        "status",
        "revision_id",
        "finished_at",
    ):
        now = found[(content_type, int(pk))]
        is_latest = now.revision is not None and now.revision.pk == revision_id
        if status == TaskState.STATUS_REJECTED:
            if is_latest and any(each.at < moment for each in now.decisions):
                now.sent_back_at = moment
                now.decisions = []
        elif not now.decisions and revision_id > (now.item.live_revision_id or 0):
            now.approved_at = moment
