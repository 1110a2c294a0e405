from typing import Any

from django.core.management.base import BaseCommand

from home.demo.services import remove_examples


class Command(BaseCommand):
    """Delete the made-up responses of the demonstration. Real responses are not touched."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Made-up responses removed: {remove_examples()}.")
