from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from consultation.workflow.review.querysets import may_see_waiting, visible_to

# Short: the menu cuts what is longer, and the number with it.
LABEL = "In review"


class WaitingMenuItem(MenuItem):
    """Leads to what waits for review, with its number."""

    def __init__(self) -> None:
        super().__init__(
            LABEL,
            reverse("review:waiting"),
            name="in-review",
            icon_name="clipboard-list",
            order=260,
        )

    def is_shown(self, request: HttpRequest) -> bool:
        """Show it to those who write or decide."""
        return may_see_waiting(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        """Put the number beside the words. The item itself is shared by all requests."""
        number = visible_to(request.user).count()
        return LinkMenuItem(
            self.name,
            f"{LABEL} ({number})" if number else LABEL,
            self.url,
            icon_name=self.icon_name,
            classname=self.classname,
            attrs=self.attrs,
        )
