from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import ArchiveError
from consultation.importing.management.pages import find_page
from consultation.pages.models import ConsultationPage


class Command(BaseCommand):
    """Writes a consultation as an archive."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return _(
            "Write a consultation as an archive that people can read and import_mkdocs reads back: "
            "pages, pictures, questions, ideas, responses without personal data, history."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help=_("the ZIP file"))
        parser.add_argument("--consultation", default="", help=_("its number or address"))

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write it."""
        consultation = find_page(options["consultation"], ConsultationPage.objects.all())
        try:
            export_site(consultation, path)
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        text = _("“%(title)s” was written to %(file)s.")
        self.stdout.write(text % {"title": consultation.title, "file": path})
