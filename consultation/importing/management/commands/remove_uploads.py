from typing import Any

from django.core.management.base import BaseCommand

from consultation.importing.admin.services import remove_old, remove_strays


class Command(BaseCommand):
    """Removes uploads that are more than a day old."""

    help = "Remove files that were uploaded to be imported more than a day ago, and their reports."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Uploads removed: {remove_old()}.")
        self.stdout.write(f"Files of interrupted imports removed: {remove_strays()}.")
