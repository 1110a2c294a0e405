from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from consultation.common.text import join_words
from consultation.workflow.review.files import index_references
from home.models import HomePage, PortalSettings
from home.setup.library import ensure_library
from home.setup.roles import ROLES, ensure_review, ensure_role
from home.setup.site import (
    ensure_front_page,
    ensure_languages,
    ensure_site_address,
    ensure_statements,
)
from home.setup.templates import ensure_templates


class Command(BaseCommand):
    """Creates or repairs what every portal needs."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Create or repair what every portal needs: the roles, the review, the front page, the "
            "languages, the site and its settings, drafts of the accessibility statement and the "
            "privacy notice, templates of consultations, and the first form of the question "
            "library. Can be run at each start and deployment, and changes nothing that an "
            "administrator added or changed."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        changes = [change for role in ROLES for change in ensure_role(role)] + ensure_review()
        had_one = HomePage.objects.filter(sites_rooted_here__is_default_site=True).exists()
        home = ensure_front_page()
        if not had_one:
            text = _("Made “%(title)s” the front page of the site.")
            changes.append(text % {"title": home.title})
        changes += ensure_languages(home)
        changes += ensure_site_address()
        if not PortalSettings.objects.exists():
            changes.append(_("Made the portal’s settings."))
        # Made here, so that the first reader's visit writes nothing.
        index_references(PortalSettings, PortalSettings.load())
        changes += ensure_statements(home)
        changes += ensure_templates()
        changes += ensure_library()
        for change in changes or [_("Everything was in place: nothing changed.")]:
            self.stdout.write(change)
        text = _("Roles: %(roles)s. Front page: “%(title)s”.")
        self.stdout.write(text % {"roles": join_words(ROLES), "title": home.title})
