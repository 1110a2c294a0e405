import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from home.jobs.scheduler import JOBS, run_due

SECONDS_BETWEEN_LOOKS = 20


class Command(BaseCommand):
    """Runs all regular jobs at their times."""

    def add_arguments(self, parser: CommandParser) -> None:
        text = _(
            "Run every regular job at its time: %(jobs)s. Run one of these; several do no harm."
        )
        parser.description = text % {"jobs": ", ".join(job.name for job in JOBS)}
        text = _("Run what is due now, and end.")
        parser.add_argument("--once", action="store_true", help=text)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(", ".join(run_due(timezone.now())) or _("Nothing is due."))
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *args: stopped.set())
        while not stopped.is_set():
            try:
                run_due(timezone.now())
            except (DatabaseError, InterfaceError):
                self.stderr.write(_("The database does not answer: trying again."))
                connections.close_all()
            stopped.wait(SECONDS_BETWEEN_LOOKS)
