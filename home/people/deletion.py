"""An account goes only as long as no record names it: until then it can be deactivated."""

from typing import Any

from django.db.models import Q
from wagtail.log_actions import registry
from wagtail.models import Comment, CommentReply, Revision, TaskState, WorkflowState

from home.people import sentences
from ideas.deletion import GuardedError, is_on_purpose


def refuse_named(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse, before an account is deleted by whichever way, if a record names it."""
    if is_on_purpose():
        return
    if traces := traces_of(instance):
        raise GuardedError(sentences.cannot_delete(instance.get_username(), traces))


def traces_of(user: Any) -> list[str]:
    """Return in words which records name an account; nothing if it may go."""
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
    return [f"{number:,} {one if number == 1 else many}" for number, one, many in numbers if number]
