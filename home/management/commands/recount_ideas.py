from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from consultation.responses.results.idea_results import recount


class Command(BaseCommand):
    """Recounts all answers about ideas."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Recount all answers about ideas from the responses.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("Responses counted: %(count)d.") % {"count": recount()})
