from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.common.admin import register_actions
from consultation.importing.admin import urls
from consultation.importing.admin.views import START, TITLE
from consultation.importing.permissions import can_import_or_export


@hooks.register("register_admin_urls")
def register_importing_urls() -> list[URLPattern | URLResolver]:
    """Put the screens of imports and exports into the admin."""
    return [path("import-and-export/", include(urls))]


class ImportingMenuItem(MenuItem):
    """Leads to imports and exports, for users who may do any of it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_import_or_export(request.user)


@hooks.register("register_settings_menu_item")
def add_menu_item() -> MenuItem:
    """Put imports and exports among the settings: few people need them, and seldom."""
    return ImportingMenuItem(
        TITLE, reverse(START), name="import-and-export", icon_name="upload", order=850
    )


@hooks.register("register_permissions")
def register_importing_permissions() -> QuerySet[Permission]:
    """Let administrators give the right to import a site to groups."""
    return Permission.objects.filter(content_type__app_label="importing", codename="import_site")


class ImportFormatter(LogFormatter):
    """Says in the audit log what was imported or exported."""

    def format_message(self, log_entry: Any) -> str:
        missing = {"name": "", "path": "", "file": "", "imported": 0, "responses": 0}
        return str(self.message % (missing | (log_entry.data or {})))


# By action: its label, and its message with placeholders.
LOG_ACTIONS = {
    "upload_site": (_("Upload a site or a document"), _("“%(name)s” uploaded to be imported")),
    "upload_responses": (_("Upload responses"), _("“%(name)s” uploaded to be imported")),
    "export_archive": (_("Export archive"), _("Archive exported")),
    "page": (_("Import a page"), _("Imported from %(path)s")),
}
RESPONSE_ACTIONS = {
    "import": (_("Import responses"), _("Responses imported from %(file)s: %(imported)d")),
    "undo_import": (
        _("Undo an import of responses"),
        _("Import from %(file)s undone. Responses removed: %(responses)d"),
    ),
}


@hooks.register("register_log_actions")
def register_import_actions(actions: LogActionRegistry) -> None:
    """Name imports and exports in the audit log."""
    register_actions(actions, "importing", ImportFormatter, LOG_ACTIONS)
    register_actions(actions, "responses", ImportFormatter, RESPONSE_ACTIONS)
