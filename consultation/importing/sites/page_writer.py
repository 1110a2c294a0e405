"""Writes what was planned: pages, pictures, documents, redirects."""

from html import unescape
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.html import escape, strip_tags
from django.utils.text import Truncator
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_footnotes.models import Footnote

from consultation.common.drafts import publish_new
from consultation.importing.archive.archived_ideas import with_idea_ids
from consultation.importing.archive.page_settings import fill_settings
from consultation.importing.archive.reading import only_valid
from consultation.importing.audit import IMPORTED
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.importing.sites.media import Library
from consultation.importing.sites.page_creation import PageCreator
from consultation.importing.sites.plan import (
    Action,
    PlannedPage,
    Progress,
    SiteImportPlan,
    content_digest,
)
from consultation.importing.sites.redirects import add_redirects
from consultation.importing.sites.reference_resolution import files_in, resolved
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.workflow.review.item_hooks import PUBLISHED_ALONE

LONGEST_LEAD = 250
_WRITTEN = (Action.NEW, Action.CHANGED)


def lock_imports() -> None:
    """Wait until no other import is writing; to be called inside a transaction."""
    kind = ContentType.objects.get_for_model(ImportedPage)
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


class Writer:
    """Writes a plan.

    Args:
        plan: what to write.
        parent: the page below which a new site goes.
        library: the portal's pictures and documents.
        user: whose changes they are; None is the server.
        publish: whether readers see them at once.
        report: what there is to say.
    """

    def __init__(
        self,
        plan: SiteImportPlan,
        parent: Page,
        library: Library,
        user: Any,
        publish: bool,
        report: Report,
    ) -> None:
        self.plan, self.parent, self.library = plan, parent, library
        self.user, self.publish, self.report = user, publish, report
        self.pages: dict[str, Any] = {}
        self.records: list[ImportedPage] = []

    def write(self, progress: Progress | None = None) -> Any:
        """Write everything, and return the page that all others are below."""
        with disable_reference_index_auto_update():
            creator = PageCreator(self.plan, self.parent, self.user, self.report)
            self.idea_ids = creator.idea_ids
            self.pages = creator.create_pages()
            self.ids = {path: page.pk for path, page in self.pages.items()}
            self._store_files()
            written = [page for page in self.plan.pages if page.action in _WRITTEN]
            for number, planned in enumerate(written, 1):
                self._write(planned)
                if progress:
                    progress(number, len(written), planned.draft.title)
        portal = self.parent.get_site()
        if not self.plan.ideas.is_archive:
            add_redirects(self.plan.site, self.pages, portal, self.report)
        ImportedPage.objects.bulk_create(
            self.records,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["source", "path"],
            update_fields=["page", "revision", "digest", "content_digest", "imported_at"],
        )
        return self.pages.get(self.plan.pages[0].draft.source.path)

    def _store_files(self) -> None:
        """Put those files into the library that something new or changed uses."""
        used = set[str]()
        for page in self.plan.pages:
            if page.action in _WRITTEN:
                notes = [text for _, text in page.draft.footnotes]
                used |= files_in([page.draft.blocks, notes, page.draft.settings])
        media = self.plan.media
        self.pictures = self.library.add_pictures(
            {key: each for key, each in media.pictures.items() if key in used}
        )
        self.documents = self.library.add_documents(
            {key: each for key, each in media.documents.items() if key in used}
        )

    def _settled(self, value: Any) -> Any:
        return resolved(value, self.ids, self.pictures, self.documents, self.plan.anchor)

    def _write(self, planned: PlannedPage) -> None:
        draft = planned.draft
        page = self.pages[draft.source.path]
        page.title = draft.title
        blocks = self._settled(draft.blocks)
        if draft.settings:
            blocks = with_idea_ids(blocks, self.idea_ids)
            blocks = only_valid(blocks, draft.source.path, self.report)
        page.body = ContentBlock().to_python(blocks)
        page.footnotes = [
            Footnote(uuid=key, text=self._settled(text), locale_id=page.locale_id, sort_order=order)
            for order, (key, text) in enumerate(draft.footnotes)
        ]
        self._fill(page, planned)
        is_new = planned.action == Action.NEW
        publish = self.publish and not draft.settings.get("draft")
        data: dict[str, Any] = {"path": draft.source.path, "new": is_new, "published": publish}
        alone: dict[str, Any] = {"scheduled": False}
        if publish and is_new:
            actions = {IMPORTED: data, "wagtail.publish": {}, PUBLISHED_ALONE: alone}
            (revision,) = publish_new([page], actions, user=self.user)
        else:
            revision = page.save_revision(user=self.user, log_action=False, clean=False)
            log(page, IMPORTED, user=self.user, revision=revision, data=data, content_changed=True)
        if publish and not is_new:
            revision.publish(user=self.user, skip_permission_checks=True)
            log(page, PUBLISHED_ALONE, user=self.user, revision=revision, data=alone)
        elif not publish and is_new:
            # What is in the page's own row tells what it uses, though it has never been public.
            type(page).objects.filter(pk=page.pk).update(body=page.body)
            ReferenceIndex.create_or_update_for_object(page)
        self.records.append(
            ImportedPage(
                source=self.plan.site.key,
                path=draft.source.path,
                page_id=page.pk,
                revision=revision,
                digest=draft.digest(),
                content_digest=content_digest(revision.content),
            )
        )

    def _fill(self, page: ConsultationContentPage, planned: PlannedPage) -> None:
        """Fill what only some types of page have."""
        if hasattr(page, "summary") and (planned.draft.summary or not page.summary):
            page.summary = planned.draft.summary
        if planned.draft.settings:
            fill_settings(page, self._settled(planned.draft.settings), self.report)
            return
        if not isinstance(page, ConsultationPage) or planned.action != Action.NEW:
            return
        site = self.plan.site
        page.summary = page.summary or site.description[:500] or _first_words(planned) or page.title
        page.organisation = (site.author or site.name or page.title)[:200]
        page.contact = "<p>To be written: whom readers can ask about this consultation.</p>"
        page.privacy = "<p>To be written: what happens with the answers.</p>"
        if site.url:
            page.contact += (
                f'<p>Before, it was at <a href="{escape(site.url)}">{escape(site.url)}</a>.</p>'
            )
        if self.plan.lists.roles:
            page.roles = [("option", each) for each in self.plan.lists.roles]
        if self.plan.lists.reflections:
            page.reflections = [("option", each) for each in self.plan.lists.reflections]
        self.report.doubt(
            Place(""),
            "A Markdown site says nothing of who asks, whom to contact and what happens with the "
            f"answers. Write it on “{page.title}” before anybody reads it.",
        )


def _first_words(planned: PlannedPage) -> str:
    """Return the first paragraph of a page, or its beginning."""
    for block in planned.draft.blocks:
        if block["type"] == "rich_text":
            paragraph = block["value"].partition("</p>")[0]
            words = " ".join(unescape(strip_tags(paragraph)).split())
            return Truncator(words).chars(LONGEST_LEAD)
    return ""
