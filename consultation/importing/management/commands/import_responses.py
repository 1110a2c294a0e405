from itertools import chain, count
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from consultation.common.errors import UserFacingError
from consultation.importing.management.pages import find_page
from consultation.importing.models import ResponseImport
from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import read_mapping, write_mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.services import import_responses, undo_import
from consultation.importing.responses.tables import open_table
from consultation.pages.models import ConsultationPage

# So many rejected rows are named; `--rejected` has them all.
MOST_NAMED = 20


class Command(BaseCommand):
    """Imports responses from a spreadsheet, and takes an import back."""

    help = (
        "Make responses of the rows of a CSV file or XLSX workbook. The same rows again add "
        "nothing. Begin with --propose, check the mapping that it writes, then use --map with "
        "--dry-run, then without. --undo takes a whole import back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the CSV file or XLSX workbook")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--page", help="the page that all rows answer: its number or path")
        what.add_argument(
            "--consultation",
            help="the consultation whose pages the rows answer: its number, path or short name",
        )
        what.add_argument("--undo", type=int, help="the number of the import to take back")
        parser.add_argument("--map", type=Path, help="what the columns are imported as")
        parser.add_argument(
            "--propose", type=Path, help="write a mapping that can be changed, and import nothing"
        )
        parser.add_argument("--sheet", default="", help="the worksheet; without, the first one")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--rejected", type=Path, help="write the rows that cannot be imported to this CSV file"
        )

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        """Suggest a mapping, import, or take an import back.

        Raises:
            CommandError: something cannot be used. Nothing was written.
        """
        try:
            if options["undo"] is not None:
                self._undo(options["undo"])
            elif file is None:
                raise CommandError("Name the file.")
            elif options["propose"]:
                self._propose(file, **options)
            else:
                self._import(file, **options)
        except UserFacingError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            verb = "written" if error.filename == str(options["propose"]) else "read"
            text = f"{error.filename} cannot be {verb}: {error.strerror}."
            raise CommandError(text) from error

    def _undo(self, number: int) -> None:
        done = ResponseImport.objects.filter(pk=number).first()
        if done is None:
            raise CommandError(f"There is no import {number}.")
        self.stdout.write(f"Responses removed: {undo_import(done, None):,}.")

    def _propose(self, file: Path, *, propose: Path, sheet: str, **options: Any) -> None:
        destination, table = Destination(_find_page(**options)), open_table(file, sheet)
        mapping = suggest_mapping(table, destination, profile_columns(table))
        keys = sorted({question.key for question in destination.questions})
        proposed = write_mapping(mapping, file.name, keys)
        # The same again does no harm; what a person has changed must not be overwritten.
        if propose.exists() and propose.read_text("utf-8", errors="replace") != proposed:
            raise CommandError(f"{propose} exists already. Name another file.")
        propose.write_text(proposed, encoding="utf-8")
        for remark in table.report.remarks:
            self.stdout.write(f"Check this: {remark.text}")
        unsure = sum(bool(column.doubt) for column in mapping.columns)
        self.stdout.write(f"The mapping was written to {propose}. Columns to check: {unsure}.")

    def _import(self, file: Path, **options: Any) -> None:
        mapping, rejected = options["map"], options["rejected"]
        outcome = import_responses(
            file,
            _find_page(**options),
            mapping=read_mapping(mapping.read_bytes()) if mapping else None,
            sheet=options["sheet"],
            dry_run=options["dry_run"],
            rejected_to=_free(rejected) if rejected else None,
        )
        write = self.stdout.write
        for column in outcome.columns:
            write(f"  {column.heading} → {column.becomes}")
        for remark in outcome.report.remarks:
            write(f"{remark.weight}: {remark.text}")
        for row in outcome.rejected[:MOST_NAMED]:
            write(f"Row {row.number} was rejected. {row.reason}")
        if outcome.rejected_file:
            write(f"The rejected rows are in {outcome.rejected_file}.")
        for title, number in outcome.pages.items():
            write(f"{title}: {number:,}")
        write(
            "{rows:,} rows = {imported:,} imported + {already_there:,} already there + "
            "{rejected:,} rejected".format_map(outcome.counts())
        )
        if outcome.import_pk:
            write(f"To take this import back, use --undo {outcome.import_pk}.")
        if options["dry_run"]:
            write("This was a dry run: nothing was imported.")


def _find_page(*, page: str | None, consultation: str | None, **_: Any) -> Page:
    """Return what is imported to."""
    model = Page if page else ConsultationPage
    return find_page(page or consultation or "", model.objects.all())


def _free(path: Path) -> Path:
    """Return a name that is free: a file that a person corrects must not be overwritten."""
    others = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(each for each in chain((path,), others) if not each.exists())
