from typing import Any

from django.core.management.base import CommandError
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from consultation.workflow.releases.services import due_releases, release_due


class Command(WagtailCommand):
    """Wagtail's command of this name, with releases first.

    The app comes before Wagtail in the installed apps, so this command is the one that runs.
    """

    help = (
        "Publish and unpublish what is due, and release scheduled releases. Run it every "
        "minute. It can be run twice, and on several machines."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        if options["dryrun"]:
            for release in due_releases():
                self.stdout.write(f"To be released: “{release}”, {release.planned_in_words}")
        else:
            for released, message in release_due():
                (self.stdout if released else self.stderr).write(message)
                faults += not released
        super().handle(*args, **options)
        # Everything else was done.
        if faults:
            raise CommandError(f"{faults} due and not released: see above.")
