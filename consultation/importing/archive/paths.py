"""Paths in an archive: of its pages, pictures and documents."""

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from ideas.models import MODELS, IdeaSet
from ideas.tree import AreaBranch, read_tree


@dataclass(slots=True)
class PlacedPage:
    """A page, its file below `docs/`, and the page above it: None for the consultation."""

    page: Any
    path: str
    above: "PlacedPage | None"
    is_private: bool


class Layout:
    """The pages of one consultation in reading order, with names for all that they refer to."""

    def __init__(self, consultation: ConsultationPage) -> None:
        # What the person who reads the archive has to be told, under the name of its list.
        self.omissions: dict[str, list[str]] = defaultdict(list)
        # The pictures and documents that pages named so far, by their paths.
        self.files: dict[str, Any] = {}
        self._names: dict[tuple[Any, int], str] = {
            (model, pk): code
            for model in MODELS
            for pk, code in model._default_manager.values_list("pk", "code")
        } | {(IdeaSet, pk): name for pk, name in IdeaSet.objects.values_list("pk", "name")}
        self.idea_set = consultation.idea_set_id
        self.pages = list(self._place_pages(consultation))
        self._pages = {str(each.page.pk): each.path for each in self.pages}

    @cached_property
    def tree(self) -> list[AreaBranch]:
        """The ideas as the archive has them."""
        return read_tree(self.idea_set)

    def _place_pages(self, consultation: ConsultationPage) -> Iterator[PlacedPage]:
        """Place every page, by few queries however many there are."""
        found = Page.objects.descendant_of(consultation, inclusive=True).order_by("path")
        pages = [page for page in found.specific() if isinstance(page, ConsultationContentPage)]
        restrictions = PageViewRestriction.objects.exclude(restriction_type="none")
        private = tuple(restrictions.values_list("page__path", flat=True))
        parents = {page.path[: -Page.steplen] for page in pages}
        placed: dict[str, PlacedPage] = {}
        taken = {"index"}
        for page in pages:
            starts = range(len(page.path) - Page.steplen, 0, -Page.steplen)
            above = next((placed[page.path[:n]] for n in starts if page.path[:n] in placed), None)
            if page.has_unpublished_changes or not page.live:
                self.omissions["drafts" if page.live else "unpublished"].append(page.title)
            if not page.live:
                continue
            path = "index.md"
            if above is not None:
                # Pages that moved up, since what is between is not published, may share one.
                start = _free(posixpath.join(posixpath.dirname(above.path), page.slug), "", taken)
                taken |= {start, f"{start}/index"}
                path = f"{start}/index.md" if page.path in parents else f"{start}.md"
            each = PlacedPage(page, path, above, page.path.startswith(private))
            placed[page.path] = each
            yield each

    def page(self, number: str) -> str:
        """Return the path of a page by its id, or else its full address; "" where it is gone."""
        if number not in self._pages:
            page = Page.objects.filter(pk=number).first() if number.isdecimal() else None
            self._pages[number] = (page.full_url or "") if page else ""
        return self._pages[number]

    def chosen(self, model: Any, number: Any) -> str:
        """Return what the archive calls a page, file, area, theme or idea; "" if it is gone."""
        if model is Page:
            return self.page(str(number))
        key = (model, int(number) if str(number).isdecimal() else 0)
        if model in (get_image_model(), get_document_model()) and key not in self._names:
            self._names[key] = self._place_file(*key)
        return self._names.get(key, "")

    def _place_file(self, model: Any, number: int) -> str:
        item = model._default_manager.filter(pk=number).first()
        if item is None:
            return ""
        if not item.file.storage.exists(item.file.name):
            self.omissions["missing"].append(item.title)
            return ""
        folder = "pictures" if model is get_image_model() else "documents"
        base = slugify(PurePosixPath(item.title).stem)[:60].strip("-") or "file"
        ending = PurePosixPath(item.file.name).suffix.lower()
        path = _free(f"assets/{folder}/{base}", ending, self.files)
        self.files[path] = item
        return path


def _free(start: str, ending: str, taken: Collection[str]) -> str:
    """Return a path that is not taken, with a number in front of its ending if need be."""
    path, number = f"{start}{ending}", 2
    while path in taken:
        path, number = f"{start}-{number}{ending}", number + 1
    return path
