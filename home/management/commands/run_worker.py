from typing import Any

from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from home.jobs.worker import RetryingWorker


class Command(db_worker.Command):
    """Sends mail and does other work after requests; failed work is tried again."""

    help = (
        "Do the work that waits in the queue: mails, imports, the search index. What fails is "
        "tried again with growing pauses for about two days, and then given up and reported "
        "under Reports in the admin. Outlives a restart of the database."
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
            worker_id=options["worker_id"] or get_random_string(32),
            excluded_queue_names=[name for name in options["exclude_queues"].split(",") if name],
        )
        worker.configure_signals()
        worker.run()
