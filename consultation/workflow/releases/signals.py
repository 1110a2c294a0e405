from typing import Any

from django.dispatch import receiver
from wagtail.models import Revision, WorkflowState

from consultation.workflow.releases.services import hold_for_release
from consultation.workflow.review.signals import version_approved


@receiver(version_approved)
def keep_for_release(
    sender: type, workflow_state: WorkflowState, revision: Revision, **kwargs: Any
) -> bool:
    """Keep what was approved from being published, if it waits for a release."""
    return hold_for_release(workflow_state.content_object, revision)
