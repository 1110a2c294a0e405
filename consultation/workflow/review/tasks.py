from django.contrib.auth import get_user_model
from django.db import transaction
from django_tasks import task

from consultation.common.task_queue import enqueue_with_commit
from consultation.workflow.review import notices


@task()
def send_notices(kind: str, state_id: int, user_id: int | None) -> None:
    """Queue an email to each person who is told about one event of a review.

    One task each, so that a second try writes to nobody twice.

    Args:
        kind: "submitted", "approved" or "rejected".
        state_id: the step's state for "submitted", else the review's.
        user_id: who did it; only ids travel through the queue.
    """
    # All of them or none: a second try writes to nobody twice.
    with transaction.atomic():
        for recipient_id in notices.recipient_ids(kind, state_id, _user(user_id)):
            enqueue_with_commit(send_notice, kind, state_id, user_id, recipient_id)


@task()
def send_notice(kind: str, state_id: int, user_id: int | None, recipient_id: int) -> None:
    """Send the email about one event of a review to one person.

    Args:
        kind: "submitted", "approved" or "rejected".
        state_id: the step's state for "submitted", else the review's.
        user_id: who did it.
        recipient_id: who is told.
    """
    notices.send(kind, state_id, _user(user_id), recipient_id)


def _user(user_id: int | None) -> object | None:
    return get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None
