from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from consultation.importing.admin.services import remove_old


class Command(BaseCommand):
    """Removes uploads that are more than a day old."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return _(
            "Remove files that were uploaded to be imported more than a day ago, and their reports."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("Uploads removed: %(number)d.") % {"number": remove_old()})
