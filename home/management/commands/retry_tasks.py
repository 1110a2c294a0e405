from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks_db.models import DBTaskResult

from home.jobs.worker import try_again


class Command(BaseCommand):
    """Tries all failed tasks again."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Try all failed tasks again, such as emails that a mail server refused."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number = try_again(DBTaskResult.objects.failed())
        text = ngettext(
            "%(count)d task put back into the queue.",
            "%(count)d tasks put back into the queue.",
            number,
        )
        self.stdout.write(text % {"count": number})
