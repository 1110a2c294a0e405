from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.pages.retention import apply_retention, retention_status
from consultation.responses.privacy.erasure import preview_erasure


class Command(BaseCommand):
    """Erases personal data whose retention period is over."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = _(
            "Erase names, addresses, other personal answers and scans in the responses of every "
            "consultation whose retention period is over. All other answers are kept. "
            "Run it every night. It can be run twice, and stopped at any time."
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help=_("Show how many responses would lose what, page by page, and erase nothing."),
        )
        parser.add_argument(
            "--consultation",
            metavar="SLUG",
            help=_("One consultation, by the last part of its address. By default, all of them."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run, slug = options["dry_run"], options["consultation"]
        schedules = retention_status()
        if slug is not None:
            schedules = [each for each in schedules if each.page and each.page.slug == slug]
            if not schedules:
                raise CommandError(
                    _("There is no consultation with “%(slug)s” at the end of its address.")
                    % {"slug": slug}
                )
        total = 0
        for schedule in schedules:
            about = {"consultation": schedule.title, "state": schedule.words}
            self.stdout.write(_("%(consultation)s: %(state)s") % about)
            if schedule.is_due and schedule.held and schedule.page:
                impact = preview_erasure(schedule.page.pk) if dry_run else apply_retention(schedule)
                line = _("would be erased: %(what)s") if dry_run else _("erased: %(what)s")
                lines = ["  " + line % {"what": what} for what in impact.lines()]
                none = "  " + _("None of them holds any.")
                self.stdout.write("\n".join(lines) or none)
                total += impact.responses
        if dry_run:
            end = ngettext(
                "%(count)s response would lose personal data. This was a dry run: nothing was "
                "erased.",
                "%(count)s responses would lose personal data. This was a dry run: nothing was "
                "erased.",
                total,
            )
        else:
            end = ngettext(
                "Personal data was erased in %(count)s response.",
                "Personal data was erased in %(count)s responses.",
                total,
            )
        self.stdout.write(end % {"count": intcomma(total)})
