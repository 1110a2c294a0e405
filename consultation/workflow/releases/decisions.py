"""Who approved what and when, as a release keeps it: as text, whatever becomes of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from consultation.workflow.releases.moments import in_short
from consultation.workflow.review.decisions import Approval


@dataclass(frozen=True, slots=True)
class Decision:
    """One approval.

    Args:
        task: what was decided, as "Sign-off".
        by: the person's name at that time; "" where nobody knows it any more.
        at: when.
        comment: what the person wrote beside it.
    """

    task: str
    by: str
    at: datetime
    comment: str = ""

    def __str__(self) -> str:
        return f"{self.task}: {self.by or 'somebody whose account is gone'}, {in_short(self.at)}"

    @property
    def record(self) -> dict[str, Any]:
        """The decision as a release member keeps it."""
        return {
            "task": self.task,
            "by": self.by,
            "at": self.at.isoformat(),
            "comment": self.comment,
        }


def read_records(records: Iterable[dict[str, Any]]) -> list[Decision]:
    """Return the decisions that a release member keeps."""
    return [
        Decision(each["task"], each["by"], at, each.get("comment", ""))
        for each in records
        if (at := parse_datetime(each["at"])) is not None
    ]


def decisions_about(
    approvals: Iterable[Approval], changed_at: datetime, kept: Iterable[Decision]
) -> list[Decision]:
    """Return the decisions by which a version stands approved; none where it does not.

    The review lets nobody write over a version that was sent to it. Should a script have
    done so after the last decision, the version does not stand.

    Args:
        approvals: every decision of finished reviews about the version, the latest last.
        changed_at: when its content was last saved.
        kept: decisions recorded earlier, which know the names of accounts now gone.
    """
    approvals = list(approvals)
    if not approvals or approvals[-1].approved_at < changed_at:
        return []
    names = {(each.task, each.at): each.by for each in kept}
    return [
        Decision(
            task=each.task,
            by=each.approved_by or names.get((each.task, each.approved_at), ""),
            at=each.approved_at,
            comment=each.comment,
        )
        for each in approvals
    ]
