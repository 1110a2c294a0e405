from django.contrib.auth import get_user_model
from django_tasks import task

from consultation.review import notices


@task()
def send_notice(kind: str, state_id: int, user_id: int | None) -> None:
    """Send the emails about one event of a review.

    Args:
        kind: "submitted", "approved" or "rejected".
        state_id: the step's state for "submitted", else the review's.
        user_id: who did it; only ids travel through the queue.
    """
    user = get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None
    notices.send(kind, state_id, user)
