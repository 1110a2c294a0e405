"""Writes what was planned: pages, pictures, documents, redirects."""

from functools import partial
from itertools import chain
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail_footnotes.models import Footnote

from consultation.common.drafts import publish_new
from consultation.importing.archive.page_data import TYPES, fill_settings, valid_blocks
from consultation.importing.models import ImportedPage
from consultation.importing.report import Report
from consultation.importing.sites.addresses import add_redirects
from consultation.importing.sites.comparison import content_digest, takes_consultations
from consultation.importing.sites.media import Library
from consultation.importing.sites.plan import (
    WRITTEN,
    Action,
    PlannedPage,
    SiteImportPlan,
)
from consultation.importing.sites.reference_resolution import ReferenceResolver, files_in
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage
from consultation.workflow.review.item_hooks import PUBLISHED_ALONE

# What an import leaves in the audit log.
IMPORTED = "importing.page"


def lock_imports() -> None:
    """Wait until no other import is writing; to be called inside a transaction."""
    kind = ContentType.objects.get_for_model(ImportedPage)
    ContentType.objects.select_for_update(no_key=True).get(pk=kind.pk)


class PageWriter:
    """Writes a plan, in the name of a user or of the server, None."""

    def __init__(self, plan: SiteImportPlan, library: Library, user: Any, report: Report) -> None:
        self.plan, self.library, self.user, self.report = plan, library, user, report
        self.records: list[ImportedPage] = []

    def write(self) -> None:
        """Write everything."""
        written = [page for page in self.plan.pages if page.action in WRITTEN]
        with disable_reference_index_auto_update():
            self._create_pages()
            self.resolve = self._store_files(written).resolve
            for planned in written:
                self._write(planned)
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

    def _create_pages(self) -> None:
        """Make the new pages, empty at first, so that all others can link to them."""
        plan = self.plan
        # Pages that are there already move on in the tree when others are put before them.
        has_pages = any(each.page is not None for each in plan.pages)
        for number, planned in enumerate(plan.pages):
            if planned.action != Action.NEW:
                continue
            parent = plan.parent_of(planned)
            if has_pages:
                parent.refresh_from_db(fields=["path", "depth", "numchild"])
            model, settings = self._model(planned, parent), planned.draft.settings
            theme = {"theme_id": settings["fields"]["theme_id"]} if model is ThemePage else {}
            planned.page = model(
                **theme,
                title=planned.title,
                slug=planned.slug,
                live=False,
                has_unpublished_changes=True,
                owner=self.user,
                locale_id=parent.locale_id,
            )
            if has_pages:
                _insert(planned, parent, plan.pages[:number], plan.pages[number + 1 :])
            else:
                parent.add_child(instance=planned.page)
            if settings.get("private"):
                login = PageViewRestriction.LOGIN
                PageViewRestriction.objects.create(page=planned.page, restriction_type=login)

    def _model(self, planned: PlannedPage, parent: Page) -> Any:
        """Return the type of a new page: what an archive says, if that can be below its parent."""
        is_consultation = planned.above is None and takes_consultations(parent)
        otherwise = ConsultationPage if is_consultation else SectionPage
        settings = planned.draft.settings
        model = TYPES[settings["type"]] if settings else otherwise
        if model is otherwise:
            return model
        if model is ThemePage and not settings["fields"].get("theme_id"):
            text = _("The theme of this page is not here. It is a section.")
            self.report.loss(planned.place, text)
            return otherwise
        is_second = model is OutcomePage and OutcomePage.objects.child_of(parent).exists()
        if is_second or model not in type(parent).allowed_subpage_models():
            text = _("A page of this type cannot stand here. It is a section.")
            self.report.doubt(planned.place, text)
            return otherwise
        return model

    def _store_files(self, written: list[PlannedPage]) -> ReferenceResolver:
        """Put those files into the library that something new or changed uses."""
        used = set[str]()
        for page in written:
            notes = [text for _, text in page.draft.footnotes]
            used |= files_in([page.draft.blocks, notes, page.draft.settings])
        pictures, documents = (
            [each for each in files.values() if each.digest in used]
            for files in (self.plan.media.pictures, self.plan.media.documents)
        )
        return ReferenceResolver(
            {page.path: page.page.pk for page in self.plan.pages if page.page is not None},
            self.library.add(get_image_model(), pictures),
            self.library.add(get_document_model(), documents),
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
        data: dict[str, Any] = {"path": planned.path, "new": is_new, "published": planned.publish}
        if planned.publish and is_new:
            alone: dict[str, Any] = {"scheduled": False}
            actions = {IMPORTED: data, "wagtail.publish": {}, PUBLISHED_ALONE: alone}
            (revision,) = publish_new([page], actions, user=self.user)
        else:
            revision = page.save_revision(user=self.user, log_action=False, clean=False)
            log(
                page,
                "importing.page",
                user=self.user,
                revision=revision,
                data=data,
                content_changed=True,
            )
        if planned.publish and not is_new:
            self._publish(page, revision)
        elif is_new and not planned.publish:
            # What is in the page's own row tells what it uses, though it has never been public.
            type(page).objects.filter(pk=page.pk).update(body=page.body, formats=page.formats)
            ReferenceIndex.create_or_update_for_object(page)
        self.records.append(
            ImportedPage(
                source=self.plan.site.key,
                path=planned.path,
                page_id=page.pk,
                revision=revision,
                digest=draft.digest(),
                content_digest=content_digest(revision.content),
            )
        )

    def _publish(self, page: Any, revision: Any) -> None:
        revision.publish(user=self.user, skip_permission_checks=True)
        log(page, PUBLISHED_ALONE, user=self.user, revision=revision, data={"scheduled": False})


def _insert(
    planned: PlannedPage, parent: Page, before: list[PlannedPage], after: list[PlannedPage]
) -> None:
    """Put a new page between its neighbours in the source, those that are below the same page."""
    siblings = {page.pk: page for page in Page.objects.child_of(parent)}
    sides = ((each, "right") for each in reversed(before)), ((each, "left") for each in after)
    for other, side in chain(*sides):
        sibling = siblings.get(other.page_id or 0)
        if sibling is not None and other.parent is planned.parent:
            sibling.add_sibling(side, instance=planned.page)
            planned.page.refresh_from_db()
            return
    parent.add_child(instance=planned.page)
