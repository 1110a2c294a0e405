"""Where everything stands in an archive: its pages, pictures and documents."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage

PICTURES = "assets/pictures"
DOCUMENTS = "assets/documents"


@dataclass(slots=True)
class PlacedPage:
    """A page and where it stands.

    Args:
        page: the page itself.
        path: its file below `docs/`.
        children: the pages below it, in order.
        is_private: whether not everybody could read it.
    """

    page: Any
    path: str
    children: list["PlacedPage"] = field(default_factory=list)
    is_private: bool = False


@dataclass(slots=True)
class PlacedFile:
    """A picture or document and where it stands, below `docs/`."""

    item: Any
    path: str


@dataclass(slots=True)
class Left:
    """What the person who reads the archive has to be told.

    Args:
        drafts: titles of pages with changes that were not published.
        unpublished: titles of pages that were not published at all.
        missing: files that the portal has lost.
    """

    drafts: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Files:
    """The pictures or the documents that pages use, named when they are first met."""

    def __init__(self, model: Any, folder: str, missing: list[str]) -> None:
        self._model = model
        self._folder = folder
        self._missing = missing
        self._placed: dict[int, PlacedFile | None] = {}
        self._taken: set[str] = set()

    def path(self, pk: Any) -> str:
        """Return where a file stands below `docs/`; "" for one that is gone."""
        if not str(pk or "").isdecimal():
            return ""
        key = int(pk)
        if key not in self._placed:
            self._placed[key] = self._place(key)
        placed = self._placed[key]
        return placed.path if placed else ""

    def _place(self, pk: int) -> PlacedFile | None:
        item = self._model._default_manager.filter(pk=pk).first()
        if item is None:
            return None
        ending = PurePosixPath(item.file.name).suffix.lower()
        if not item.file.storage.exists(item.file.name):
            self._missing.append(f"{self._model._meta.verbose_name} “{item.title}”")
            return None
        base = slugify(PurePosixPath(item.title).stem)[:60].strip("-") or "file"
        name, number = f"{base}{ending}", 2
        while name in self._taken:
            name, number = f"{base}-{number}{ending}", number + 1
        self._taken.add(name)
        return PlacedFile(item, f"{self._folder}/{name}")

    def paths(self) -> Iterator[str]:
        """Yield where the files stand that were named so far."""
        return (each.path for each in self._placed.values() if each)

    def used(self) -> Iterator[PlacedFile]:
        """Yield every file that pages use."""
        return (each for each in self._placed.values() if each)


class Layout:
    """The pages of one consultation with their paths, and what they refer to.

    Args:
        consultation: the consultation page.
        drafts: whether pages are taken as their newest drafts have them, unpublished ones too.
    """

    def __init__(self, consultation: ConsultationPage, *, drafts: bool = False) -> None:
        self.drafts = drafts
        self.left = Left()
        self.pictures = Files(get_image_model(), PICTURES, self.left.missing)
        self.documents = Files(get_document_model(), DOCUMENTS, self.left.missing)
        self.page_paths: dict[int, str] = {}
        self.root = self._read_tree(consultation)

    def _read_tree(self, consultation: ConsultationPage) -> PlacedPage:
        """Place every page, by few queries however many there are."""
        pages = list(
            Page.objects.descendant_of(consultation, inclusive=True).order_by("path").specific()
        )
        private = _private_paths()
        parents = {page.path[: -Page.steplen] for page in pages}
        placed: dict[str, PlacedPage] = {}
        taken: set[str] = set()
        for page in pages:
            above = _nearest(placed, page.path)
            if not isinstance(page, ConsultationContentPage):
                continue
            if page.has_unpublished_changes and page.live and not self.drafts:
                self.left.drafts.append(page.title)
            if not page.live and not self.drafts:
                self.left.unpublished.append(page.title)
                if above is not None:
                    continue
            path = _page_path(page, above, page.path in parents, taken)
            taken.add(path)
            draft = self.drafts and page.has_unpublished_changes
            each = PlacedPage(page.get_latest_revision_as_object() if draft else page, path)
            each.is_private = any(page.path.startswith(start) for start in private)
            placed[page.path] = each
            self.page_paths[page.pk] = path
            if above is not None:
                above.children.append(each)
        return placed[consultation.path]

    def all_pages(self) -> Iterator[PlacedPage]:
        """Yield all pages in reading order."""
        waiting = [self.root]
        while waiting:
            each = waiting.pop(0)
            yield each
            waiting[:0] = each.children

    def link(self, here: str, target: str) -> str:
        """Return the address of a file below `docs/` as another one names it."""
        return posixpath.relpath(target, posixpath.dirname(here) or ".")


def _nearest(placed: dict[str, PlacedPage], path: str) -> PlacedPage | None:
    """Return the nearest page above that is in the archive."""
    while len(path) > Page.steplen:
        path = path[: -Page.steplen]
        if path in placed:
            return placed[path]
    return None


def _page_path(page: Page, above: PlacedPage | None, has_children: bool, taken: set[str]) -> str:
    """Return a free path for a page: a folder of its own where it has pages below it."""
    if above is None:
        return "index.md"
    folder = posixpath.dirname(above.path)
    name, number = page.slug, 2
    # Pages that moved up, because what stood between is not published, may share an address.
    while taken & {posixpath.join(folder, f"{name}.md"), posixpath.join(folder, name, "index.md")}:
        name, number = f"{page.slug}-{number}", number + 1
    return posixpath.join(folder, *((name, "index.md") if has_children else (f"{name}.md",)))


def _private_paths() -> list[str]:
    restrictions = PageViewRestriction.objects.exclude(restriction_type="none")
    return list(restrictions.values_list("page__path", flat=True))
