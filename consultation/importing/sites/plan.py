"""What an import is going to do, worked out before anything is written."""

import uuid
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from consultation.feedback.answer_options import AnswerOptions
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.importing.sites.archive_pages import ArchivePages
from consultation.importing.sites.forms.html_form import settle_lists
from consultation.importing.sites.markup.converter import Converter
from consultation.importing.sites.markup.draft import Draft
from consultation.importing.sites.media import Media, is_kept
from consultation.importing.sites.source.site import Site


class Action(TextChoices):
    """What happens to one page of the source."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    EDITED = "edited here since", _("Edited here since")
    BUSY = "busy", _("Locked, in review or scheduled")
    DELETED = "deleted here since", _("Deleted here since")


WRITTEN = (Action.NEW, Action.CHANGED)


@dataclass(slots=True)
class PlannedPage:
    """One page of the source, the page of the source above it, and what is to happen to it."""

    draft: Draft
    above: "PlannedPage | None"
    action: Action = Action.NEW
    # What an earlier import noted of it.
    known: ImportedPage | None = None
    # None until a new one is made.
    page: Any = None
    slug: str = ""
    url_path: str = ""
    publish: bool = False

    @property
    def path(self) -> str:
        """Its file, or a name for a section without a file."""
        return self.draft.source.path

    @property
    def title(self) -> str:
        return self.draft.title

    @property
    def page_id(self) -> int | None:
        return self.page.pk if self.page else None

    @property
    def url(self) -> str:
        """Where it can be read, or ""."""
        return (self.page.get_url() if self.page else "") or ""

    @property
    def place(self) -> Place:
        """Where the report says something of it."""
        return Place(self.path if self.draft.source.is_file else "")

    @property
    def parent(self) -> "PlannedPage | None":
        """The page that it goes below: where a section was deleted here, the one above that."""
        above = self.above
        while above is not None and above.action == Action.DELETED:
            above = above.above
        return above


@dataclass
class SiteImportPlan:
    """All pages of a source in reading order, the answer lists of its forms, and its files."""

    site: Site
    # The page in the portal below which a new site goes.
    parent: Any
    media: Media
    pages: list[PlannedPage] = field(default_factory=list)
    lists: AnswerOptions = field(default_factory=AnswerOptions)
    # Where old addresses lead: to a page of the source, or to another site.
    redirects: dict[str, PlannedPage | str] = field(default_factory=dict)
    # What the fields of a new consultation hold, by their names.
    consultation: dict[str, Any] = field(default_factory=dict)

    @property
    def top(self) -> PlannedPage:
        """The page that all others are below."""
        return self.pages[0]

    @cached_property
    def by_path(self) -> dict[str, PlannedPage]:
        """The pages by their paths."""
        return {page.path: page for page in self.pages}

    def anchor(self, path: str, wanted: str) -> str:
        """Return the anchor here of a place that links of the source lead to, or ""."""
        page = self.by_path.get(path)
        return page.draft.anchors.get(wanted, "") if page else ""

    def parent_of(self, planned: PlannedPage) -> Any:
        """Return the page that a page goes below; None where that is to be made, too."""
        return planned.parent.page if planned.parent else self.parent


def read_drafts(site: Site, parent: Page, report: Report) -> SiteImportPlan:
    """Read all pages of a site; what is to happen to them is left open."""
    media = Media(site.files, report)
    converter: Converter | ArchivePages = Converter(site, media, report)
    if site.archive:
        converter = ArchivePages(site, site.archive, media, report)
    plan = SiteImportPlan(site, parent, media)
    planned: dict[str, PlannedPage] = {}
    for source, above in site.root.with_above():
        parent_page = planned[above.path] if above else None
        planned[source.path] = PlannedPage(converter.draft(source), parent_page)
    plan.pages = list(planned.values())
    if not plan.top.draft.source.is_file:
        plan.top.draft.title = (site.name or site.folder.name or gettext("Untitled"))[:255]
    _list_children(plan)
    for file, path in site.files.items():
        if not site.folder.only and file not in media.looked_at and is_kept(path):
            report.note(Place(file), gettext("No page uses this file, so it was left out."))
    forms = [form for page in plan.pages for form in page.draft.forms]
    plan.lists = settle_lists(forms, report)
    _check_mentions(plan, report)
    return plan


def _list_children(plan: SiteImportPlan) -> None:
    """Let sections without a text of their own lead on to the pages in them."""
    for page in plan.pages[1:]:
        source = page.draft.source
        is_empty = not source.is_file or (source.html and not page.draft.blocks)
        if not is_empty or not source.children:
            continue
        items = "".join(
            f'<li><a linktype="page" id="page:{escape(each.path)}">'
            f"{escape(plan.by_path[each.path].title)}</a></li>"
            for each in source.children
        )
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, source.path))
        page.draft.blocks = [{"type": "rich_text", "value": f"<ul>{items}</ul>", "id": key}]


def _check_mentions(plan: SiteImportPlan, report: Report) -> None:
    for page in plan.pages:
        for mention in page.draft.mentions:
            target = plan.by_path.get(mention.target)
            if target is None or mention.anchor not in target.draft.anchors:
                text = gettext(
                    "There is no place #%(anchor)s on %(page)s. The link leads to its top."
                )
                report.doubt(mention.place, text, anchor=mention.anchor, page=mention.target)
