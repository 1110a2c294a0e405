"""Which page a text in the page's column stands for."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.apps import apps
from wagtail.contrib.redirects.models import Redirect

from consultation.importing.answers.target import Target
from consultation.importing.answers.wording import same, words

_BETWEEN = (" | ", " - ", " – ", " — ", " · ", " :: ")
_INDEXES = ("index.html", "index.htm", "index.md", "readme.md", "index")
# Nothing that names a page is longer.
LONGEST = 1_000
# What old sites call their first page.
_FIRST_PAGE = ("", "home", "start", "welcome")
_ENDINGS = (".html", ".htm", ".md", ".php", ".aspx")


def address_path(text: str) -> str:
    """Return the path of an address in small letters, without host, index file and ending."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    path = unquote(parts.path).lower().strip("/")
    folder, _, last = path.rpartition("/")
    if last in _INDEXES:
        return folder
    for ending in _ENDINGS:
        if last.endswith(ending):
            return path[: -len(ending)]
    return path


def _imported_paths(keys: list[int]) -> Iterator[tuple[int, str]]:
    """Yield page and source path of pages that came with a site, where such are known."""
    models: dict[str, Any] = {
        model.__name__: model for model in apps.get_app_config("importing").get_models()
    }
    imported = models.get("ImportedPage")
    if imported is not None:
        known = imported._default_manager.filter(page_id__in=keys)
        yield from known.values_list("page_id", "path")


@dataclass(frozen=True, slots=True)
class FoundPage:
    """What a text stands for.

    Args:
        page: id of the page; None if none was found.
        sure: whether it is beyond doubt.
        several: whether the text fits several pages.
    """

    page: int | None
    sure: bool = True
    several: bool = False


class PageFinder:
    """Finds pages of a target by title, address, old address or number.

    Args:
        target: what is imported to.
        said: what the map says of single texts.
    """

    def __init__(self, target: Target, said: dict[str, str] | None = None) -> None:
        self._names: dict[str, set[int]] = defaultdict(set)
        self._paths: dict[str, set[int]] = defaultdict(set)
        self._slugs: dict[str, set[int]] = defaultdict(set)
        self._root = target.root.pk
        self._ends: dict[str, set[int]] = defaultdict(set)
        self._pages = target.forms
        self._known: dict[str, FoundPage] = {}
        pages: list[Any] = [form.page for form in target.forms.values()]
        self._by_path = {address_path(page.url_path): page.pk for page in pages}
        for page in pages:
            self._names[words(page.title)].add(page.pk)
            if page.draft_title:
                self._names[words(page.draft_title)].add(page.pk)
            self._add_path(page.url_path, page.pk)
            self._paths[page.slug.lower()].add(page.pk)
            self._slugs[words(page.slug)].add(page.pk)
        keys = [page.pk for page in pages]
        redirects = Redirect.objects.filter(redirect_page_id__in=keys)
        for page_id, path in (
            *redirects.values_list("redirect_page_id", "old_path"),
            *_imported_paths(keys),
        ):
            if page_id is not None:
                self._add_path(path, page_id)
        self._said = {
            same(text): self._chosen(page) if page.strip() else FoundPage(None)
            for text, page in (said or {}).items()
        }

    def unknown_pages(self, said: dict[str, str]) -> list[str]:
        """Return what a map calls pages and is none of them."""
        return [page for page in said.values() if page.strip() and not self._chosen(page).page]

    def path_of(self, page_pk: int) -> str:
        """Return how a page is named in a map: its path below the site's first page."""
        return "/" + "/".join(self._pages[page_pk].page.url_path.strip("/").split("/")[1:])

    def _add_path(self, path: str, page: int) -> None:
        steps = address_path(path).split("/")
        # Old sites stood in other folders: the end of an address says the most.
        self._paths["/".join(steps)].add(page)
        for start in range(1, len(steps)):
            self._ends["/".join(steps[start:])].add(page)

    def _chosen(self, text: str) -> FoundPage:
        """Return the page that a person named by number, path or short name."""
        text = text.strip()
        if text.isascii() and text.isdigit():
            return FoundPage(int(text) if int(text) in self._pages else None)
        path = address_path(text)
        for whole, page in self._by_path.items():
            if whole.split("/")[1:] == [step for step in path.split("/") if step]:
                return FoundPage(page)
        named = self._paths.get(path, set())
        return FoundPage(next(iter(named))) if len(named) == 1 else self._look(text)

    def find(self, text: str) -> FoundPage:
        """Return what a text stands for."""
        if len(text) > LONGEST:
            return FoundPage(None)
        text = same(text)
        found = self._said.get(text) or self._known.get(text)
        if found is None:
            found = self._look(text)
            # A column of free text must not fill the memory.
            if len(self._known) < 10_000:
                self._known[text] = found
        return found

    def _look(self, text: str) -> FoundPage:
        for sure, pages in self._candidates(text):
            if len(pages) == 1:
                return FoundPage(next(iter(pages)), sure)
            if pages:
                return FoundPage(None, several=True)
        return FoundPage(None)

    def _candidates(self, text: str) -> Iterator[tuple[bool, set[int]]]:
        """Yield the pages that a text may stand for, the surest first."""
        if text.isascii() and text.isdigit() and len(text) < 18:
            yield True, {int(text)} & self._pages.keys()
        yield True, self._names.get(words(text), set())
        path = address_path(text)
        yield True, self._paths.get(path, set())
        yield True, self._ends.get(path, set())
        steps = path.split("/")
        for start in range(1, len(steps)):
            end = "/".join(steps[start:])
            yield start == 1, self._paths.get(end, set()) or self._ends.get(end, set())
        for sign in _BETWEEN:
            # Browsers show “Page - Name of the site”.
            title, found, _ = text.rpartition(sign)
            while found:
                yield False, self._names.get(words(title), set())
                yield False, self._slugs.get(words(title), set())
                title, found, _ = title.rpartition(sign)
        yield False, self._names.get(words(path), set())
        yield False, self._slugs.get(words(text), set())
        if path in _FIRST_PAGE and text:
            yield False, {self._root}
