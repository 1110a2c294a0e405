import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Page

from consultation.importing.management.pages import find_page
from consultation.importing.sites.report_text import report_lines
from consultation.importing.sites.services import SourceRefused, import_site


class Command(BaseCommand):
    """Makes a consultation of a site or a Word document, or updates one that was made of it."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return _(
            "Make a consultation of a Markdown site as MkDocs has them (a folder, one Markdown "
            "file, or a ZIP archive) or of a Word document. Everything comes as drafts for review. "
            "Pages that were edited in the portal since stay as they are."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help=_("the folder or file"))
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
        parser.add_argument("--publish", action="store_true", help=_("show everything to readers"))
        parser.add_argument(
            "--under",
            metavar="PAGE",
            default="",
            help=_("the page that it goes below: its number or address"),
        )
        parser.add_argument(
            "--levels",
            type=int,
            choices=(1, 2),
            default=1,
            help=_("how many levels of headings become pages (Word only)"),
        )

    def handle(self, *args: Any, path: Path, under: str, **options: Any) -> None:
        """Import, and say what happened."""
        # A line for every page that is saved would hide the report.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        try:
            result = import_site(
                path,
                parent=find_page(under, Page.objects.all()) if under else None,
                publish=options["publish"],
                dry_run=options["dry_run"],
                levels=options["levels"],
            )
        except SourceRefused as error:
            text = _("Nothing was imported. %(why)s") % {"why": error}
            raise CommandError(text) from error
        for line in report_lines(result, dry_run=options["dry_run"], published=options["publish"]):
            self.stdout.write(line)
