import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from consultation.common.errors import UserFacingError
from consultation.importing.management.pages import find_page
from consultation.importing.models import ResponseImport
from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
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
        "nothing. What the columns become is suggested; if anything of that is in doubt, nothing "
        "is imported without --mapping. --undo takes a whole import back."
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
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE.json",
            help="what the columns become. If there is no such file, the suggestion is written to "
            "it and nothing is imported",
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
                done = ResponseImport.objects.filter(pk=options["undo"]).first()
                if done is None:
                    raise CommandError(f"There is no import {options['undo']}.")
                self.stdout.write(f"Responses removed: {undo_import(done, None):,}.")
            elif file is None:
                raise CommandError("Name the file.")
            elif options["rejected"] and options["rejected"].exists():
                # It may have been corrected by a person.
                raise CommandError(f"{options['rejected']} exists already. Name another file.")
            elif found := self._mapping(file, **options):
                self._import(file, found, **options)
        except UserFacingError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error

    def _mapping(self, file: Path, **options: Any) -> Mapping | None:
        """Return the mapping of the file, the one that is suggested, or None if that is written."""
        path: Path | None = options["mapping"]
        if path and path.exists():
            return Mapping.from_json(path.read_bytes())
        table = open_table(file, options["sheet"])
        profiles = profile_columns(table)
        mapping, doubts = suggest_mapping(table, Destination(_find_page(**options)), profiles)
        columns = (each for each in mapping.columns if each.doubt)
        doubts += [f"Column “{each.heading}”: {each.doubt}" for each in columns]
        if path:
            path.write_text(json.dumps(mapping.to_dict(), indent=1, ensure_ascii=False), "utf-8")
            for doubt in doubts:
                self.stdout.write(f"Check this: {doubt}")
            self.stdout.write(f"The suggestion was written to {path}. Nothing was imported.")
            return None
        if doubts and not options["dry_run"]:
            doubts.append(
                "Nothing was imported. Decide in the admin, or have the suggestion written to a "
                "file with --mapping."
            )
            raise CommandError("\n".join(doubts))
        return mapping

    def _import(self, file: Path, decided: Mapping, **options: Any) -> None:
        outcome = import_responses(
            file,
            _find_page(**options),
            mapping=decided,
            sheet=options["sheet"],
            dry_run=options["dry_run"],
        )
        write = self.stdout.write
        for column in outcome.columns:
            write(f"  {column.heading} → {column.becomes}")
        for remark in outcome.report.remarks:
            write(f"{remark.weight}: {remark.text}")
        for row in outcome.rejected[:MOST_NAMED]:
            write(f"Row {row.number} was rejected. {row.reason}")
        if outcome.rejected and options["rejected"]:
            options["rejected"].write_bytes(outcome.rejected_csv())
            write(f"The rejected rows are in {options['rejected']}.")
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
    model = Page if page else ConsultationPage
    return find_page(page or consultation or "", model.objects.all())
