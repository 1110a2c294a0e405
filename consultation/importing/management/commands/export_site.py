from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import ArchiveError
from consultation.importing.management.pages import find_page
from consultation.pages.models import ConsultationPage


class Command(BaseCommand):
    """Writes a consultation as an archive."""

    help = (
        "Write a consultation as an archive that people can read and import_mkdocs reads back: "
        "pages, pictures, questions, ideas, responses without personal data, history."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the ZIP file")
        parser.add_argument("--consultation", default="", help="its number or address")
        parser.add_argument(
            "--drafts", action="store_true", help="take pages and ideas as the newest drafts are"
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write it."""
        consultation = find_page(options["consultation"], ConsultationPage.objects.all())
        try:
            export_site(consultation, path, drafts=options["drafts"])
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{consultation.title}”: written to {path}.")
