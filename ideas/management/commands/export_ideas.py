from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ideas.import_export.spreadsheet import write_spreadsheet


class Command(BaseCommand):
    """Writes areas, themes and ideas into one spreadsheet."""

    help = "Write areas, themes and ideas as one CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the CSV file to write")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            number = write_spreadsheet(target)
        self.stdout.write(f"{number} rows written to {path}.")
