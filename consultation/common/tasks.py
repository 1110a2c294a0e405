from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend


def enqueue_with_commit(task: Task, *args: Any) -> None:
    """Queue a task by the transaction that it belongs to: neither is stored without the other.

    Where tasks run at once (in development) it runs after the commit, and a failure is logged.
    Its arguments are ids and the like; never personal data, since the queue is kept.
    """
    if isinstance(task.get_backend(), DatabaseBackend):
        task.enqueue(*args)
    else:
        transaction.on_commit(lambda: task.enqueue(*args), robust=True)


@task()
def delete_stored_file(name: str) -> None:
    """Delete a file from the storage; one that is gone already is no error."""
    default_storage.delete(name)


def delete_with_commit(name: str) -> None:
    """Delete a file once the database no longer refers to it, with as many tries as that takes.

    Its name must not hold personal data: the queue keeps it.
    """
    enqueue_with_commit(delete_stored_file, name)
