from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.pages.retention import Rule, apply_rule, read_rules
from consultation.responses.privacy.erasure import Losses
from consultation.responses.privacy.retention import count_losses


class Command(BaseCommand):
    """Erases personal data that has been kept for as long as its consultation said."""

    help = (
        "Erase names, addresses, other personal answers and scans in the responses of every "
        "consultation that closed as many months ago as it says. All other answers are kept. "
        "Run it every night; it can be run twice, and be stopped at any moment."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to look only, and at which consultation."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="Say how many responses would lose what, page by page, and erase nothing.",
        )
        parser.add_argument(
            "--consultation",
            metavar="SLUG",
            help="One consultation, by the last part of its address. Without it, all of them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each consultation what stands out, and erase what is due."""
        dry_run: bool = options["dry_run"]
        total = 0
        for rule in self._rules(options["consultation"]):
            self.stdout.write(f"{rule.title}: {rule.words}")
            if rule.is_due and rule.held and rule.page:
                losses = count_losses(rule.page.pk) if dry_run else apply_rule(rule)
                self._tell(losses, dry_run)
                total += losses.responses
        noun = "1 response" if total == 1 else f"{total:,} responses"
        self.stdout.write(
            f"{noun} would lose personal data. This was a dry run: nothing was erased."
            if dry_run
            else f"Personal data was erased in {noun}."
        )

    def _rules(self, slug: str | None) -> list[Rule]:
        rules = read_rules()
        if slug is None:
            return rules
        named = [rule for rule in rules if rule.page and rule.page.slug == slug]
        if not named:
            raise CommandError(f"There is no consultation with “{slug}” at the end of its address.")
        return named

    def _tell(self, losses: Losses, dry_run: bool) -> None:
        for page in sorted(losses.pages.values(), key=lambda page: page.title.casefold()):
            self.stdout.write(f"  {'would be erased' if dry_run else 'erased'}: {page.words}")
        if not losses.pages:
            self.stdout.write("  None of them holds any.")
