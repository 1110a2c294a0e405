from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.responses.exports.verify import UnreadableExportError, differences, open_export


class Command(BaseCommand):
    """Proves that an exported file is whole."""

    help = (
        "Check an exported file against its manifest, and name every difference. "
        "Exits with 1 if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The ZIP file, or the data file from it.")
        parser.add_argument(
            "--manifest", type=Path, help="The manifest, where FILE is the data file alone."
        )
        parser.add_argument(
            "--against-database",
            action="store_true",
            help="Also look whether the portal still has each response in the file.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stored = options["against_database"]
        try:
            with open_export(options["file"], options["manifest"]) as (manifest, data):
                found = list(differences(manifest, data, against_database=stored))
        except UnreadableExportError as error:
            raise CommandError(str(error)) from error
        for difference in found:
            self.stderr.write(difference)
        if found:
            noun = "difference" if len(found) == 1 else "differences"
            raise CommandError(f"The export is not what its manifest says: {len(found)} {noun}.")
        noun = "response" if manifest["rows"] == 1 else "responses"
        where = "in the file and in the portal" if stored else "in the file"
        self.stdout.write(f"The export is whole: {manifest['rows']:,} {noun} {where}.")
