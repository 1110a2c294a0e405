from typing import Any

from django.core.management.base import BaseCommand

from consultation.responses.counts import recount


class Command(BaseCommand):
    """Counts the answers about ideas anew."""

    help = "Count all answers about ideas anew from the responses."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Responses counted: {recount()}.")
