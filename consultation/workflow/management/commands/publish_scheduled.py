from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext, ngettext
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand

from consultation.workflow.releases.services import due_releases, release_due


class Command(WagtailCommand):
    """Wagtail's command of this name, with releases first.

    The app comes before Wagtail in the installed apps, so this command is the one that runs.
    """

    @property
    def help(self) -> str:
        return gettext(
            "Publish and unpublish what is due, and release scheduled releases. Run it every "
            "minute. It can be run twice, and on several machines."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = 0
        if options["dryrun"]:
            for release in due_releases():
                due = gettext("To be released: “%(release)s”, %(time)s")
                self.stdout.write(due % {"release": release, "time": release.planned_in_words})
        else:
            for released, message in release_due():
                (self.stdout if released else self.stderr).write(message)
                faults += not released
        super().handle(*args, **options)
        # Everything else was done.
        if faults:
            message = ngettext(
                "%(count)d due and not released: see above.",
                "%(count)d due and not released: see above.",
                faults,
            )
            raise CommandError(message % {"count": faults})
