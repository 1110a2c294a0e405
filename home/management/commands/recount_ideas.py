from typing import Any

from django.core.management.base import BaseCommand

from consultation.responses.results.idea_results import recount


class Command(BaseCommand):
    """Recount all answers about ideas from the responses."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Responses counted: {recount()}.")
