"""Who is told by email about a review, and what: title, who, what to do, where. Never the text.

In English the words are the portal's own; in other languages they are Wagtail's, which are
translated.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import override
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState

from consultation.common.addresses import absolute_url
from consultation.common.email_addresses import is_deliverable
from consultation.common.page_names import PageName
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review.authors import authors_of, key_of
from consultation.workflow.review.consultations import consultations_of
from consultation.workflow.review.people import deciders, emergency_deciders, users_of


class NotSentError(Exception):
    """A message that no mail server took. Names nobody."""


def _name(item: Any) -> str:
    """Return a title with what tells it apart: its consultations, and the number of a page."""
    consultations = ", ".join(each.title for each in consultations_of([item])[key_of(item)])
    title = str(get_latest_str(item))
    if isinstance(item, Page):
        return PageName(item.pk, title, consultations).quoted
    return f"“{title}” ({consultations})" if consultations else f"“{title}”"


class _OwnWords:
    """Sends the portal's own words to those who read English."""

    notification: str

    def send_notifications(
        self,
        template_set: dict[str, str],
        context: dict[str, Any],
        recipients: Iterable[Any],
        **kwargs: Any,
    ) -> bool:
        """Send each recipient the message in their language."""
        own: set[Any] = set()
        others: set[Any] = set()
        for each in recipients:
            language = each.wagtail_userprofile.get_preferred_language()
            (own if language.startswith("en") else others).add(each)
        name = f"workflow/review/email/{self.notification}"
        own_set = {"subject": f"{name}_subject.txt", "text": f"{name}.txt"}
        sent = [
            self.send_emails(templates, context, group)  # type: ignore[attr-defined]
            for templates, group in ((own_set, own), (template_set, others))
            if group
        ]
        if not all(sent):
            # Wagtail has logged why. The queue tries again, and tells staff in the end.
            raise NotSentError("The mail server did not take a message about a review.")
        return True

    def get_valid_recipients(self, instance: Any, **kwargs: Any) -> set[Any]:
        """Return those who are told, or the one of them who is asked for."""
        only = kwargs.get("recipient_id")
        valid = super().get_valid_recipients(instance, **kwargs)  # type: ignore[misc]
        return {
            each
            for each in valid
            if (only is None or each.pk == only) and is_deliverable(each.email)
        }

    def get_context(self, state: Any, **kwargs: Any) -> dict[str, Any]:
        """Return what the messages name."""
        context: dict[str, Any] = super().get_context(state, **kwargs)  # type: ignore[misc]
        item, user = context["object"], kwargs.get("user")
        return context | {
            "base_url": absolute_url("/").rstrip("/"),
            "name": _name(item),
            "edit_url": absolute_url(AdminURLFinder().get_edit_url(item) or "/"),
            "decided_by": get_user_display_name(user) if user else "",
        }


class SubmittedNotice(_OwnWords, GroupApprovalTaskStateSubmissionEmailNotifier):
    """Tells those who may decide that something waits for them."""

    def get_recipient_users(self, task_state: TaskState, **kwargs: Any) -> Iterable[Any]:
        """Return those who may decide, without whoever sent it."""
        task, user = task_state.task.specific, kwargs.get("user")
        if not isinstance(task, FourEyesTask):
            return super().get_recipient_users(task_state, **kwargs)
        authors = authors_of(task_state.workflow_state.content_object)
        able = deciders(task, authors) or emergency_deciders(authors)
        return {each for each in able if user is None or each.pk != user.pk}

    def get_context(self, state: TaskState, **kwargs: Any) -> dict[str, Any]:
        """Add who sent it."""
        sender = state.workflow_state.requested_by
        context = super().get_context(state, **kwargs)
        return context | {"sent_by": get_user_display_name(sender) if sender else ""}


class ApprovedNotice(_OwnWords, WorkflowStateApprovalEmailNotifier):
    """Tells whoever sent something that it is approved, and when it goes out."""

    def get_context(self, state: WorkflowState, **kwargs: Any) -> dict[str, Any]:
        """Add where and when it is public."""
        context = super().get_context(state, **kwargs)
        item = context["object"]
        approved = state.current_task_state.revision
        is_public = item.live and item.live_revision_id == approved.pk
        goes_live_at = approved.approved_go_live_at
        return context | {
            "is_public": is_public,
            "public_url": absolute_url(item.url) if is_public and isinstance(item, Page) else "",
            "goes_live_at": goes_live_at and localtime(goes_live_at),
        }


class RejectedNotice(_OwnWords, WorkflowStateRejectionEmailNotifier):
    """Tells whoever sent or wrote something what has to change."""

    def get_recipient_users(self, workflow_state: WorkflowState, **kwargs: Any) -> Iterable[Any]:
        """Return who sent it and who wrote it, without whoever decided."""
        user = kwargs.get("user")
        told = {*authors_of(workflow_state.content_object), workflow_state.requested_by_id}
        return users_of(told - {None, user.pk if user else None})


NOTICES: dict[str, tuple[Any, Any]] = {
    "submitted": (TaskState, SubmittedNotice()),
    "approved": (WorkflowState, ApprovedNotice()),
    "rejected": (WorkflowState, RejectedNotice()),
}
# A notice about what has been decided otherwise in the meantime is not sent.
STILL = {
    "submitted": TaskState.STATUS_IN_PROGRESS,
    "approved": WorkflowState.STATUS_APPROVED,
    "rejected": WorkflowState.STATUS_NEEDS_CHANGES,
}


def recipient_ids(kind: str, state_id: int, user: Any) -> list[int]:
    """Return the ids of those whom a notice goes to; nobody where it no longer holds.

    Args:
        kind: "submitted", "approved" or "rejected".
        state_id: the step's state for "submitted", else the review's.
        user: who did it.
    """
    state = _state(kind, state_id)
    if state is None:
        return []
    _, notice = NOTICES[kind]
    return sorted(each.pk for each in notice.get_valid_recipients(state, user=user))


def send(kind: str, state_id: int, user: Any, recipient_id: int) -> None:
    """Send a notice to one person, unless what it tells is no longer so.

    Args:
        kind: "submitted", "approved" or "rejected".
        state_id: the step's state for "submitted", else the review's.
        user: who did it.
        recipient_id: who is told.

    Raises:
        NotSentError: the mail server did not take it.
    """
    state = _state(kind, state_id)
    if state is None:
        return
    _, notice = NOTICES[kind]
    # Whoever chose no language reads the portal's, not that of whoever caused the notice.
    with override(settings.LANGUAGE_CODE):
        notice(instance=state, user=user, recipient_id=recipient_id)


def _state(kind: str, state_id: int) -> Any:
    model, _ = NOTICES[kind]
    state = model._default_manager.filter(pk=state_id, status=STILL[kind]).first()
    return None if state is None or _thing(state) is None else state


def _thing(state: Any) -> Any:
    workflow_state = state.workflow_state if isinstance(state, TaskState) else state
    return workflow_state.content_object
