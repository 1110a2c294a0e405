"""How background work goes, for the report in the admin and the health address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Min, Q, When
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from home.jobs.timetable import JOBS
from home.models import JobRun

# What a task does, for people.
WORDS = {
    "consultation.feedback.receipts.send_receipt": "Email a receipt",
    "consultation.workflow.review.tasks.send_notices": "Email reviewers or authors",
    "consultation.workflow.review.tasks.send_notice": "Email one reviewer or author",
    "consultation.workflow.releases.tasks.tell_publishers": "Email publishers about a release",
    "consultation.workflow.releases.tasks.tell_publisher": "Email one publisher about a release",
    "consultation.importing.uploads.tasks.look_through": "Check an upload",
    "consultation.importing.uploads.tasks.bring_in": "Import an upload",
    "consultation.common.stored_files.delete_stored_file": "Delete an uploaded file",
    "wagtail.tasks.delete_file_from_storage_task": "Delete an image or document file",
    "wagtail.tasks.update_reference_index_task": "Update the list of where things are used",
    "wagtail.images.tasks.set_image_focal_point_task": "Find the focal point of an image",
    "modelsearch.tasks.insert_or_update_object_task": "Update the search index",
}

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
    # What may run at once has the last date there is.
    due_since = Case(When(run_after=get_date_max(), then="enqueued_at"), default="run_after")
    figures = DBTaskResult.objects.aggregate(
        waiting=Count("pk", filter=ready | Q(status=TaskResultStatus.RUNNING)),
        given_up=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        waiting_since=Min(
            due_since,
            filter=ready & (Q(run_after=get_date_max()) | Q(run_after__lte=timezone.now())),
        ),
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
    since = figures.waiting_since.isoformat() if figures.waiting_since else "none"
    yield f"tasks_due_since {since} {'late' if figures.is_late else 'in_time'}"
    for state in job_states():
        last = state.succeeded_at.isoformat() if state.succeeded_at else "never"
        yield f"job {state.name} {last} {'late' if state.is_late else 'in_time'}"
