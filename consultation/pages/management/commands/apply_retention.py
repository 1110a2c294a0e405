from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.pages.retention import apply_retention, responses_in_words, retention_status
from consultation.responses.privacy.erasure import preview_erasure


class Command(BaseCommand):
    """Erases personal data whose retention period is over."""

    help = (
        "Erase names, addresses, other personal answers and scans in the responses of every "
        "consultation whose retention period is over. All other answers are kept. "
        "Run it every night. It can be run twice, and stopped at any time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Show how many responses would lose what, page by page, and erase nothing.",
        )
        parser.add_argument(
            "--consultation",
            metavar="SLUG",
            help="One consultation, by the last part of its address. By default, all of them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run, slug = options["dry_run"], options["consultation"]
        schedules = retention_status()
        if slug is not None:
            schedules = [each for each in schedules if each.page and each.page.slug == slug]
            if not schedules:
                raise CommandError(
                    f"There is no consultation with “{slug}” at the end of its address."
                )
        total = 0
        for schedule in schedules:
            self.stdout.write(f"{schedule.title}: {schedule.words}")
            if schedule.is_due and schedule.held and schedule.page:
                impact = preview_erasure(schedule.page.pk) if dry_run else apply_retention(schedule)
                verb = "would be erased" if dry_run else "erased"
                lines = [f"  {verb}: {line}" for line in impact.lines()]
                self.stdout.write("\n".join(lines) or "  None of them holds any.")
                total += impact.responses
        noun = responses_in_words(total)
        self.stdout.write(
            f"{noun} would lose personal data. This was a dry run: nothing was erased."
            if dry_run
            else f"Personal data was erased in {noun}."
        )
