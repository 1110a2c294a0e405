from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import page_permission_policy

from consultation.common.admin import register_actions
from consultation.common.dates import short_datetime
from consultation.workflow.previews import views

# By action: its label and its message, with placeholders for the entry's data.
LOG_ACTIONS = {
    "create": (
        _("Create private preview"),
        _("Private preview created for %(shared_with)s, until %(ends)s"),
    ),
    "revoke": (
        _("End private preview early"),
        _("Private preview for %(shared_with)s ended early (its end date was %(ends)s)"),
    ),
    "end": (
        _("End private preview by date"),
        _("Private preview for %(shared_with)s ended on its date"),
    ),
}


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Register the screens of private previews."""
    screens = [
        path("", views.PreviewIndexView.as_view(), name="list"),
        path("results/", views.PreviewIndexView.as_view(results_only=True), name="list_results"),
        path("page/<int:page_id>/", views.PreviewCreateView.as_view(), name="of_page"),
        path("<int:pk>/", views.PreviewView.as_view(), name="read"),
        path("<int:pk>/end/", views.PreviewRevokeView.as_view(), name="end"),
    ]
    return [path("private-previews/", include((screens, "private_previews")))]


class PrivatePreviewsMenuItem(MenuItem):
    """The menu item of private previews, for those who may share a draft."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(page_permission_policy.user_has_permission(request.user, views.PAGE_PERMISSION))


@hooks.register("register_reports_menu_item")
def add_menu_item() -> MenuItem:
    """List private previews among the reports."""
    url = reverse("private_previews:list")
    return PrivatePreviewsMenuItem(_("Private previews"), url, icon_name="view", order=1150)


class PrivatePreviewActionItem(ActionMenuItem):
    """A link from the page editor, locked or not, to the page's private previews."""

    name = "action-private-preview"
    label = _("Private preview…")
    icon_name = "view"
    order = 1600

    def is_shown(self, context: dict[str, Any]) -> bool:
        return context["view"] == "edit"

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("private_previews:of_page", args=[parent_context["page"].pk])


hooks.register("register_page_action_menu_item", PrivatePreviewActionItem)


class PreviewLogFormatter(LogFormatter):
    """Formats who a private preview was for, and its date, for a page's history."""

    def format_message(self, log_entry: Any) -> str:
        ends = short_datetime(datetime.fromisoformat(log_entry.data["ends"]))
        return str(self.message % {**log_entry.data, "ends": ends})


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the actions on private previews for the audit log."""
    register_actions(actions, "preview", PreviewLogFormatter, LOG_ACTIONS)
