"""The portal's regular jobs: when each is due, and how jobs and tasks are doing."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend

from consultation.common.errors import describe_error
from home.jobs.worker import take_up_abandoned, task_figures
from home.models import JobRun

logger = logging.getLogger(__name__)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Job:
    """A regular job.

    Args:
        name: the management command, or what the function does.
        label: what it does, in words.
        at: by the portal's clock, the time of day to count from.
        run: does it in place of a command. It can be run at any time, twice and in parallel.
    """

    name: str
    label: str | Promise
    every: timedelta = DAY
    at: time = time.min
    run: Callable[[], object] | None = None

    def next_due(self, after: datetime) -> datetime:
        """Return when it is due next, later than a given time."""
        local = timezone.localtime(after, timezone.get_default_timezone())
        first = datetime.combine(local, self.at, local.tzinfo)
        # Days by the calendar, since some have 23 or 25 hours; anything shorter by the clock.
        if self.every < DAY:
            first = first.astimezone(UTC)
        return first + self.every * ((local - first) // self.every + 1)

    def is_late(self, succeeded_at: datetime | None) -> bool:
        """Say whether its last success is so long ago that something must be wrong."""
        latest = self.every + max(self.every, timedelta(minutes=10))
        return succeeded_at is None or timezone.now() - succeeded_at > latest


def _prune_tasks() -> None:
    # In development tasks run at once and leave nothing in the queue.
    if isinstance(task_backends["default"], DatabaseBackend):
        # What was given up stays listed until an administrator has dealt with it, a year at most.
        call_command("prune_db_task_results", failed_min_age_days=365)


JOBS = (
    Job("publish_scheduled", _("Publish what is scheduled"), timedelta(minutes=1)),
    Job(
        "take_up_abandoned_tasks",
        _("Restart interrupted tasks"),
        timedelta(minutes=10),
        run=take_up_abandoned,
    ),
    Job("remove_uploads", _("Delete old uploads"), timedelta(hours=1), time(0, 15)),
    Job("end_previews", _("End private previews"), at=time(0, 5)),
    Job("clearsessions", _("Delete expired sessions"), at=time(3, 10)),
    Job("prune_db_task_results", _("Delete finished tasks"), at=time(3, 20), run=_prune_tasks),
    Job("check_ledger", _("Check the ledger"), at=time(3, 30)),
    Job("apply_retention", _("Erase data that is due"), at=time(3, 40)),
)


def run_due(now: datetime) -> list[str]:
    """Run every job that is due by now, and return the names of those that were run here.

    Several schedulers may run in parallel: each job is taken by one of them.
    """
    done = []
    for job in JOBS:
        JobRun.objects.get_or_create(name=job.name, defaults={"due_at": now})
        if JobRun.objects.filter(name=job.name, due_at__lte=now).update(
            due_at=job.next_due(now), started_at=now
        ):
            _run(job)
            done.append(job.name)
    return done


def _run(job: Job) -> None:
    record = JobRun.objects.filter(name=job.name)
    try:
        if job.run:
            job.run()
        else:
            call_command(job.name)
    except (Exception, SystemExit) as error:
        logger.error("The job %s failed.", job.name, exc_info=error)
        text = describe_error(error)[:500]
        record.update(failed_at=timezone.now(), error=text, failures=F("failures") + 1)
    else:
        record.update(succeeded_at=timezone.now(), error="", failures=0)


def job_states() -> list[tuple[Job, JobRun, bool]]:
    """Return each regular job, its last run, and whether it is late."""
    runs = JobRun.objects.in_bulk(field_name="name")
    found = [(job, runs.get(job.name) or JobRun(name=job.name)) for job in JOBS]
    return [(job, run, job.is_late(run.succeeded_at)) for job, run in found]


def health_lines() -> list[str]:
    """Return a line for each figure, for /health/?detail: no name, no address, no text."""
    figures = task_figures()
    times = [
        ("tasks_due_since", figures["waiting_since"], "none", figures["is_late"]),
        *((f"job {run.name}", run.succeeded_at, "never", late) for _job, run, late in job_states()),
    ]
    return [
        f"tasks_waiting {figures['waiting']}",
        f"tasks_given_up {figures['given_up']}",
        *(
            f"{name} {at.isoformat() if at else otherwise} {'late' if is_late else 'in_time'}"
            for name, at, otherwise, is_late in times
        ),
    ]
