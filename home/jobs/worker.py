"""The portal's worker: django-tasks-db's, which also retries and survives a database restart."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import chain, repeat
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connections
from django.db.models import Case, Count, Min, Q, QuerySet, When
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, get_date_max

from consultation.common.errors import describe_error, format_error

logger = logging.getLogger(__name__)

# Between one try of a task and the next. After the last it is given up and reported.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
# Longer than the longest task takes: an import of a thousand pages is done in minutes.
ABANDONED_AFTER = timedelta(hours=1)
# A mail server that hangs costs each try 20 seconds: new tasks need not wait for that.
RETRY_PRIORITY = -10
DATABASE_PAUSES = (1, 2, 5, 10, 30)  # seconds
# A running worker begins sooner, unless an import keeps it busy.
LATE_AFTER = timedelta(minutes=15)
# The search index and the like: what has been deleted since needs no entry.
_INDEX_TASKS = ("wagtail.", "modelsearch.")


class WorkerEndedError(Exception):
    """A task whose worker ended at every try."""


def note_failure(result: DBTaskResult, error: BaseException) -> None:
    """Put a task that failed back into the queue, or give it up after its last try.

    No personal data in the error is kept.
    """
    # There is one worker id for each try.
    path, tries = result.task_path, len(result.worker_ids)
    result.exception_class_path = f"{type(error).__module__}.{type(error).__qualname__}"
    result.traceback = format_error(error)
    if isinstance(error, ObjectDoesNotExist) and path.startswith(_INDEX_TASKS):
        result.status, result.finished_at = TaskResultStatus.SUCCESSFUL, timezone.now()
    elif tries > len(PAUSES):
        result.status, result.finished_at = TaskResultStatus.FAILED, timezone.now()
        logger.error("Task %s was given up after %s tries.", path, tries, exc_info=error)
    else:
        result.status, result.priority = TaskResultStatus.READY, RETRY_PRIORITY
        result.run_after = timezone.now() + PAUSES[tries - 1]
        reason = describe_error(error)
        logger.warning("Task %s failed, try %s, and is tried again: %s", path, tries, reason)
    fields = "exception_class_path traceback status finished_at priority run_after"
    result.save(update_fields=fields.split())


def take_up_abandoned() -> int:
    """Put tasks back whose worker was killed, or give them up; return their number."""
    abandoned = DBTaskResult.objects.running().filter(
        started_at__lt=timezone.now() - ABANDONED_AFTER
    )
    number = 0
    for result in abandoned:
        fields: dict[str, Any] = {"status": TaskResultStatus.READY, "run_after": timezone.now()}
        if len(result.worker_ids) > len(PAUSES):
            # Such a task may be what ends its workers.
            fields = {
                "status": TaskResultStatus.FAILED,
                "finished_at": timezone.now(),
                "exception_class_path": f"{__name__}.{WorkerEndedError.__qualname__}",
            }
        # Only if this is still true: another worker may have taken the task, or have come back.
        number += abandoned.filter(pk=result.pk, started_at=result.started_at).update(**fields)
    if number:
        logger.warning("%s tasks were left by a worker that ended.", number)
    return number


def try_again(failed: QuerySet[DBTaskResult]) -> int:
    """Put tasks that were given up back into the queue, with all their tries; return how many."""
    return failed.update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None, worker_ids=[]
    )


def task_figures() -> dict[str, Any]:
    """Count the tasks that wait or run, and those that were given up, by one query.

    "waiting_since" is since when the one that could be done first has waited, and "is_late"
    whether that is so long that no worker can be running.
    """
    ready = Q(status=TaskResultStatus.READY)
    # What may run at once has the last date there is.
    at_once = Q(run_after=get_date_max())
    now = timezone.now()
    figures: dict[str, Any] = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready | Q(status=TaskResultStatus.RUNNING)),
        given_up=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        waiting_since=Min(
            Case(When(at_once, then="enqueued_at"), default="run_after"),
            filter=ready & (at_once | Q(run_after__lte=now)),
        ),
    )
    since = figures["waiting_since"]
    return figures | {"is_late": since is not None and now - since > LATE_AFTER}


class RetryingWorker(Worker):
    """A worker that tries failed tasks again and outlives a restart of the database."""

    def run(self) -> None:
        def work() -> None:
            take_up_abandoned()
            super(RetryingWorker, self).run()

        self._outlive_database(work)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task and note how it went, in one write: also its next try if it failed.

        Takes the place of the package's, which stores errors as they come, and forgets a task
        that was done while the database restarted: its mail would go out twice.
        """
        self.running_task = True
        try:
            task = db_task_result.task
            result: Any = db_task_result.task_result
            context = (TaskContext(task_result=result),) if task.takes_context else ()
            value = task.call(*context, *result.args, **result.kwargs)
            self._outlive_database(partial(db_task_result.set_successful, value))
        except BaseException as error:
            self._outlive_database(partial(note_failure, db_task_result, error))
        finally:
            self.running_task = False
            self._run_tasks += 1

    def _outlive_database(self, work: Callable[[], Any]) -> None:
        """Call a function again and again while the database does not answer."""
        for pause in chain(DATABASE_PAUSES, repeat(DATABASE_PAUSES[-1])):
            try:
                work()
                return
            except (OperationalError, InterfaceError):
                if not self.running:
                    return
                logger.warning("The database does not answer: the worker waits %s seconds.", pause)
                connections.close_all()
                time.sleep(pause)
