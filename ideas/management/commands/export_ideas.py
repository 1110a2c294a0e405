from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ideas.sheets.writing import write_sheet


class Command(BaseCommand):
    """Writes areas, themes and ideas into one sheet."""

    help = "Write areas, themes and ideas as one CSV sheet."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's path."""
        parser.add_argument("path", type=Path, help="the CSV file to write")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write the sheet."""
        with path.open("w", encoding="utf-8-sig", newline="") as target:
            number = write_sheet(target)
        self.stdout.write(f"{number} rows written to {path}.")
