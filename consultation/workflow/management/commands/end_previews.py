from typing import Any

from django.core.management.base import BaseCommand

from consultation.workflow.previews.services import log_ends


class Command(BaseCommand):
    """Logs the private previews that have ended."""

    help = (
        "Record in the history of each page that a private preview has ended. The link itself "
        "ends on time, with or without this."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Private previews ended by date: {log_ends()}.")
