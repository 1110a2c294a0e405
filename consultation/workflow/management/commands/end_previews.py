from typing import Any

from django.core.management.base import BaseCommand

from consultation.workflow.previews.services import log_ends


class Command(BaseCommand):
    """Notes the private previews that have reached their end."""

    help = (
        "Note in the history of each page that the link of a private preview has reached "
        "its end. The link itself ends to the second, with or without this."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Private previews ended by date: {log_ends()}.")
