"""An index of every version of every page: when, by whom, approved, published."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import timezone
from wagtail.models import PageLogEntry, Revision, TaskState

from consultation.importing.archive.layout import PlacedPage
from consultation.workflow.review.services import read_approvals

HEADINGS = (
    "Page",
    "File",
    "Page number",
    "Revision",
    "Saved",
    "Saved by",
    "Approved",
    "Approved by",
    "Published",
    "Now public",
)
_PAGES_AT_ONCE = 100


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def revision_rows(pages: Sequence[PlacedPage]) -> Iterator[list[Any]]:
    """Yield a row for each revision, page by page, by a few queries for each hundred pages."""
    for start in range(0, len(pages), _PAGES_AT_ONCE):
        yield from _rows(pages[start : start + _PAGES_AT_ONCE])


def _rows(pages: Sequence[PlacedPage]) -> Iterator[list[Any]]:
    keys = [each.page.pk for each in pages]
    of_page: dict[int, list[Revision]] = defaultdict(list)
    revisions = (
        Revision.page_revisions.filter(object_id__in=map(str, keys))
        .select_related("user")
        .defer("content")
        .order_by("created_at", "pk")
    )
    for revision in revisions:
        of_page[int(revision.object_id)].append(revision)
    approvals = read_approvals(each.pk for found in of_page.values() for each in found)
    published: dict[int, list[Any]] = defaultdict(list)
    entries = PageLogEntry.objects.filter(page_id__in=keys, action="wagtail.publish")
    for revision_id, moment in entries.values_list("revision_id", "timestamp").order_by("pk"):
        published[revision_id].append(moment)
    for each in pages:
        for revision in of_page[each.page.pk]:
            yield [
                each.page.title,
                f"docs/{each.path}",
                each.page.pk,
                revision.pk,
                _moment(revision.created_at),
                _name(revision.user),
                *_approved(approvals.get(revision.pk, [])),
                "\n".join(map(_moment, published[revision.pk])),
                "yes" if each.page.live_revision_id == revision.pk else "",
            ]


def _approved(approvals: Sequence[TaskState]) -> list[str]:
    if not approvals:
        return ["", ""]
    people = [f"{_name(each.finished_by) or 'somebody'} ({each.task.name})" for each in approvals]
    return [_moment(approvals[-1].finished_at), "\n".join(people)]
