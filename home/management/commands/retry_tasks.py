from typing import Any

from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult

from home.jobs.worker import try_again


class Command(BaseCommand):
    """Try all work again that was given up, such as mails that a mail server refused."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        number = try_again(DBTaskResult.objects.failed())
        noun = "task waits" if number == 1 else "tasks wait"
        self.stdout.write(f"{number} {noun} for the worker again.")
