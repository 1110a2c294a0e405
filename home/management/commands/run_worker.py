from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django_tasks_db.management.commands import db_worker

from home.jobs.worker import RetryingWorker


class Command(db_worker.Command):
    """Does the tasks in the queue, again if they fail; survives a restart of the database."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.description = _(
            "Do the tasks in the queue: emails, imports, the search index. A task that fails is "
            "tried again with growing pauses for about two days, then given up and reported under "
            "Reports in the admin. Survives a restart of the database."
        )

    def handle(self, **options: Any) -> None:
        self.configure_logging(options["verbosity"])
        worker = RetryingWorker(
            queue_names=options["queue_name"].split(","),
            interval=options["interval"],
            batch=options["batch"],
            backend_name=options["backend_name"],
            startup_delay=options["startup_delay"],
            max_tasks=options["max_tasks"],
            worker_id=options["worker_id"],
            excluded_queue_names=[name for name in options["exclude_queues"].split(",") if name],
        )
        worker.configure_signals()
        worker.run()
