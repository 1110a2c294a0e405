from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ideas.sheets.reading import SheetError, apply_changes, read_changes, read_rows


class Command(BaseCommand):
    """Reads areas, themes and ideas from one sheet."""

    help = (
        "Read areas, themes and ideas from a CSV sheet as export_ideas writes it. What is in the "
        "sheet is added or changed, as drafts for review; nothing is deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's path and what to do with it."""
        parser.add_argument("path", type=Path, help="the CSV file to read")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--publish", action="store_true", help="show the changes to readers")

    def handle(self, *args: Any, path: Path, dry_run: bool, publish: bool, **options: Any) -> None:
        """Read the sheet, say what changes, and change it."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as source:
                changes = read_changes(read_rows(source))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        except SheetError as error:
            raise CommandError(f"Nothing was changed.\n{error}") from error
        for change in changes:
            self.stdout.write(str(change))
        if dry_run:
            self.stdout.write(f"{len(changes)} changes. This was a dry run: nothing was changed.")
            return
        apply_changes(changes, publish=publish)
        state = "published" if publish else "saved as drafts"
        self.stdout.write(f"{len(changes)} changes {state}.")
