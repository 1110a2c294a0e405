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
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.services import import_responses, undo_import
from consultation.importing.responses.tables import open_table


class Command(BaseCommand):
    """Imports responses from a spreadsheet, and takes an import back."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return _(
            "Make responses of the rows of a CSV file or XLSX workbook, as the admin suggests it. "
            "If anything of that is in doubt, nothing is imported. The same rows again add "
            "nothing. --undo takes a whole import back."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help=_("a CSV file or XLSX workbook"))
        parser.add_argument(
            "--page",
            default="",
            help=_("the page or consultation that the rows answer: its number or address"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
        parser.add_argument("--undo", type=int, help=_("the number of the import to take back"))

    def handle(
        self, *args: Any, file: Path | None, page: str, dry_run: bool, **options: Any
    ) -> None:
        """Import, or take an import back.

        Raises:
            CommandError: something cannot be used. Nothing was written.
        """
        try:
            if file:
                self._import(file, find_page(page, Page.objects.all()), dry_run)
            else:
                done = ResponseImport.objects.filter(pk=options["undo"]).first()
                if done is None:
                    raise CommandError(_("Name a file and its page, or the number of an import."))
                text = _("Responses removed: %(number)s.")
                self.stdout.write(text % {"number": undo_import(done, None)})
        except UserFacingError as error:
            raise CommandError(str(error)) from error

    def _import(self, file: Path, page: Page, dry_run: bool) -> None:
        table = open_table(file)
        mapping, doubts = suggest_mapping(table, Destination(page), profile_columns(table))
        doubts += [f"“{each.heading}”: {each.doubt}" for each in mapping.columns if each.doubt]
        if doubts and not dry_run:
            doubts.append(_("Nothing was imported. Import the file in the admin."))
            raise CommandError("\n".join(doubts))
        outcome = import_responses(file, page, mapping=mapping, dry_run=dry_run)
        for column in outcome.columns:
            self.stdout.write(f"  {column.heading} → {column.becomes}")
        for each in outcome.report.remarks:
            self.stdout.write(f"{each.weight.label}: {each.text}")
        text = _(
            "%(rows)d rows = %(imported)d imported + %(already_there)d already there + "
            "%(rejected)d rejected"
        )
        self.stdout.write(text % outcome.counts())
        if outcome.import_pk:
            text = _("To take this import back, use --undo %(number)d.")
            self.stdout.write(text % {"number": outcome.import_pk})
        if dry_run:
            self.stdout.write(_("This was a dry run: nothing was imported."))
