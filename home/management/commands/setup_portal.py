from typing import Any

from django.core.management.base import BaseCommand

from consultation.workflow.review.files import index_references
from home.models import HomePage, PortalSettings
from home.setup.roles import ROLES, ensure_review, ensure_role
from home.setup.site import (
    ensure_front_page,
    ensure_languages,
    ensure_site_address,
    ensure_statements,
)


class Command(BaseCommand):
    """Create or repair what every portal needs.

    The roles, the review, the front page, the languages, the site and its settings, and drafts of
    the accessibility statement and the privacy notice. Can be run at each start and deployment,
    and changes nothing that an administrator added or changed.
    """

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        changes = [change for role in ROLES for change in ensure_role(role)] + ensure_review()
        had_one = HomePage.objects.filter(sites_rooted_here__is_default_site=True).exists()
        home = ensure_front_page()
        if not had_one:
            changes.append(f"Made “{home.title}” the front page of the site.")
        changes += ensure_languages(home)
        changes += ensure_site_address()
        if not PortalSettings.objects.exists():
            changes.append("Made the portal’s settings.")
        # Made here, so that the first reader's visit writes nothing.
        index_references(PortalSettings, PortalSettings.load())
        changes += ensure_statements(home)
        for change in changes or ["Everything was in place: nothing changed."]:
            self.stdout.write(change)
        self.stdout.write(f"Roles: {', '.join(ROLES)}. Front page: “{home.title}”.")
