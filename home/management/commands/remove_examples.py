from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from home.demo.services import remove_examples


class Command(BaseCommand):
    """Deletes the made-up responses of the demonstration."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Delete the made-up responses of the demonstration. Real responses are not touched."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = _("Made-up responses removed: %(count)d.")
        self.stdout.write(text % {"count": remove_examples()})
