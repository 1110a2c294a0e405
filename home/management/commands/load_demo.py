from typing import Any

from django.core.management.base import BaseCommand

from home.demo.services import load_demo


class Command(BaseCommand):
    """Make the demonstration consultation, unless it already exists."""

    # The checks take much of its time, and every start of the portal runs them.
    requires_system_checks = ()
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        consultation, made = load_demo()
        state = "Made" if made else "Already there"
        self.stdout.write(f"{state}: “{consultation.title}” at {consultation.get_url()}")
