from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from consultation.common.streams import database_snapshot
from consultation.responses.ledger import LedgerTotals, read_ledger, reconcile


def _line(name: str, totals: LedgerTotals) -> str:
    there = f" (stored: {totals.there})" if totals.difference else ""
    return (
        "{name}: {received} received = {counted} counted + {quarantined} in quarantine + "
        "{excluded} excluded + {erased} erased"
    ).format(name=name, received=totals.received, **totals.statuses) + there


class Command(BaseCommand):
    """Proves that no response is missing."""

    help = (
        "Recount the responses of every consultation and page, compare them with the ledger, and "
        "report every difference. Exits with 1 if there is one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        most = "How many differences to report (default: 100)."
        parser.add_argument("--most", type=int, default=100, help=most)

    def handle(self, *args: Any, **options: Any) -> None:
        # One snapshot for all queries: responses that arrive meanwhile are no difference.
        with database_snapshot():
            consultations = read_ledger()
            found = reconcile()
            differences = list(islice(found, options["most"]))
            more = sum(1 for _ in found)
        for consultation in consultations:
            self.stdout.write(_line(consultation.title, consultation))
            for page in consultation.pages:
                self.stdout.write(_line(f"  {page.title} (page {page.key})", page))
        if not consultations:
            self.stdout.write("There are no responses yet.")
        if not differences:
            self.stdout.write("The ledger adds up: every response is accounted for.")
            return
        for difference in differences:
            self.stderr.write(difference)
        if more:
            self.stderr.write(f"And {more} more.")
        total = len(differences) + more
        noun = "difference" if total == 1 else "differences"
        raise CommandError(f"The ledger does not add up: {total} {noun}.")
