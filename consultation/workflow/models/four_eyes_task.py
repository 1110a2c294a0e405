from typing import Any

from django.db import models
from django.utils.html import format_html
from wagtail.forms import TaskStateCommentForm
from wagtail.locks import WorkflowLock
from wagtail.models import GroupApprovalTask, TaskState

from consultation.workflow.review.decisions import decide
from consultation.workflow.review.forms import ApprovalForm, RejectionForm
from consultation.workflow.review.permissions import unapproved_editors


class ReviewLock(WorkflowLock):
    """Says to whoever may not edit during a review what they can do instead."""

    def get_message(self, user: Any) -> str | None:
        if not self.for_user(user):
            return None
        return format_html(
            "This {} waits for <b>{}</b>, and only those who decide about it can change it. "
            "To change it yourself, ask one of them to request changes, or choose "
            "<b>Cancel workflow</b> if you sent it.",
            self.model_name,
            self.task.name,
        )


class FourEyesTask(GroupApprovalTask):
    """A step of a review that is decided by members of its groups, and never by an author.

    Whoever changed the page, area, theme or idea since its last approval or publication
    may send it back but not approve it, superusers included.
    """

    class Step(models.TextChoices):
        CONTENT_REVIEW = "content_review", "Content review"
        SIGN_OFF = "sign_off", "Sign-off"

    # Under which the set-up finds its own tasks, whatever an administrator calls them.
    step = models.CharField(
        max_length=20, choices=Step.choices, null=True, blank=True, unique=True, editable=False
    )

    lock_class = ReviewLock

    class Meta:
        verbose_name = "Four-eyes approval task"
        verbose_name_plural = "Four-eyes approval tasks"

    @classmethod
    def get_description(cls) -> str:
        return (
            "Members of the chosen groups decide, but nobody approves what they changed themselves"
        )

    def may_decide(self, user: Any) -> bool:
        """Say whether the user belongs to this step at all, author or not."""
        return bool(user.is_superuser or self._user_in_groups(user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self.may_decide(user):
            return []
        actions = [("reject", "Request changes", True)]
        if user.pk not in self._editors(obj):
            actions += [("approve", "Approve", False), ("approve", "Approve with comment", True)]
        return actions

    def _editors(self, obj: Any) -> set[int | None]:
        """Return who changed an item; one screen asks several times about the same draft."""
        known: tuple[Any, set[int | None]] | None = getattr(obj, "_unapproved_editors", None)
        if known is None or known[0] != obj.latest_revision_id:
            known = obj.latest_revision_id, unapproved_editors(obj)
            obj._unapproved_editors = known
        return known[1]

    def on_action(
        self, task_state: TaskState, user: Any, action_name: str, **kwargs: Any
    ) -> str | None:
        comment, seen = str(kwargs.get("comment") or ""), str(kwargs.get("seen") or "")
        return decide(task_state, user, action_name, comment=comment, seen=seen)

    def get_form_for_action(self, action: str) -> type[TaskStateCommentForm]:
        return RejectionForm if action == "reject" else ApprovalForm
