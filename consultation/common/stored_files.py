"""Uploaded files that go with what they belonged to."""

from django.core.files.storage import default_storage
from django_tasks import task

from consultation.common.task_queue import enqueue_with_commit


@task()
def delete_stored_file(name: str) -> None:
    """Delete a file from the storage; one that is gone already is no error."""
    default_storage.delete(name)


def delete_with_commit(name: str) -> None:
    """Have a file deleted once the database has let go of it, however often that takes.

    Its name may name nobody: it stands in the queue.
    """
    enqueue_with_commit(delete_stored_file, name)
