"""Pages of an archive of ours, read like those of any other source."""

from collections import defaultdict
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from consultation.importing.archive.ideas import read_ideas
from consultation.importing.archive.manifest import (
    SOURCE,
    Archive,
    ArchiveError,
    FileData,
    Manifest,
    original_key,
    read_archive,
)
from consultation.importing.archive.page_data import (
    FOOTNOTE_FEATURES,
    TYPES,
    UUID,
    Translator,
    read_settings,
)
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.importing.sites.markup.draft import Draft
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.site import Site, SourceFolder, SourcePage, SourceRefused
from consultation.pages.models import ConsultationPage


def read_archive_site(folder: SourceFolder, manifest: Manifest, report: Report) -> Site:
    """Return the archive that lies in a folder and has such a manifest.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    try:
        archive = read_archive(folder.path, manifest, report)
    except ArchiveError as error:
        raise SourceRefused(str(error)) from error
    key = f"{SOURCE}{manifest.key}"
    if not ImportedPage.objects.filter(source=key, page__isnull=False).exists():
        for page in ConsultationPage.objects.select_related("locale"):
            if original_key(page) == manifest.key:
                text = _(
                    "The consultation “%(title)s”, which this is an archive of, is still in the "
                    "portal: the pages come in as a copy of it."
                )
                report.note(Place(""), text, title=page.title)
    pages = {each.path: SourcePage(each.path, each.title, each.slug) for each in archive.pages}
    for each in archive.pages[1:]:
        pages[each.parent].children.append(pages[each.path])
    documents = folder.documents
    files = (path for path in documents.rglob("*") if path.suffix != ".md" and path.is_file())
    return Site(
        key=key,
        name=archive.pages[0].title,
        folder=folder,
        root=pages[archive.pages[0].path],
        files={
            path.relative_to(documents).as_posix(): path
            for path in files
            if path.resolve().is_relative_to(documents.resolve())
        },
        archive=archive,
        ideas=read_ideas(folder.path, archive.pages[0].settings.get("idea_set"), report),
    )


class ArchivePages:
    """Makes drafts of the pages of one archive."""

    def __init__(self, site: Site, archive: Archive, media: Media, report: Report) -> None:
        self.site, self.media, self.report = site, media, report
        self.pages = {page.path: page for page in archive.pages}
        self.files = archive.files
        # The places that links lead to, by the paths of their pages.
        self.anchors: dict[str, dict[str, str]] = defaultdict(dict)

    def draft(self, source: SourcePage) -> Draft:
        """Return what a page becomes."""
        page, place = self.pages[source.path], Place(source.path)
        notes = {key: text for key, text in page.footnotes.items() if UUID.fullmatch(key)}
        translator = Translator(
            page=self._page,
            chosen=partial(self._chosen, place),
            remark=partial(self.report.loss, place),
            footnotes=notes,
        )
        draft = Draft(source, page.title, anchors=self.anchors[source.path])
        draft.settings = page.model_dump(include={"type", "private", "draft"})
        draft.settings["fields"] = read_settings(TYPES[page.type], page.settings, translator)
        draft.blocks = list(translator.body(page.body))
        draft.footnotes = [
            (key, translator.html(text, FOOTNOTE_FEATURES)) for key, text in notes.items()
        ]
        return draft

    def _page(self, path: str, anchor: str) -> str:
        if path not in self.pages:
            return ""
        self.anchors[path] |= {anchor: anchor} if anchor else {}
        return f"page:{path}"

    def _chosen(self, place: Place, model: Any, name: Any) -> str | int | None:
        """Return the name of a picture or document until it has an id; the id of an idea."""
        if not isinstance(name, str):
            return ""
        if model is Page:
            return self._page(name, "")
        if model not in (get_image_model(), get_document_model()):
            return self.site.ideas.find(model, name)
        if name not in self.site.files:
            return ""
        told = self.files.get(name, FileData())
        if model is get_image_model():
            return self.media.picture(name, told.title, told.description, place)
        found = self.media.document(name, place)
        if found and told.title:
            self.media.documents[found.removeprefix("file:")].title = told.title
        return found
