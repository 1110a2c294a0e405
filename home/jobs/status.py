"""How background work goes, for the report in the admin and the health address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from home.jobs.timetable import JOBS
from home.models import JobRun

# What a task does, for people.
WORDS = {
    "consultation.feedback.tasks.send_receipt": "Email a receipt",
    "consultation.review.tasks.send_notices": "Email reviewers or authors",
    "consultation.review.tasks.send_notice": "Email one reviewer or author",
    "consultation.releases.tasks.tell_publishers": "Email publishers about a release",
    "consultation.releases.tasks.tell_publisher": "Email one publisher about a release",
    "consultation.importing.uploads.tasks.look_through": "Check an upload",
    "consultation.importing.uploads.tasks.bring_in": "Import an upload",
}


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """Numbers of tasks.

    Args:
        waiting: how many wait or are being done, those that are tried again included.
        given_up: how many failed at every try.
        waiting_since: since when the oldest that could be done has waited.
    """

    waiting: int
    given_up: int
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True)
class JobState:
    """When a regular job last succeeded, and whether it is late."""

    name: str
    succeeded_at: datetime | None
    due_at: datetime | None
    error: str
    is_late: bool


def task_figures() -> TaskFigures:
    """Count the tasks that wait and those that were given up, by one query."""
    ready = Q(status=TaskResultStatus.READY)
    figures = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready | Q(status=TaskResultStatus.RUNNING)),
        given_up=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        waiting_since=Min("enqueued_at", filter=ready & Q(worker_ids=[])),
    )
    return TaskFigures(**figures)


def job_states() -> list[JobState]:
    """Return how each regular job goes."""
    runs = {run.name: run for run in JobRun.objects.all()}
    now = timezone.now()
    states = []
    for job in JOBS:
        run = runs.get(job.name)
        last = run.succeeded_at if run else None
        states.append(
            JobState(
                name=job.name,
                succeeded_at=last,
                due_at=run.due_at if run else None,
                error=run.error if run else "",
                is_late=last is None or now - last > job.is_late_after,
            )
        )
    return states


def health_lines() -> Iterable[str]:
    """Yield a line for each figure, for /health/?detail: no name, no address, no text."""
    figures = task_figures()
    yield f"tasks_waiting {figures.waiting}"
    yield f"tasks_given_up {figures.given_up}"
    for state in job_states():
        last = state.succeeded_at.isoformat() if state.succeeded_at else "never"
        yield f"job {state.name} {last} {'late' if state.is_late else 'in_time'}"
