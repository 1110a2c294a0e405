from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem as PageActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem

from consultation.workflow.releases import audit, guarding
from consultation.workflow.releases.admin_api import GatheredPagesAPIViewSet
from consultation.workflow.releases.buttons import (
    AddPageItem,
    AddSnippetItem,
    add_buttons,
    without_publishing,
)
from consultation.workflow.releases.querysets import IDEA_KINDS
from consultation.workflow.releases.viewsets import ReleaseViewSet


@hooks.register("register_admin_viewset")
def register_releases() -> ReleaseViewSet:
    """Put releases into the admin and its menu."""
    return ReleaseViewSet()


@hooks.register("register_log_actions")
def register_release_actions(actions: LogActionRegistry) -> None:
    """Name what is done with releases in the audit log."""
    audit.register(actions)


@hooks.register("register_page_action_menu_item")
def offer_release_for_page() -> PageActionMenuItem:
    """Offer a release in the page editor."""
    return AddPageItem(order=70)


@hooks.register("register_snippet_action_menu_item")
def offer_release_for_snippet(model: type) -> SnippetActionMenuItem | None:
    """Offer a release in the editor of areas, themes and ideas."""
    return AddSnippetItem(order=70) if issubclass(model, IDEA_KINDS) else None


@hooks.register("register_page_listing_more_buttons")
def offer_release_in_page_list(
    page: Page, user: Any, next_url: str | None = None
) -> Iterator[Button]:
    """Offer a release in lists of pages."""
    yield from add_buttons(page, user)


@hooks.register("register_snippet_listing_buttons")
def offer_release_in_snippet_list(
    snippet: Any, user: Any, next_url: str | None = None
) -> Iterator[Button]:
    """Offer a release in lists of areas, themes and ideas."""
    if isinstance(snippet, IDEA_KINDS):
        yield from add_buttons(snippet, user)


@hooks.register("construct_page_action_menu")
def hide_publishing_of_page(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer no publishing of a page that waits for a release."""
    without_publishing(menu_items, request, context.get("page"))


@hooks.register("construct_snippet_action_menu")
def hide_publishing_of_snippet(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Offer no publishing of an area, theme or idea that waits for a release."""
    without_publishing(menu_items, request, context.get("instance"))


@hooks.register("before_edit_page")
def announce_release_of_page(request: HttpRequest, page: Page) -> None:
    """Say in which release a page goes out."""
    guarding.announce(request, page)


@hooks.register("before_edit_snippet")
def announce_release_of_snippet(request: HttpRequest, instance: Any) -> None:
    """Say in which release an area, theme or idea goes out."""
    if isinstance(instance, IDEA_KINDS):
        guarding.announce(request, instance)


# Before the review, whose answer would send somebody to a second person in vain.
@hooks.register("before_publish_page", order=-1)
def refuse_to_publish_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a page alone that waits for a release."""
    return guarding.refuse_to_publish(request, page)


# Wagtail runs this one for snippets.
@hooks.register("before_publish", order=-1)
def refuse_to_publish_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Refuse to publish an area, theme or idea alone that waits for a release."""
    if not isinstance(instance, IDEA_KINDS):
        return None
    return guarding.refuse_to_publish(request, instance)


@hooks.register("before_bulk_action", order=-1)
def refuse_to_publish_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to publish several pages if one of them waits for a release."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type != "publish" or not pages:
        return None
    form = action_class_instance.cleaned_form
    below = bool(form and form.cleaned_data.get("include_descendants"))
    return guarding.refuse_to_publish_many(request, pages, include_descendants=below)


# After the review has put its own guard there, which this one goes on from.
@hooks.register("construct_admin_api", order=20)
def guard_admin_api(router: WagtailAPIRouter) -> None:
    """Hold the admin's own API to the same rule."""
    router.register_endpoint("pages", GatheredPagesAPIViewSet)
