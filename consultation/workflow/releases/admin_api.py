"""The admin's own API for pages, which publishes nothing alone that waits for a release."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.models import Page

from consultation.workflow.releases.guarding import refusal
from consultation.workflow.releases.querysets import waiting_member
from consultation.workflow.review.admin_api import PublishAction, ReviewedPagesAPIViewSet


class PublishUngatheredAction(PublishAction):
    """Publishes a page unless it waits for a release."""

    def execute(self, instance: Page, data: Any) -> Any:
        """Publish, or answer 403 with the reason."""
        member = waiting_member(instance)
        if member is not None:
            raise PermissionDenied(refusal(member))
        return super().execute(instance, data)


class GatheredPagesAPIViewSet(ReviewedPagesAPIViewSet):
    """Pages in the admin's API, published under the same rules as on its screens."""

    actions = {**ReviewedPagesAPIViewSet.actions, "publish": PublishUngatheredAction}
