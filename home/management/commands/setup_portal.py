from typing import Any

from django.core.management.base import BaseCommand

from home.front_page import ensure_front_page
from home.models import PortalSettings
from home.review import ensure_review
from home.roles import ROLES, ensure_role


class Command(BaseCommand):
    """Creates what every portal needs; can be run at each start and deployment."""

    help = (
        "Create or repair the roles, the front page, the site and its settings. "
        "Changes nothing that is there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create roles, front page, site and settings."""
        for role in ROLES:
            ensure_role(role)
        ensure_review()
        home = ensure_front_page()
        # Made here, so that the first reader's visit writes nothing.
        PortalSettings.load()
        roles = ", ".join(role.name for role in ROLES)
        self.stdout.write(f"Roles: {roles}. Front page: “{home.title}”.")
