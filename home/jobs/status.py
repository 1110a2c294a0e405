"""How background work goes, for the report in the admin and the health address."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Min, Q, When
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from home.jobs.scheduler import JOBS
from home.models import JobRun

# A worker that is there begins sooner, unless an import keeps it busy.
LATE_AFTER = timedelta(minutes=15)


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


def job_states() -> list[tuple[JobRun, bool]]:
    """Return the last run of each regular job, and whether the job is late."""
    runs = {run.name: run for run in JobRun.objects.all()}
    now = timezone.now()
    states = []
    for job in JOBS:
        run = runs.get(job.name) or JobRun(name=job.name)
        last = run.succeeded_at
        states.append((run, last is None or now - last > job.is_late_after))
    return states


def health_lines() -> list[str]:
    """Return a line for each figure, for /health/?detail: no name, no address, no text."""
    figures = task_figures()
    since = _time(figures["waiting_since"], "none")
    return [
        f"tasks_waiting {figures['waiting']}",
        f"tasks_given_up {figures['given_up']}",
        f"tasks_due_since {since} {_punctuality(figures['is_late'])}",
        *(
            f"job {run.name} {_time(run.succeeded_at, 'never')} {_punctuality(is_late)}"
            for run, is_late in job_states()
        ),
    ]


def _time(at: datetime | None, otherwise: str) -> str:
    return at.isoformat() if at else otherwise


def _punctuality(is_late: bool) -> str:
    return "late" if is_late else "in_time"
