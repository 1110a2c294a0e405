"""The regular jobs of a portal, and when each is due."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend

from consultation.common.private_errors import describe_error
from home.jobs.worker import take_up_abandoned
from home.models import JobRun

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done regularly.

    Args:
        name: the management command, or what the function does.
        run: does it. It can be run at any time, twice and side by side.
        every: how often it is done, where it is several times a day.
        at: by the portal's clock, where it is done once a day.
    """

    name: str
    run: Callable[[], object]
    every: timedelta = DAY
    at: time = time.min

    def next_due(self, after: datetime) -> datetime:
        """Return when it is due next, later than a given time."""
        local = timezone.localtime(after, timezone.get_default_timezone())
        due = timezone.make_aware(
            datetime.combine(local.date(), self.at), timezone.get_default_timezone()
        )
        if self.every == DAY:
            while due <= after:
                local += DAY
                due = timezone.make_aware(
                    datetime.combine(local.date(), self.at), timezone.get_default_timezone()
                )
            return due
        return due + self.every * ((after - due) // self.every + 1)

    @property
    def is_late_after(self) -> timedelta:
        """How long after its last success something must be wrong."""
        return self.every + max(self.every, timedelta(minutes=10))


def _command(name: str, every: timedelta = DAY, at: time = time.min) -> Job:
    return Job(name, lambda: _run_command(name), every, at)


def _run_command(name: str) -> None:
    call_command(name)


def _prune_tasks() -> None:
    # In development tasks are run at once and leave nothing behind.
    if isinstance(task_backends["default"], DatabaseBackend):
        # What was given up stays listed until somebody has dealt with it, a year at most.
        call_command("prune_db_task_results", failed_min_age_days=365)


JOBS = (
    _command("publish_scheduled", timedelta(minutes=1)),
    Job("take_up_abandoned_tasks", take_up_abandoned, timedelta(minutes=10)),
    _command("remove_uploads", timedelta(hours=1), time(0, 15)),
    _command("end_previews", at=time(0, 5)),
    _command("clearsessions", at=time(3, 10)),
    Job("prune_db_task_results", _prune_tasks, at=time(3, 20)),
    _command("check_ledger", at=time(3, 30)),
    _command("apply_retention", at=time(3, 40)),
)


def run_due(now: datetime) -> list[str]:
    """Run every job that is due, and return the names of those that were run here.

    Several schedulers may run side by side: each job is taken by one of them.

    Args:
        now: which jobs are due is asked for this time.
    """
    done = []
    for job in JOBS:
        run, is_new = JobRun.objects.get_or_create(name=job.name, defaults={"due_at": now})
        if not is_new and run.due_at > now:
            continue
        taken = JobRun.objects.filter(name=job.name, due_at=run.due_at).update(
            due_at=job.next_due(now), started_at=now
        )
        if taken:
            _run(job)
            done.append(job.name)
    return done


def _run(job: Job) -> None:
    try:
        job.run()
        error = ""
    except (Exception, SystemExit) as raised:
        error = describe_error(raised)[:500]
        logger.error("The job %s failed.", job.name, exc_info=raised)
    run = JobRun.objects.filter(name=job.name)
    if error:
        run.update(failed_at=timezone.now(), error=error, failures=F("failures") + 1)
    else:
        run.update(succeeded_at=timezone.now(), error="", failures=0)
