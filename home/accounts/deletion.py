"""An account goes only as long as no record names it: until then it can be deactivated."""

from typing import Any

from django.db.models import Q
from django.utils.text import get_text_list
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import registry
from wagtail.models import Comment, CommentReply, Revision, TaskState, WorkflowState

from ideas.deletion import GuardedError, is_on_purpose


def refuse_if_named(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse, before an account is deleted by whichever way, if a record names it."""
    if not is_on_purpose() and (refusal := reason_to_keep(instance)):
        raise GuardedError(refusal)


def reason_to_keep(user: Any) -> str:
    """Return which records name an account, in a sentence with what to do; "" if it may go."""
    by_user = Q(user_id=user.pk)
    logs = [model.objects.filter(by_user) for model in registry.get_log_entry_models()]
    comments = [model.objects.filter(by_user) for model in (Comment, CommentReply)]
    reviews = WorkflowState.objects.filter(
        Q(requested_by=user) | Q(task_states__in=TaskState.objects.filter(finished_by=user))
    )
    numbers = (
        (sum(each.count() for each in logs), "entry in the log", "entries in the log"),
        (Revision.objects.filter(by_user).count(), "saved version", "saved versions"),
        (reviews.distinct().count(), "review", "reviews"),
        (sum(each.count() for each in comments), "comment", "comments"),
    )
    records = [f"{n:,} {one if n == 1 else many}" for n, one, many in numbers if n]
    if not records:
        return ""
    return (
        f"{get_user_display_name(user)}’s account cannot be deleted. It is named in "
        f"{get_text_list(records, 'and')}, which would no longer say who it was. Deactivate it "
        "instead: it can then no longer sign in, and decides about nothing."
    )
