from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish what was approved; Wagtail's own action would publish what is newest."""
    # Wagtail imports this module while its models load (`WAGTAIL_FINISH_WORKFLOW_ACTION`).
    from consultation.workflow.review.services import finish_review

    finish_review(workflow_state, user)
