from functools import partial
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.importing.admin import urls
from consultation.importing.admin.views import START, TITLE
from consultation.importing.audit import IMPORTED, RESPONSE_IMPORT_UNDONE, RESPONSES_IMPORTED
from consultation.importing.models import Kind
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
    """Says in the audit log what was imported.

    Args:
        label: of the action.
        sentence: with the names of data in braces.
        missing: the text in place of data that an entry does not have.
    """

    def __init__(self, label: str, sentence: str, **missing: Any) -> None:
        self.label, self.sentence, self.missing = label, sentence, missing

    def format_message(self, log_entry: Any) -> str:
        return self.sentence.format_map(self.missing | (log_entry.data or {}))


@hooks.register("register_log_actions")
def register_import_actions(actions: LogActionRegistry) -> None:
    """Name imports and exports in the audit log."""

    def register(action: str, *texts: str, **missing: Any) -> None:
        actions.register_action(action)(partial(ImportFormatter, *texts, **missing))

    for kind in Kind:
        text = "“{name}” uploaded to be imported"
        register(f"importing.upload_{kind}", f"Upload: {kind.label}", text, name="")
    register("importing.export_archive", "Export archive", "Archive exported")
    register(IMPORTED, "Import a page", "Imported from {path}", path="a file")
    text = "Responses imported from {file}: {imported:,}"
    register(RESPONSES_IMPORTED, "Import responses", text, file="a spreadsheet", imported=0)
    text = "Import from {file} undone. Responses removed: {responses:,}"
    label = "Undo an import of responses"
    register(RESPONSE_IMPORT_UNDONE, label, text, file="a spreadsheet", responses=0)
