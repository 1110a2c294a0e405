from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the version that was approved, unless it is kept back or nobody else saw it.

    Wagtail's own action would publish the newest version, approved or not.
    """
    # Wagtail imports this module while its models load (`WAGTAIL_FINISH_WORKFLOW_ACTION`).
    from consultation.workflow.review.services import finish_review

    finish_review(workflow_state, user)
