from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.responses.exporting.verifying.checks import Rows, check_bytes, check_seal
from consultation.responses.exporting.verifying.database import NotAgain, Recount
from consultation.responses.exporting.verifying.files import Unreadable, open_export


class Command(BaseCommand):
    """Proves that an exported file is whole."""

    help = (
        "Check an exported file against its manifest, and name every difference. "
        "Exits with 1 if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the manifest where it lies beside it, and what to compare with."""
        parser.add_argument("file", type=Path, help="The ZIP file, or the data file from it.")
        parser.add_argument(
            "--manifest", type=Path, help="The manifest, where FILE is the data file alone."
        )
        parser.add_argument(
            "--against-database",
            action="store_true",
            help="Also compare with the responses that the same filter finds now.",
        )
        parser.add_argument(
            "--search", default="", help="The words searched for, if the manifest leaves them out."
        )
        parser.add_argument(
            "--most", type=int, default=100, help="How many differences to name (100)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every difference, or that there is none."""
        self.named = self.more = 0
        self.most = options["most"]
        try:
            with open_export(options["file"], options["manifest"]) as export:
                rows = Rows(export)
                self._name(check_seal(export.manifest))
                self._name(check_bytes(export))
                self._name(rows.check())
                if options["against_database"]:
                    recount = Recount(export.manifest, rows.references, options["search"])
                    self._name(recount.check())
                    for sentence in recount.explained:
                        self.stdout.write(sentence)
                number = len(rows.references)
        except (Unreadable, NotAgain) as error:
            raise CommandError(str(error)) from error
        total = self.named + self.more
        if self.more:
            self.stderr.write(f"And {self.more:,} more.")
        if total:
            noun = "difference" if total == 1 else "differences"
            raise CommandError(f"The export is not what its manifest says: {total:,} {noun}.")
        noun = "response" if number == 1 else "responses"
        where = "in the file and in the portal" if options["against_database"] else "in the file"
        self.stdout.write(f"The export is whole: {number:,} {noun} {where}.")

    def _name(self, differences: Iterable[str]) -> None:
        found: Iterator[str] = iter(differences)
        for difference in islice(found, max(0, self.most - self.named)):
            self.stderr.write(difference)
            self.named += 1
        self.more += sum(1 for _ in found)
