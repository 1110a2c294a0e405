"""Writes what was planned: pages, pictures, documents, redirects."""

from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_footnotes.models import Footnote

from consultation.common.drafts import publish_new
from consultation.importing.archive.page_data import fill_settings, valid_blocks
from consultation.importing.audit import IMPORTED
from consultation.importing.models import ImportedPage
from consultation.importing.report import Report
from consultation.importing.sites.addresses import add_redirects
from consultation.importing.sites.comparison import content_digest
from consultation.importing.sites.media import Library
from consultation.importing.sites.page_creation import create_pages
from consultation.importing.sites.plan import (
    WRITTEN,
    Action,
    PlannedPage,
    Progress,
    SiteImportPlan,
)
from consultation.importing.sites.reference_resolution import ReferenceResolver, files_in
from consultation.pages.blocks import ContentBlock
from consultation.workflow.review.item_hooks import PUBLISHED_ALONE


def lock_imports() -> None:
    """Wait until no other import is writing; to be called inside a transaction."""
    kind = ContentType.objects.get_for_model(ImportedPage)
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


class PageWriter:
    """Writes a plan.

    Args:
        plan: what to write.
        library: the portal's pictures and documents.
        user: whose changes they are; None is the server.
        report: what there is to say.
    """

    def __init__(self, plan: SiteImportPlan, library: Library, user: Any, report: Report) -> None:
        self.plan, self.library, self.user, self.report = plan, library, user, report
        self.records: list[ImportedPage] = []

    def write(self, progress: Progress | None = None) -> None:
        """Write everything."""
        written = [page for page in self.plan.pages if page.action in WRITTEN]
        with disable_reference_index_auto_update():
            create_pages(self.plan, self.user, self.report)
            self.resolve = self._store_files(written).resolve
            for number, planned in enumerate(written, 1):
                self._write(planned)
                if progress:
                    progress(number, len(written), planned.title)
        for planned in self.plan.pages:
            if planned.publish and planned.action == Action.UNCHANGED:
                self._publish(planned.page, planned.page.latest_revision)
        add_redirects(self.plan)
        ImportedPage.objects.bulk_create(
            self.records,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["source", "path"],
            update_fields=["page", "revision", "digest", "content_digest", "imported_at"],
        )

    def _store_files(self, written: list[PlannedPage]) -> ReferenceResolver:
        """Put those files into the library that something new or changed uses."""
        used = set[str]()
        for page in written:
            notes = [text for _, text in page.draft.footnotes]
            used |= files_in([page.draft.blocks, notes, page.draft.settings])
        media = self.plan.media
        return ReferenceResolver(
            {page.path: page.page.pk for page in self.plan.pages if page.page is not None},
            self.library.add_pictures(
                [each for each in media.pictures.values() if each.digest in used]
            ),
            self.library.add_documents(
                [each for each in media.documents.values() if each.digest in used]
            ),
            self.plan.anchor,
        )

    def _write(self, planned: PlannedPage) -> None:
        draft, is_new = planned.draft, planned.action == Action.NEW
        # What is in the page's own row of an unpublished page is less than its draft.
        page = planned.page if is_new else planned.page.get_latest_revision_as_object()
        page.title = draft.title
        blocks = self.resolve(draft.blocks)
        if draft.settings:
            blocks = list(valid_blocks(blocks, partial(self.report.loss, planned.place)))
        page.body = ContentBlock().to_python(blocks)
        page.footnotes = [
            Footnote(uuid=key, text=self.resolve(text), locale_id=page.locale_id, sort_order=order)
            for order, (key, text) in enumerate(draft.footnotes)
        ]
        if hasattr(page, "summary") and draft.summary:
            page.summary = draft.summary
        if planned is self.plan.top:
            for name, value in self.plan.consultation.items():
                setattr(page, name, value)
        if draft.settings:
            fill_settings(page, self.resolve(draft.settings["fields"]))
        data: dict[str, Any] = {
            "path": draft.source.path,
            "new": is_new,
            "published": planned.publish,
        }
        if planned.publish and is_new:
            alone: dict[str, Any] = {"scheduled": False}
            actions = {IMPORTED: data, "wagtail.publish": {}, PUBLISHED_ALONE: alone}
            (revision,) = publish_new([page], actions, user=self.user)
        else:
            revision = page.save_revision(user=self.user, log_action=False, clean=False)
            log(page, IMPORTED, user=self.user, revision=revision, data=data, content_changed=True)
        if planned.publish and not is_new:
            self._publish(page, revision)
        elif is_new and not planned.publish:
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

    def _publish(self, page: Any, revision: Any) -> None:
        """Publish a version of a page that was there before."""
        revision.publish(user=self.user, skip_permission_checks=True)
        log(page, PUBLISHED_ALONE, user=self.user, revision=revision, data={"scheduled": False})
