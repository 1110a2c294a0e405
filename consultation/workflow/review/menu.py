"""What a review shows in menus: how much waits, and why there is no button to approve."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem

from consultation.workflow.review.pending_reviews import status_on_screen
from consultation.workflow.review.permissions import needing_second_person
from consultation.workflow.review.texts import say


class CountedMenuItem(MenuItem):
    """Leads to what waits for a user, with its number; the menu cuts a long label."""

    def __init__(
        self,
        label: str,
        url_name: str,
        may_see: Callable[[Any], bool],
        waiting: Callable[[Any], QuerySet[Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(label, reverse(url_name), **kwargs)
        self.may_see, self.waiting = may_see, waiting

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may_see(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := self.waiting(request.user).count():
            component.label = f"{self.label} ({number})"
        return component


class Explanation(ActionMenuItem):
    """Why there is no button to approve or to publish, in the menus of pages and of snippets."""

    name = "review-explanation"
    template_name = "workflow/review/admin/menu_explanation.html"
    # Below the actions, which begin at 0 and end before Wagtail's "locked".
    order = 1000

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"text": self.text}


def arrange_action_menu(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Take away the button to publish where it would be refused, and say why."""
    user = request.user
    # None while it is just being made.
    item = context.get("page") or context.get("instance")
    status = status_on_screen(request, item) if item and item.pk else None
    text = status.explanation if status else ""
    publish = [each for each in menu_items if each.name == "action-publish"]
    # Whoever makes something or goes back to an older version changes it by that.
    if (
        publish
        and not user.is_superuser
        and (context["view"] != "edit" or needing_second_person([item], user))
    ):
        menu_items[:] = [each for each in menu_items if each not in publish]
        text = text or say("cannot_publish")
    if text:
        menu_items.append(Explanation(text))
