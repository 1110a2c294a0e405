"""The import of a Markdown site, as the command and the admin call it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.models import Site as PortalSite

from consultation.importing.report import Report
from consultation.importing.sites.addresses import choose_redirects, choose_slugs
from consultation.importing.sites.comparison import choose_actions, choose_values
from consultation.importing.sites.media import Library
from consultation.importing.sites.page_writer import PageWriter, lock_imports
from consultation.importing.sites.plan import PlannedPage, SiteImportPlan, read_drafts
from consultation.importing.sites.source.formats import open_site
from consultation.importing.sites.source.site import Site, SourceRefused
from consultation.pages.models import SectionPage
from consultation.pages.signal_handlers import questions_noted_once

__all__ = ["SiteImport", "SourceRefused", "import_site"]


@dataclass(slots=True)
class SiteImport:
    """What an import did, or would do."""

    report: Report
    pages: list[PlannedPage]
    # The page that all others are below; None in a dry run.
    consultation: Any = None


def import_site(
    source: Path,
    *,
    parent: Page | None = None,
    user: AbstractBaseUser | None = None,
    publish: bool = False,
    dry_run: bool = False,
    name: str = "",
    levels: int = 1,
) -> SiteImport:
    """Make a consultation of a site or a Word file, or bring one up to date that was made of it.

    Everything is written in one transaction. Pages that were edited in the portal since are left
    alone.

    Args:
        source: a folder, a Markdown file, a ZIP archive, or a Word file.
        parent: the page below which it goes; the front page by default. Below a consultation or
            section, the source becomes sections.
        user: whose changes they are; None is the server.
        publish: publish all that is complete, drafts of earlier imports included.
        dry_run: write nothing, only find out what would happen.
        name: what the source is called, where its file has a made-up name.
        levels: how many levels of headings become pages in a Word file: 1, or 2.

    Raises:
        SourceRefused: the source cannot be read, or cannot go there; the text says why.
    """
    report = Report()
    with open_site(source, report, name, levels) as site:
        if not any(page.is_file for page, above in site.root.with_above()):
            raise SourceRefused(_("There is no Markdown file in it."))
        below = _parent_of_all(parent)
        if dry_run:
            site.ideas.make(report, dry_run=True)
            plan = _plan(site, below, report, publish=publish)
        else:
            library = Library(user)
            try:
                with transaction.atomic(), questions_noted_once():
                    lock_imports()
                    site.ideas.make(report, dry_run=False, publish=publish, user=user)
                    plan = _plan(site, below, report, publish=publish)
                    PageWriter(plan, library, user, report).write()
            except BaseException:
                library.take_back()
                raise
    return SiteImport(report, plan.pages, None if dry_run else plan.top.page)


def _plan(site: Site, parent: Page, report: Report, *, publish: bool) -> SiteImportPlan:
    plan = read_drafts(site, parent, report)
    choose_actions(plan, report, publish=publish)
    choose_slugs(plan)
    choose_redirects(plan, report)
    choose_values(plan, report)
    for planned in plan.pages:
        kinds = Counter(block["type"] for block in planned.draft.blocks)
        found = {
            "pages": 1, "blocks": kinds.total(), "pictures": kinds["image"],
            "tables": kinds["table"], "forms": kinds["feedback_form"],
            "footnotes": len(planned.draft.footnotes),
            "links": str(planned.draft.blocks).count("<a "),
            "published": planned.publish,
        }  # fmt: skip
        report.counts.update(found)
    report.counts["redirects"] = len(plan.redirects)
    return plan


def _parent_of_all(parent: Page | None) -> Any:
    if parent is None:
        site = PortalSite.objects.filter(is_default_site=True).select_related("root_page").first()
        if site is None:
            raise SourceRefused(_("The portal has no site yet: run manage.py setup_portal first."))
        parent = site.root_page
    if SectionPage not in parent.specific_class.allowed_subpage_models():
        text = _("No pages of a consultation can stand below “%(title)s”.")
        raise SourceRefused(text % {"title": parent.title})
    return parent.specific
