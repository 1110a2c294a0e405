"""What happens when the last step of a review is approved.

Wagtail loads this while its own models are loading (`WAGTAIL_FINISH_WORKFLOW_ACTION`), so
nothing may be imported here before it is needed.
"""

from typing import Any


def publish_approved(workflow_state: Any, user: Any = None) -> None:
    """Publish the version that was approved, unless it is kept back or nobody else saw it.

    Wagtail's own action would publish the newest version, approved or not.
    """
    from consultation.workflow.review.services import finish

    finish(workflow_state, user)
