from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.importing.archive.export import export_site
from consultation.importing.archive.manifest import ArchiveError
from consultation.pages.models import ConsultationPage


class Command(BaseCommand):
    """Writes a consultation as an archive."""

    help = (
        "Write a consultation as an archive that people can read and import_mkdocs reads back: "
        "pages, pictures, questions, ideas, responses without personal data, versions."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the target, and which consultation."""
        parser.add_argument("path", type=Path, help="a folder, or a file that ends in .zip")
        parser.add_argument("--consultation", default="", help="the consultation’s slug")
        parser.add_argument(
            "--drafts", action="store_true", help="take pages and ideas as the newest drafts are"
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Write it and say what there is."""
        consultation = _find(options["consultation"])
        try:
            export_site(consultation, path, drafts=options["drafts"])
        except ArchiveError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"“{consultation.title}”: written to {path}.")


def _find(slug: str) -> ConsultationPage:
    """Return the consultation that is meant.

    Raises:
        CommandError: none, or several, can be meant.
    """
    found = ConsultationPage.objects.order_by("path")
    if slug:
        found = found.filter(slug=slug)
    consultations = list(found)
    if len(consultations) == 1:
        return consultations[0]
    slugs = ", ".join(ConsultationPage.objects.order_by("slug").values_list("slug", flat=True))
    if not slugs:
        raise CommandError("There is no consultation.")
    if slug:
        raise CommandError(f"There is no consultation “{slug}”. There are: {slugs}.")
    raise CommandError(f"Say which with --consultation. There are: {slugs}.")
