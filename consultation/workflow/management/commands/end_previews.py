from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext

from consultation.workflow.previews.services import log_ends


class Command(BaseCommand):
    """Logs the private previews that have ended."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return gettext(
            "Record in the history of each page that a private preview has ended. The link itself "
            "ends on time, with or without this."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ended = gettext("Private previews ended by date: %(count)d.")
        self.stdout.write(ended % {"count": log_ends()})
