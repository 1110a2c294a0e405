import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
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


class Command(BaseCommand):
    """Imports responses from a spreadsheet, and takes an import back."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return _(
            "Make responses of the rows of a CSV file or XLSX workbook. The same rows again add "
            "nothing. What the columns become is suggested. If anything of that is in doubt, "
            "nothing is imported without --mapping. --undo takes a whole import back."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help=_("a CSV file or XLSX workbook"))
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument(
            "--page",
            help=_("the page or consultation that the rows answer: its number or address"),
        )
        what.add_argument("--undo", type=int, help=_("the number of the import to take back"))
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="FILE.json",
            help=_("what the columns become; a new file only gets the suggestion"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
        parser.add_argument(
            "--rejected",
            type=Path,
            help=_("write the rows that cannot be imported to this CSV file"),
        )

    def handle(self, *args: Any, file: Path | None, undo: int | None, **options: Any) -> None:
        """Suggest a mapping, import, or take an import back.

        Raises:
            CommandError: something cannot be used. Nothing was written.
        """
        try:
            if undo is not None:
                done = ResponseImport.objects.filter(pk=undo).first()
                if done is None:
                    raise CommandError(_("There is no import %(number)d.") % {"number": undo})
                text = _("Responses removed: %(number)s.")
                self.stdout.write(text % {"number": undo_import(done, None)})
            elif file is None:
                raise CommandError(_("Name the file."))
            elif (rejected := options["rejected"]) and rejected.exists():
                # It may have been corrected by a person.
                text = _("%(file)s already exists. Name another file.")
                raise CommandError(text % {"file": rejected})
            else:
                page, dry_run = find_page(options["page"], Page.objects.all()), options["dry_run"]
                if mapping := self._mapping(file, page, options["mapping"], dry_run):
                    self._import(file, page, mapping, rejected, dry_run)
        except UserFacingError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error

    def _mapping(self, file: Path, page: Page, path: Path | None, dry_run: bool) -> Mapping | None:
        """Return the mapping of the file, the one that is suggested, or None if that is written."""
        if path and path.exists():
            return Mapping.from_json(path.read_bytes())
        table = open_table(file)
        mapping, doubts = suggest_mapping(table, Destination(page), profile_columns(table))
        doubts += [f"“{each.heading}”: {each.doubt}" for each in mapping.columns if each.doubt]
        if path:
            path.write_text(json.dumps(mapping.to_dict(), indent=1, ensure_ascii=False), "utf-8")
            text = _("The suggestion was written to %(file)s. Nothing was imported.")
            self.stdout.write("\n".join([*doubts, text % {"file": path}]))
            return None
        if doubts and not dry_run:
            doubts.append(_("Nothing was imported. Decide in the admin, or use --mapping."))
            raise CommandError("\n".join(doubts))
        return mapping

    def _import(
        self, file: Path, page: Page, mapping: Mapping, rejected: Path | None, dry_run: bool
    ) -> None:
        outcome = import_responses(file, page, mapping=mapping, dry_run=dry_run)
        write = self.stdout.write
        for column in outcome.columns:
            write(f"  {column.heading} → {column.becomes}")
        for remark in outcome.report.remarks:
            write(f"{remark.weight.label}: {remark.text}")
        if outcome.rejected and rejected:
            rejected.write_bytes(outcome.rejected_csv())
        for title, number in outcome.pages.items():
            write(f"{title}: {number:,}")
        text = _(
            "%(rows)d rows = %(imported)d imported + %(already_there)d already there + "
            "%(rejected)d rejected"
        )
        write(text % outcome.counts())
        if outcome.import_pk:
            text = _("To take this import back, use --undo %(number)d.")
            write(text % {"number": outcome.import_pk})
        if dry_run:
            write(_("This was a dry run: nothing was imported."))
