"""How background work goes, for the report in the admin and the health address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Min, Q, When
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from home.jobs.scheduler import JOBS
from home.models import JobRun

# A worker that is there begins sooner, unless an import keeps it busy.
LATE_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """Numbers of tasks.

    Args:
        waiting: how many wait or are being done, those that are tried again included.
        given_up: how many failed at every try.
        waiting_since: since when the one that could be done first has waited.
    """

    waiting: int
    given_up: int
    waiting_since: datetime | None

    @property
    def is_late(self) -> bool:
        """Whether a task has waited for so long that no worker can be running."""
        return self.waiting_since is not None and (timezone.now() - self.waiting_since > LATE_AFTER)


def task_figures() -> TaskFigures:
    """Count the tasks that wait and those that were given up, by one query."""
    ready = Q(status=TaskResultStatus.READY)
    # What may run at once has the last date there is.
    at_once = Q(run_after=get_date_max())
    figures = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready | Q(status=TaskResultStatus.RUNNING)),
        given_up=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        waiting_since=Min(
            Case(When(at_once, then="enqueued_at"), default="run_after"),
            filter=ready & (at_once | Q(run_after__lte=timezone.now())),
        ),
    )
    return TaskFigures(**figures)


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


def health_lines() -> Iterable[str]:
    """Yield a line for each figure, for /health/?detail: no name, no address, no text."""
    figures = task_figures()
    yield f"tasks_waiting {figures.waiting}"
    yield f"tasks_given_up {figures.given_up}"
    since = figures.waiting_since.isoformat() if figures.waiting_since else "none"
    yield f"tasks_due_since {since} {'late' if figures.is_late else 'in_time'}"
    for run, is_late in job_states():
        last = run.succeeded_at.isoformat() if run.succeeded_at else "never"
        yield f"job {run.name} {last} {'late' if is_late else 'in_time'}"
