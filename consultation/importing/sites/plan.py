"""What an import is going to do, worked out before anything is written."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from django.conf import settings
from django.utils.html import escape
from wagtail.models import Page, Revision, WorkflowState

from consultation.importing.archive.archived_files import name_files
from consultation.importing.archive.archived_ideas import ArchivedIdeas, read_ideas
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.importing.sites.forms.option_lists import OptionLists, settle_lists
from consultation.importing.sites.markup import Converter, Draft
from consultation.importing.sites.media import PICTURES, Media
from consultation.importing.sites.source.site import Site
from consultation.importing.sites.source.source_page import SourcePage

NAMED_AT_MOST = 20
Progress = Callable[[int, int, str], None]


class Action(StrEnum):
    """What becomes of one page of the source."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    EDITED = "edited here since"
    BUSY = "on its way here"
    DELETED = "deleted here since"


@dataclass(slots=True)
class PlannedPage:
    """One page of the source, and what is to happen to it."""

    draft: Draft
    above: SourcePage | None
    action: Action = Action.NEW
    known: ImportedPage | None = None


@dataclass
class SiteImportPlan:
    """All pages of a source in reading order, the answer lists of its forms, and its files."""

    site: Site
    media: Media
    ideas: ArchivedIdeas
    pages: list[PlannedPage] = field(default_factory=list)
    lists: OptionLists = field(default_factory=OptionLists)

    @cached_property
    def anchors(self) -> dict[str, dict[str, str]]:
        """The anchors of all pages by their paths."""
        return {page.draft.source.path: page.draft.anchors for page in self.pages}

    def anchor(self, path: str, wanted: str) -> str:
        """Return the anchor here of a place that links of the source lead to, or ""."""
        return self.anchors.get(path, {}).get(wanted, "")


def content_digest(content: object) -> str:
    """Return what tells one version of a page from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def make_site_plan(site: Site, report: Report, progress: Progress | None = None) -> SiteImportPlan:
    """Read all pages of a site and hold them against what was imported before."""
    media = Media(site.files, report)
    ideas = read_ideas(site.opened.folder, report)
    converter = Converter(site, media, report)
    plan = SiteImportPlan(site, media, ideas)
    tree = list(site.pages())
    for number, (source, above) in enumerate(tree, 1):
        draft = converter.draft(source)
        plan.pages.append(PlannedPage(draft, above))
        if progress:
            progress(number, len(tree), draft.title)
    files = [*media.pictures.values(), *media.documents.values()]
    name_files(site.opened.folder, site.opened.documents, files, report)
    root = plan.pages[0].draft
    if not root.source.is_file:
        root.title = (site.name or site.opened.name or "Untitled")[:255]
    _list_what_is_below(plan)
    _tell_unused(plan, report)
    plan.lists = settle_lists([form for page in plan.pages for form in page.draft.forms], report)
    _check_mentions(plan, report)
    _compare(plan, report)
    return plan


def _list_what_is_below(plan: SiteImportPlan) -> None:
    """Let sections without a page of their own lead on to the pages in them."""
    drafts = {page.draft.source.path: page.draft for page in plan.pages}
    for page in plan.pages:
        source = page.draft.source
        if source.is_file or not source.children or page.above is None:
            continue
        items = "".join(
            f'<li><a linktype="page" id="page:{escape(each.path)}">'
            f"{escape(drafts[each.path].title)}</a></li>"
            for each in source.children
        )
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, source.path))
        page.draft.blocks = [{"type": "rich_text", "value": f"<ul>{items}</ul>", "id": key}]


def _tell_unused(plan: SiteImportPlan, report: Report) -> None:
    """Name the pictures and documents of the folder that no page uses."""
    if plan.site.opened.only:
        return
    kept = {*PICTURES, *settings.WAGTAILDOCS_EXTENSIONS}
    unused = [
        file
        for file in plan.site.files
        if file not in plan.media.asked_for and file.rpartition(".")[2].lower() in kept
    ]
    if unused:
        names = ", ".join(unused[:NAMED_AT_MOST])
        more = f" and {len(unused) - NAMED_AT_MOST} more" if len(unused) > NAMED_AT_MOST else ""
        report.note(Place(""), f"No page uses these files, so they were left out: {names}{more}.")


def _check_mentions(plan: SiteImportPlan, report: Report) -> None:
    """Say which links lead to a place that is not on its page."""
    for page in plan.pages:
        for mention in page.draft.mentions:
            if mention.anchor not in plan.anchors.get(mention.target, {}):
                report.doubt(
                    mention.place,
                    f"There is no place #{mention.anchor} on {mention.target}. The link leads to "
                    "the page’s top.",
                )


def _compare(plan: SiteImportPlan, report: Report) -> None:
    """Find out what happens to each page."""
    known = {
        each.path: each
        for each in ImportedPage.objects.filter(source=plan.site.key).select_related("page")
    }
    root = known.get(plan.pages[0].draft.source.path)
    if root is None or root.page_id is None:
        # Never imported, or deleted as a whole since: everything is new.
        known = {}
    contents = _newest_contents(each.page_id for each in known.values() if each.page_id)
    busy = _busy(each.page_id for each in known.values() if each.page_id)
    for page in plan.pages:
        path = page.draft.source.path
        page.known = known.pop(path, None)
        if page.known is None:
            continue
        page.action = _action_for(page.draft, page.known, contents, busy)
        place = Place(path) if page.draft.source.is_file else Place("")
        if page.action in _TOLD:
            report.doubt(place, _TOLD[page.action].format(title=page.draft.title))
    for left in known.values():
        if left.page_id and left.page is not None:
            report.note(
                Place(left.path),
                f"This is not in the source any more. The page “{left.page.title}” was left alone.",
            )


_TOLD = {
    Action.EDITED: "“{title}” was edited in the portal since the last import. It was left alone.",
    Action.BUSY: "“{title}” is locked, in review or scheduled. It was left alone: import again "
    "afterwards.",
    Action.DELETED: "“{title}” was deleted in the portal since the last import. It was left out.",
}


def _action_for(
    draft: Draft, known: ImportedPage, contents: dict[int, str], busy: set[int]
) -> Action:
    if known.page_id is None:
        return Action.DELETED
    if known.digest == draft.digest():
        return Action.UNCHANGED
    if contents.get(known.page_id) != known.content_digest:
        return Action.EDITED
    return Action.BUSY if known.page_id in busy else Action.CHANGED


def _newest_contents(ids: Iterable[int]) -> dict[int, str]:
    """Return the digest of each page's newest version."""
    pages = Page.objects.filter(pk__in=list(ids)).values_list("pk", "latest_revision")
    newest = {revision: pk for pk, revision in pages if revision}
    found = Revision.objects.filter(pk__in=newest).values_list("pk", "content").iterator(200)
    return {newest[pk]: content_digest(content) for pk, content in found}


def _busy(ids: Iterable[int]) -> set[int]:
    """Return the pages that are locked, in review or scheduled."""
    keys = list(ids)
    locked = Page.objects.filter(pk__in=keys, locked=True).values_list("pk", flat=True)
    texts = [str(key) for key in keys]
    scheduled = Revision.page_revisions.filter(
        object_id__in=texts, approved_go_live_at__isnull=False
    ).values_list("object_id", flat=True)
    reviewed = WorkflowState.objects.filter(
        object_id__in=texts,
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
    ).values_list("object_id", flat=True)
    return {*locked, *map(int, scheduled), *map(int, reviewed)}
