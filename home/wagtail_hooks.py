import json
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.models import Page

from home import handbook
from home.accounts.views import BULK_ACTIONS, refuse_account_with_more_rights
from home.checks.page_checks import AllRulesItem, PageChecksView
from home.jobs.views import PERMISSION, BackgroundWorkView
from home.panels import REPLACED, ConsultationsPanel, MyDraftsPanel, WaitingPanel
from home.views import session

# After Wagtail's own, in whose place these are registered.
for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action, order=10)
for name in ("before_edit_user", "before_delete_user"):
    hooks.register(name, refuse_account_with_more_rights)
hooks.register("register_admin_menu_item", handbook.HelpOnScreenItem)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern | URLResolver]:
    """Register the portal's own admin screens, and the addresses that they ask."""
    return [
        path("handbook/", include((handbook, "handbook"))),
        path("page-checks/<int:page_id>/", PageChecksView.as_view(), name="page_checks"),
        path("background-work/", BackgroundWorkView.as_view(), name="background_work"),
        path("session/", session, name="admin_session"),
    ]


@hooks.register("register_help_menu_item")
def register_handbook() -> MenuItem:
    """Offer the whole handbook first among the help."""
    return MenuItem(_("Handbook"), reverse("handbook:contents"), icon_name="doc-full", order=100)


class _AdministratorMenuItem(MenuItem):
    """A menu item for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(PERMISSION))


@hooks.register("register_reports_menu_item")
def register_background_work() -> MenuItem:
    """List failed background work among the reports."""
    return _AdministratorMenuItem(
        _("Background work"), reverse("background_work"), icon_name="rotate", order=900
    )


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Any]) -> None:
    """Add our panels to the admin's first screen."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [WaitingPanel(), MyDraftsPanel(), ConsultationsPanel()]


@hooks.register("construct_wagtail_userbar")
def check_by_all_rules(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Let the checker of the editor and of the pages use every rule."""
    items[:] = [
        AllRulesItem(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@hooks.register("insert_editor_js")
def load_one_draft_script() -> SafeString:
    """Make buttons wait for an automatic save, so that nothing is made twice."""
    return format_html('<script src="{}"></script>', static("js/one-draft.js"))


@hooks.register("insert_global_admin_js")
def load_session_guard() -> SafeString:
    """Keep admin forms from being sent, and lost, after the session has ended."""
    # What is in brackets becomes a link to the sign-in screen.
    texts = {
        "unreachable": gettext(
            "The portal cannot be reached. Check your connection, then try again."
        ),
        "signedOut": gettext(
            "You are signed out. [Sign in again in another tab], then come back here."
        ),
        "otherUser": gettext(
            "You are now signed in as {name}, but this screen was opened by {owner}. Sign out in "
            "another tab, [sign in as {owner}], then come back here."
        ),
        "tooLong": gettext(
            "This form is too long to send: it has more than {number} fields. Move part of it to "
            "another page."
        ),
        "notSaved": gettext("Not saved. What you typed is still here."),
        "kept": gettext("What you typed is still here."),
    }
    return format_html(
        '<script src="{}" data-address="{}" data-sign-in="{}" data-texts="{}"></script>',
        static("js/session-guard.js"),
        reverse("admin_session"),
        reverse("wagtailadmin_login"),
        json.dumps(texts),
    )


@hooks.register("insert_global_admin_css")
def load_session_guard_styles() -> SafeString:
    """Load the styles of the notice that a session has ended."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/session-guard.css"))
