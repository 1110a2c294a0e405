"""The worker of the portal: django-tasks-db's, which tries again and survives its database."""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from consultation.common.email_addresses import hide_addresses

logger = logging.getLogger(__name__)

# Between one try of a task and the next. After the last it is given up, and staff are told.
PAUSES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60)
)
# Longer than the longest task takes: an import of a thousand pages is done in minutes.
ABANDONED_AFTER = timedelta(hours=1)
DATABASE_PAUSES = (1, 2, 5, 10, 30)  # seconds


def schedule_next_try(result: DBTaskResult) -> bool:
    """Put a task that failed back into the queue; say whether it was not given up.

    Args:
        result: a failed task, with one worker id for each try.
    """
    if result.exception_class_path.endswith(".DoesNotExist"):
        # Whatever it was about has been deleted since, so nothing is left to do.
        result.status = TaskResultStatus.SUCCESSFUL
        result.save(update_fields=["status"])
        return False
    tries = len(result.worker_ids)
    result.traceback = hide_addresses(result.traceback)
    fields = ["traceback"]
    is_tried_again = tries <= len(PAUSES)
    if is_tried_again:
        result.status = TaskResultStatus.READY
        result.run_after = timezone.now() + PAUSES[tries - 1]
        result.finished_at = None
        fields += ["status", "run_after", "finished_at"]
        logger.warning("Task %s failed, try %s: it is tried again.", result.task_path, tries)
    else:
        logger.error("Task %s was given up after %s tries.", result.task_path, tries)
    result.save(update_fields=fields)
    return is_tried_again


def take_up_abandoned() -> int:
    """Put tasks back whose worker was killed; return their number."""
    abandoned = DBTaskResult.objects.running().filter(
        started_at__lt=timezone.now() - ABANDONED_AFTER
    )
    number = abandoned.update(status=TaskResultStatus.READY, run_after=timezone.now())
    if number:
        logger.warning("%s tasks were left by a worker that ended: they are run again.", number)
    return number


def try_again(results: "list[DBTaskResult]") -> int:
    """Put tasks that were given up back into the queue, with all their tries; return how many."""
    for result in results:
        result.status, result.run_after = TaskResultStatus.READY, timezone.now()
        result.finished_at, result.worker_ids = None, []
        result.save(update_fields=["status", "run_after", "finished_at", "worker_ids"])
    return len(results)


class RetryingWorker(Worker):
    """A worker that tries failed tasks again and outlives a restart of the database."""

    def run(self) -> None:
        """Work until it is told to stop, also while the database comes and goes."""
        failures = 0
        while self.running:
            try:
                take_up_abandoned()
                failures = 0
                super().run()
                return
            except (DatabaseError, InterfaceError):
                pause = DATABASE_PAUSES[min(failures, len(DATABASE_PAUSES) - 1)]
                failures += 1
                logger.warning("The database does not answer: the worker waits %s seconds.", pause)
                connections.close_all()
                time.sleep(pause)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task, and see to its next try if it fails."""
        super().run_task(db_task_result)
        close_old_connections()
        if db_task_result.status == TaskResultStatus.FAILED:
            schedule_next_try(db_task_result)
