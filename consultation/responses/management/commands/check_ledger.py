from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext, ngettext

from consultation.common.streams import database_snapshot
from consultation.responses.ledger import LedgerTotals, read_ledger, reconcile


def _line(name: str, totals: LedgerTotals) -> str:
    if totals.difference:
        line = gettext(
            "{name}: {received} received = {counted} counted + {quarantined} in quarantine + "
            "{excluded} excluded + {erased} erased (stored: {stored})"
        )
    else:
        line = gettext(
            "{name}: {received} received = {counted} counted + {quarantined} in quarantine + "
            "{excluded} excluded + {erased} erased"
        )
    return line.format(name=name, received=totals.received, stored=totals.there, **totals.statuses)


class Command(BaseCommand):
    """Proves that no response is missing."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return gettext(
            "Recount the responses of every consultation and page, compare them with the ledger, "
            "and report every difference. Exits with 1 if there is one."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        most = gettext("How many differences to report (default: 100).")
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
                name = gettext("%(title)s (page %(number)d)")
                name %= {"title": page.title, "number": page.key}
                self.stdout.write(f"  {_line(name, page)}")
        if not consultations:
            self.stdout.write(gettext("There are no responses yet."))
        if not differences:
            self.stdout.write(gettext("The ledger adds up: every response is accounted for."))
            return
        for difference in differences:
            self.stderr.write(difference)
        if more:
            self.stderr.write(gettext("And %(number)d more.") % {"number": more})
        total = len(differences) + more
        message = ngettext(
            "The ledger does not add up: %(number)d difference.",
            "The ledger does not add up: %(number)d differences.",
            total,
        )
        raise CommandError(message % {"number": total})
