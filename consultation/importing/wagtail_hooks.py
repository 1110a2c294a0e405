from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.importing.admin import urls
from consultation.importing.admin.views.base import START, TITLE
from consultation.importing.audit import IMPORTED, RESPONSE_IMPORT_UNDONE, RESPONSES_IMPORTED
from consultation.importing.models.upload import Kind
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


@hooks.register("register_log_actions")
def register_import_actions(actions: LogActionRegistry) -> None:
    """Name imports and exports in the audit log."""
    for kind in Kind:

        @actions.register_action(f"importing.upload_{kind}")
        class UploadFormatter(LogFormatter):
            label = f"Upload: {kind.label}"

            def format_message(self, log_entry: Any) -> str:
                return f"“{(log_entry.data or {}).get('name', '')}” uploaded to be imported"

    actions.register_action("importing.export_archive", "Export archive", "Archive exported")

    @actions.register_action(IMPORTED)
    class ImportedFormatter(LogFormatter):
        label = "Import a page"

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data or {}
            done = "Created from" if data.get("new") else "Updated from"
            return f"{done} {data.get('path', 'a file')}"

    @actions.register_action(RESPONSES_IMPORTED)
    class ImportedResponsesFormatter(LogFormatter):
        label = "Import responses"

        def format_message(self, log_entry: Any) -> str:
            data = {"imported": 0, "file": "a spreadsheet"} | (log_entry.data or {})
            return "Responses imported from {file}: {imported:,}".format_map(data)

    @actions.register_action(RESPONSE_IMPORT_UNDONE)
    class UndoneImportFormatter(LogFormatter):
        label = "Undo an import of responses"

        def format_message(self, log_entry: Any) -> str:
            data = {"responses": 0, "file": "a spreadsheet"} | (log_entry.data or {})
            return "Import from {file} undone. Responses removed: {responses:,}".format_map(data)
