"""Puts releases into Wagtail's admin; pages and snippets are treated alike."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.models import Page

from consultation.workflow.releases import audit, publish_guard
from consultation.workflow.releases.permissions import may_edit
from consultation.workflow.releases.publish_guard import place_of
from consultation.workflow.releases.querysets import IDEA_KINDS
from consultation.workflow.releases.views.add_item import add_item_url
from consultation.workflow.releases.viewsets import ReleaseViewSet

LABEL = "Add to a release"
ICON = "calendar-check"


class AddToReleaseItem(ActionMenuItem):
    """Leads from an editor to the choice of a release, also from one that is locked."""

    label = LABEL
    name = "action-add-to-release"
    icon_name = ICON
    order = 70

    def is_shown(self, context: dict[str, Any]) -> bool:
        request, item = context["request"], _item_of(context)
        return (
            context["view"] == "edit"
            and item is not None
            and may_edit(request.user)
            and place_of(request, item) is None
        )

    def get_url(self, context: dict[str, Any]) -> str:
        return add_item_url(_item_of(context))


def _item_of(context: dict[str, Any]) -> Any:
    return context.get("page") or context.get("instance")


@hooks.register("register_page_action_menu_item")
@hooks.register("register_snippet_action_menu_item")
def offer_in_editor(model: Any = None) -> ActionMenuItem | None:
    """Offer a release in the editor of a page, area, theme or idea."""
    return AddToReleaseItem() if model is None or issubclass(model, IDEA_KINDS) else None


@hooks.register("register_snippet_listing_buttons")
def offer_in_list(item: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer a release in lists, for what has unpublished changes; it costs no query."""
    if isinstance(item, (Page, *IDEA_KINDS)) and item.has_unpublished_changes and may_edit(user):
        yield Button(LABEL, add_item_url(item), icon_name=ICON, priority=60)


@hooks.register("register_page_listing_more_buttons")
def offer_in_page_list(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer a release in lists of pages; Wagtail asks for these by name."""
    return offer_in_list(page, user)


def hide_publishing(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Offer no publishing of what waits for a release."""
    if place_of(request, _item_of(context)) is None:
        return
    menu_items[:] = [each for each in menu_items if each.name != "action-publish"]
    for each in menu_items:
        if each.name == "approve":
            # The last step of a review is offered as "Approve and Publish": here it only approves.
            each.label = str(each.label).removesuffix(" and Publish")


for kind in ("page", "snippet"):
    hooks.register(f"construct_{kind}_action_menu", hide_publishing)
    hooks.register(f"before_edit_{kind}", publish_guard.announce)
# Before the review, whose answer would send the editor to a second person in vain.
hooks.register("before_publish_page", publish_guard.before_publish, order=-1)
# Wagtail runs this one for snippets.
hooks.register("before_publish", publish_guard.before_publish, order=-1)
hooks.register("before_bulk_action", publish_guard.before_bulk_action, order=-1)
hooks.register("register_log_actions", audit.register)
hooks.register("register_admin_viewset", ReleaseViewSet)


# After the review has put its own guard there, which this one goes on from.
@hooks.register("construct_admin_api", order=20)
def guard_admin_api(router: WagtailAPIRouter) -> None:
    """Hold the admin's own API to the same rule."""
    router.register_endpoint("pages", publish_guard.GuardedPagesAPIViewSet)
