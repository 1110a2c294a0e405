from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.importing.audit import IMPORTED


@hooks.register("register_log_actions")
def register_import_actions(actions: LogActionRegistry) -> None:
    """Name what an import does in the audit log."""

    @actions.register_action(IMPORTED)
    class ImportedFormatter(LogFormatter):
        label = "Import from a Markdown site"

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data or {}
            done = "Made from" if data.get("new") else "Brought up to date from"
            return f"{done} {data.get('path', 'a Markdown site')}"
