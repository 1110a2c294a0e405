"""What is done with changes, as Wagtail's log and its reports say it."""

from typing import Any

from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.workflow.review.pending_changes.editors import CHANGED_ALONE
from consultation.workflow.review.pending_changes.services import (
    CONFIRMED,
    PROPOSED,
    REJECTED,
    WITHDRAWN,
)

DONE = {"add": "Added", "change": "Changed", "delete": "Deleted"}


class _Confirmed(LogFormatter):
    label = "Confirm a change"

    def format_message(self, log_entry: Any) -> str:
        details = log_entry.data or {}
        done = DONE.get(str(details.get("action")), "Changed")
        proposer = details.get("proposed_by") or "an account that is gone"
        return f"{done}: proposed by {proposer} and confirmed"


def register(actions: LogActionRegistry) -> None:
    """Name what is done with changes."""
    actions.register_action(PROPOSED, "Propose a change", "Proposed")
    actions.register_action(REJECTED, "Reject a change", "Rejected")
    actions.register_action(WITHDRAWN, "Withdraw a change", "Withdrawn")
    actions.register_action(CONFIRMED)(_Confirmed)
    actions.register_action(
        CHANGED_ALONE, "Change without a second person", "Changed without a second person"
    )
