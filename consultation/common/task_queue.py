from typing import Any

from django.db import transaction
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
