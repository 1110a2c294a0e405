from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from consultation.review import urls
from consultation.review.action_menu import PageExplanation, SnippetExplanation, explain
from consultation.review.editing import after_editing, before_editing


@hooks.register("register_admin_urls")
def register_review_urls() -> list[URLPattern | URLResolver]:
    """Put the screens of the review into the admin."""
    return [path("", include(urls))]


@hooks.register("construct_page_action_menu")
def explain_missing_page_action(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Say where the button to approve a page would be why there is none."""
    explain(menu_items, request.user, context.get("page"), PageExplanation)


@hooks.register("construct_snippet_action_menu")
def explain_missing_snippet_action(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Say where the button to approve an idea would be why there is none."""
    explain(menu_items, request.user, context.get("instance"), SnippetExplanation)


@hooks.register("before_edit_page")
def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Look at what an editor of a page sends before it is taken."""
    return before_editing(request, page)


@hooks.register("before_edit_snippet")
def before_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Look at what an editor of an idea sends before it is taken."""
    return before_editing(request, instance)


# Before others: what was not done has to be said whatever they answer.
@hooks.register("after_edit_page", order=-1)
def after_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what became of a page that was sent, or approved while it was changed."""
    return after_editing(request, page)


@hooks.register("after_edit_snippet", order=-1)
def after_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Say what became of an idea that was sent, or approved while it was changed."""
    return after_editing(request, instance)


@hooks.register("after_create_page")
def after_create_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say so where nobody can decide about a page that was made and sent."""
    return after_editing(request, page)


@hooks.register("after_create_snippet")
def after_create_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Say so where nobody can decide about an idea that was made and sent."""
    return after_editing(request, instance)


@hooks.register("register_log_actions")
def register_review_actions(actions: LogActionRegistry) -> None:
    """Name what a review does in the audit log."""
    actions.register_action(
        "review.not_published",
        "Not published after review",
        "Not published: nobody but its authors had approved it",
    )
