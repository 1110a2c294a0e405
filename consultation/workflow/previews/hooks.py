from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.workflow.previews.permissions import PAGE_PERMISSION, can_share
from consultation.workflow.previews.views import (
    PreviewCreateView,
    PreviewIndexView,
    PreviewRevokeView,
    PreviewView,
)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Put the screens of private previews into the admin."""
    screens = [
        path("", PreviewIndexView.as_view(), name="list"),
        path("results/", PreviewIndexView.as_view(results_only=True), name="list_results"),
        path("page/<int:page_id>/", PreviewCreateView.as_view(), name="of_page"),
        path("<int:pk>/", PreviewView.as_view(), name="read"),
        path("<int:pk>/end/", PreviewRevokeView.as_view(), name="end"),
    ]
    return [path("private-previews/", include((screens, "private_previews")))]


class PrivatePreviewsMenuItem(MenuItem):
    """The list of private previews, for those who may share a draft."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_permission(request.user, PAGE_PERMISSION))


@hooks.register("register_reports_menu_item")
def add_menu_item() -> MenuItem:
    """List private previews among the reports."""
    return PrivatePreviewsMenuItem(
        "Private previews",
        reverse("private_previews:list"),
        name="private-previews",
        icon_name="view",
        order=1150,
    )


class PrivatePreviewActionItem(ActionMenuItem):
    """Leads from the foot of the page editor to the page's private previews."""

    name = "action-private-preview"
    label = "Private preview…"
    icon_name = "view"
    order = 1600

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Say whether there is a page yet; who edits it may share it, locked or not."""
        return context["view"] == "edit"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        """Return the address of the page's private previews."""
        return reverse("private_previews:of_page", args=[parent_context["page"].pk])


@hooks.register("register_page_action_menu_item")
def add_action_item() -> ActionMenuItem:
    """Offer a private preview where the draft is saved."""
    return PrivatePreviewActionItem()


@hooks.register("register_page_header_buttons")
def add_header_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer a private preview in the menu beside a page's title."""
    if can_share(user, page):
        yield Button(
            "Private previews",
            reverse("private_previews:of_page", args=[page.pk]),
            icon_name="view",
            priority=62,
        )


class PreviewFormatter(LogFormatter):
    """Says in a page's history what became of a private preview."""

    sentence = ""

    def format_message(self, log_entry: Any) -> str:
        """Name for whom it was, and its date."""
        details = log_entry.data or {}
        ends = localtime(datetime.fromisoformat(details["ends"]))
        return self.sentence.format(
            for_whom=details["for_whom"], ends=date_format(ends, "j F Y, H:i")
        )


@hooks.register("register_log_actions")
def register_preview_actions(actions: LogActionRegistry) -> None:
    """Name in the audit log what is done with private previews."""

    @actions.register_action("preview.create")
    class StartFormatter(PreviewFormatter):
        label = "Make private preview"
        sentence = "Private preview made for {for_whom}, until {ends}"

    @actions.register_action("preview.revoke")
    class RevokeFormatter(PreviewFormatter):
        label = "End private preview by hand"
        sentence = "Private preview for {for_whom} ended by hand (it would have ended {ends})"

    @actions.register_action("preview.end")
    class EndFormatter(PreviewFormatter):
        label = "Private preview reached its end"
        sentence = "Private preview for {for_whom} reached its end"
