import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from consultation.importing.management.pages import find_page
from consultation.importing.sites.report_text import report_lines, write_html
from consultation.importing.sites.services import SourceRefused, import_site


class Command(BaseCommand):
    """Makes a consultation of a site or a Word document, or updates one that was made of it."""

    help = (
        "Make a consultation of a Markdown site as MkDocs has them (a folder, one Markdown file, "
        "or a ZIP archive) or of a Word document. Everything is imported as drafts for review. "
        "Pages that were edited in the portal since stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--publish", action="store_true", help="show everything to readers")
        parser.add_argument(
            "--report", type=Path, metavar="FILE.html", help="write the report as a page, too"
        )
        parser.add_argument(
            "--under",
            metavar="PAGE",
            default="",
            help="the page below which it goes, by number or address; the front page by default",
        )

        parser.add_argument(
            "--levels",
            type=int,
            choices=(1, 2),
            default=1,
            help="how many levels of headings become pages in a Word document; 1 by default",
        )

    def handle(self, *args: Any, path: Path, under: str, **options: Any) -> None:
        """Import, show how far it has come, and say what happened."""
        self.verbose = options["verbosity"] > 0
        # A line for every page that is saved would hide how far it has come.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        try:
            result = import_site(
                path,
                parent=find_page(under, Page.objects.all()) if under else None,
                publish=options["publish"],
                dry_run=options["dry_run"],
                progress=self._progress,
                levels=options["levels"],
            )
        except SourceRefused as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        for line in report_lines(result, dry_run=options["dry_run"], published=options["publish"]):
            self.stdout.write(line)
        if options["report"]:
            write_html(options["report"], result, path.name, dry_run=options["dry_run"])
            self.stdout.write(f"The report is in {options['report']}.")

    def _progress(self, number: int, total: int, title: str) -> None:
        """Show one page of many: each on a terminal, a few of them elsewhere."""
        if not self.verbose:
            return
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{number}/{total} {title[:60]}", ending="")
            if number == total:
                self.stderr.write("")
        elif number == total or number % 50 == 0:
            self.stderr.write(f"{number} of {total} pages")
