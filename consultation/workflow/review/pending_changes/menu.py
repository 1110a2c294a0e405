from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from consultation.workflow.review.pending_changes.rights import may_see_changes, waiting_for
from consultation.workflow.review.pending_changes.views import TITLE


class PendingChangesMenuItem(MenuItem):
    """Leads to the changes to confirm, with their number."""

    def __init__(self) -> None:
        super().__init__(
            TITLE,
            reverse("review:changes"),
            name="changes-to-confirm",
            icon_name="tick",
            order=890,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to those who may make such changes."""
        return may_see_changes(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        """Put the number beside the words. The item itself is shared by all requests."""
        number = waiting_for(request.user).count()
        return LinkMenuItem(
            self.name,
            f"{TITLE} ({number})" if number else TITLE,
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )
