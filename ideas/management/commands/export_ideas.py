from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideas.import_export.spreadsheet import write_spreadsheet
from ideas.management.idea_sets import add_set_argument, find_idea_set


class Command(BaseCommand):
    """Writes areas, themes and ideas into one spreadsheet."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _("Write the areas, themes and ideas of a set as one CSV file.")
        parser.add_argument("path", type=Path, help=_("the CSV file to write"))
        add_set_argument(parser)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        idea_set = find_idea_set(options["idea_set"])
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            number = write_spreadsheet(target, idea_set.pk)
        text = ngettext(
            "%(count)d row written to %(path)s.", "%(count)d rows written to %(path)s.", number
        )
        self.stdout.write(text % {"count": number, "path": path})
