"""A source held against what the portal has of it: what an import may write and publish."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from consultation.common.drafts import incomplete, missing_fields, to_complete
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.importing.sites.plan import WRITTEN, Action, PlannedPage, SiteImportPlan
from consultation.pages.models import ConsultationPage

_REQUIRED = ("summary", "organisation", "contact", "privacy")
_LEFT = {
    Action.EDITED: _(
        "“%(title)s” was edited in the portal since the last import. It was left alone."
    ),
    Action.BUSY: _(
        "“%(title)s” is locked, in review or scheduled. It was left alone: import again afterwards."
    ),
    Action.DELETED: _(
        "“%(title)s” was deleted in the portal since the last import. It was left out."
    ),
}


def takes_consultations(parent: Page) -> bool:
    """Say whether a consultation can be made below a page."""
    return ConsultationPage in type(parent).allowed_subpage_models()


def content_digest(content: object) -> str:
    """Return what tells one version of a page from another."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def choose_actions(plan: SiteImportPlan, report: Report, *, publish: bool) -> None:
    """Decide what happens to each page, and whether its newest version is published."""
    imported = ImportedPage.objects.filter(source=plan.site.key).select_related("page")
    known = {each.path: each for each in imported}
    root = known.get(plan.top.path)
    if root is None or root.page_id is None:
        # Never imported, or deleted as a whole since: everything is new.
        known = {}
    ids = [each.page_id for each in known.values() if each.page_id]
    there = {page.pk: page for page in Page.objects.filter(pk__in=ids).specific()}
    edited = _edited(known.values())
    for planned in plan.pages:
        planned.known = known.pop(planned.path, None)
        if planned.known is not None:
            planned.page = there.get(planned.known.page_id or 0)
            planned.action = _action(planned, edited)
        if planned.action in _LEFT:
            report.doubt(planned.place, str(_LEFT[planned.action]), title=planned.title)
        elif publish and not planned.draft.settings.get("draft"):
            why = _why_not_published(planned, edited)
            planned.publish = why == ""
            if why:
                text = gettext("“%(title)s” was not published. %(why)s")
                report.doubt(planned.place, text % {"title": planned.title, "why": why})
    for left in known.values():
        if left.page is not None:
            text = gettext(
                "This is not in the source any more. The page “%(title)s” was left alone."
            )
            report.note(Place(left.path), text, title=left.page.title)
    _report_moves(plan, report)


def _action(planned: PlannedPage, edited: Collection[int]) -> Action:
    if planned.page is None or planned.known is None:
        return Action.DELETED
    if planned.known.digest == planned.draft.digest():
        return Action.UNCHANGED
    if planned.page.pk in edited:
        return Action.EDITED
    return Action.BUSY if _is_busy(planned.page) else Action.CHANGED


def _why_not_published(planned: PlannedPage, edited: Collection[int]) -> str | None:
    """Return why a page is not published, "" where it is, None where it has nothing to publish."""
    page = planned.page
    if page is None:
        return ""
    if planned.action not in WRITTEN and not page.has_unpublished_changes:
        return None
    if page.first_published_at and not page.live:
        return gettext("It was unpublished in the portal.")
    if page.pk in edited:
        return gettext("It was edited in the portal since. Send that version for review.")
    if _is_busy(page):
        return gettext("It is locked, in review or scheduled.")
    missing = missing_fields(page.get_latest_revision_as_object())
    return to_complete(missing) if missing else ""


def _edited(known: Collection[ImportedPage]) -> set[int]:
    newest = {each.page.latest_revision_id: each for each in known if each.page is not None}
    found = Revision.objects.filter(pk__in=newest).values_list("pk", "content").iterator(200)
    return {
        newest[pk].page_id or 0
        for pk, content in found
        if content_digest(content) != newest[pk].content_digest
    }


def _is_busy(page: Page) -> bool:
    return bool(page.locked or page.current_workflow_state or page.scheduled_revision)


def _report_moves(plan: SiteImportPlan, report: Report) -> None:
    last: dict[Any, str] = defaultdict(str)
    for planned in plan.pages[1:]:
        page, parent = planned.page, plan.parent_of(planned)
        if page is None:
            continue
        is_below = parent is not None and page.path[: -page.steplen] == parent.path
        if is_below and page.path > last[parent.pk]:
            last[parent.pk] = page.path
        else:
            text = gettext(
                "“%(title)s” has another place in the source now. It was left where it is."
            )
            report.doubt(planned.place, text, title=page.title)


def choose_values(plan: SiteImportPlan, report: Report) -> None:
    """Fill a new consultation with what its source says; nothing is made up.

    What is missing is told, and the page stays a draft.
    """
    top, site = plan.top, plan.site
    if top.action != Action.NEW or not takes_consultations(plan.parent):
        return
    told = top.draft.settings
    if not told:
        plan.consultation = {
            "summary": top.draft.summary or site.description[:500],
            "organisation": site.author[:200],
        }
        for name in ("roles", "reflections"):
            if options := getattr(plan.lists, name):
                plan.consultation[name] = [("option", each) for each in options]
    values = {"summary": top.draft.summary, **plan.consultation, **told.get("fields", {})}
    missing = [
        capfirst(str(ConsultationPage._meta.get_field(name).verbose_name))
        for name in _REQUIRED
        if not values.get(name)
    ]
    if missing:
        why = incomplete(top.title, missing)
        if top.publish:
            text = gettext(
                "%(why)s It stays a draft, and its forms take no answers until it is published."
            )
            why = text % {"why": why}
        top.publish = False
        report.doubt(top.place, why)
