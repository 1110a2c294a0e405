from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult

from home.jobs.worker import try_again


class Command(BaseCommand):
    """Try all failed tasks again, such as emails that a mail server refused."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        number = try_again(DBTaskResult.objects.failed())
        noun = "task" if number == 1 else "tasks"
        self.stdout.write(f"{number} {noun} put back into the queue.")
