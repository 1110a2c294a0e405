from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from consultation.common.errors import UserFacingError
from consultation.importing.models import ResponseImport
from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping, read_mapping, write_mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.report import ResponseImportOutcome
from consultation.importing.responses.services import import_responses, undo_import
from consultation.importing.responses.tables import ResponseImportError, open_table
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
        parser.add_argument("--map", type=Path, help="what becomes of the columns")
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
                return
            if file is None:
                raise CommandError("Name the file.")
            page = _find_page(options["page"], options["consultation"])
            if options["propose"]:
                self._propose(file, Destination(page), options["propose"], options["sheet"])
                return
            outcome = import_responses(
                file,
                page,
                mapping=_read(options["map"]) if options["map"] else None,
                sheet=options["sheet"],
                dry_run=options["dry_run"],
                rejected_to=_free(options["rejected"]) if options["rejected"] else None,
            )
        except UserFacingError as error:
            raise CommandError(str(error)) from error
        self._tell(outcome)
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was imported.")

    def _undo(self, number: int) -> None:
        done = ResponseImport.objects.filter(pk=number).first()
        if done is None:
            raise CommandError(f"There is no import {number}.")
        self.stdout.write(f"Responses removed: {undo_import(done, None):,}.")

    def _propose(self, file: Path, destination: Destination, to: Path, sheet: str) -> None:
        table = open_table(file, sheet)
        mapping, doubts = suggest_mapping(table, destination, profile_columns(table))
        keys = sorted({question.key for question in destination.questions})
        proposed = write_mapping(mapping, file.name, keys)
        # The same again does no harm; what somebody has changed must not be overwritten.
        try:
            if to.exists() and to.read_text(encoding="utf-8", errors="replace") != proposed:
                raise ResponseImportError(f"{to} exists already. Name another file.")
            to.write_text(proposed, encoding="utf-8")
        except OSError as error:
            raise ResponseImportError(f"{to} cannot be written: {error.strerror}.") from error
        for text in (*(text for _, text in table.remarks), *doubts):
            self.stdout.write(f"Check this: {text}")
        unsure = sum(bool(column.doubt) for column in mapping.columns)
        self.stdout.write(f"The mapping was written to {to}. Columns to check: {unsure}.")

    def _tell(self, outcome: ResponseImportOutcome) -> None:
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


def _find_page(page: str | None, consultation: str | None) -> Page:
    """Return what is imported to, by its number, or by the end of its path."""
    model, name = (Page, page) if page is not None else (ConsultationPage, consultation or "")
    end = f"/{name.strip('/')}/"
    found = list(model.objects.filter(url_path__endswith=end))
    if name.isascii() and name.isdigit() and len(name) < 18:
        by_number = model.objects.filter(pk=int(name))
        found = list(by_number) or found
    if len(found) != 1:
        several = "Several pages are called so: name its number." if found else "There is none."
        raise ResponseImportError(f"Which page is “{name}”? {several}")
    return found[0]


def _read(path: Path) -> Mapping:
    try:
        return read_mapping(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ResponseImportError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ResponseImportError(f"{path} is not in UTF-8.") from error


def _free(path: Path) -> Path:
    """Return a name that is free: a file that somebody mends must not be overwritten."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
