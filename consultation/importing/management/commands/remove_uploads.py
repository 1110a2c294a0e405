from typing import Any

from django.core.management.base import BaseCommand

from consultation.importing.admin.services import remove_old, remove_strays


class Command(BaseCommand):
    """Removes uploads that nobody decided about within a day."""

    help = "Remove files that were sent to be imported a day ago or longer, and their reports."

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them and say how many there were."""
        number = remove_old()
        self.stdout.write(f"{number} upload{'' if number == 1 else 's'} removed.")
        strays = remove_strays()
        if strays:
            noun = "1 file" if strays == 1 else f"{strays} files"
            self.stdout.write(f"{noun} of interrupted imports removed.")
