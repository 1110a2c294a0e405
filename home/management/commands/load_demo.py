from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from home.demo.services import load_demo


class Command(BaseCommand):
    """Makes the demonstration consultation."""

    # The checks take much of its time, and every start of the portal runs them.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Make the demonstration consultation, unless it already exists.")

    def handle(self, *args: Any, **options: Any) -> None:
        consultation, made = load_demo()
        there = _("Already there: “%(title)s” at %(url)s")
        text = _("Made: “%(title)s” at %(url)s") if made else there
        self.stdout.write(text % {"title": consultation.title, "url": consultation.get_url()})
