"""The admin's own API for pages, which can publish and copy as well as its screens can."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.actions.publish import PublishPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from consultation.review import sentences
from consultation.review.publishing import log_alone, unseen_by_others


class PublishAction(PublishPageAPIAction):
    """Publishes a page unless only its author has seen it; a superuser may, and it is noted."""

    def execute(self, instance: Page, data: Any) -> Any:
        """Publish, or answer 403 with the reason."""
        alone = unseen_by_others([instance], self.request.user)
        if alone and not self.request.user.is_superuser:
            raise PermissionDenied(sentences.cannot_publish([instance.get_admin_display_title()]))
        response = super().execute(instance, data)
        log_alone(self.request._request, alone)
        return response


class CopyAction(CopyPageAPIAction):
    """Copies a page as a draft."""

    def execute(self, instance: Page, data: Any) -> Any:
        """Copy, or answer 403 where the copy would be public at once."""
        if data["keep_live"]:
            raise PermissionDenied(sentences.COPY_IS_A_DRAFT)
        return super().execute(instance, data)


class ReviewedPagesAPIViewSet(PagesAdminAPIViewSet):
    """Pages in the admin's API, published under the same rule as on its screens."""

    actions = {**PagesAdminAPIViewSet.actions, "publish": PublishAction, "copy": CopyAction}
