from typing import Any

from django.utils.html import format_html
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """Says to whoever may not edit during a review what they can do instead."""

    def get_message(self, user: Any) -> str | None:
        """Return the sentence above the editor; None for those who may edit."""
        if not self.for_user(user):
            return None
        return format_html(
            "This {} waits for <b>{}</b>, and only those who decide about it can change it. "
            "To change it yourself, ask one of them to request changes, or choose "
            "<b>Cancel workflow</b> if you sent it.",
            self.model_name,
            self.task.name,
        )
