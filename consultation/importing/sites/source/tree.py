"""The tree of pages: MkDocs' navigation, with every page in it."""

import posixpath
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup
from django.utils.text import slugify
from django.utils.translation import gettext as _
from mkdocs.structure import StructureItem
from mkdocs.structure.files import file_sort_key
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

from consultation.importing.report import Place, Report

from .site import SourceFolder, SourcePage

# More levels than people can find their way in.
DEEPEST = 12
LONGEST_PATH = 450


class Tree:
    """Puts the pages of a site, which are given by their files, under each other."""

    def __init__(self, pages: dict[str, SourcePage], folder: SourceFolder, report: Report) -> None:
        self.pages, self.file, self.report = pages, folder.settings_file, report
        raw = (folder.path / self.file).read_bytes() if self.file else b""
        self.lines = raw.decode("utf-8", errors="replace").splitlines()
        self.placed: set[str] = set()

    def root(self, navigation: Navigation) -> SourcePage:
        """Return the first page, with all others below it."""
        first = (page for page in self.pages.values() if page.page and page.page.is_homepage)
        root = next(first, SourcePage("section:"))
        self.placed.add(root.path)
        top = [item for item in navigation.items if item is not root.page]
        root.children = list(self._entries(top, ()))
        self._place_others(root)
        return root

    def _entries(
        self, items: Iterable[StructureItem], titles: tuple[str, ...]
    ) -> Iterator[SourcePage]:
        """Yield the pages and sections of a section, whose own titles are given."""
        for item in items:
            title = _plain(item.title or "")
            if isinstance(item, Section):
                yield from self._section(item, (*titles, title))
            elif isinstance(item, Page) and item.file.src_uri in self.pages:
                page = self.pages[item.file.src_uri]
                if page.path in self.placed:
                    text = _("The navigation names %(page)s twice.")
                    self.report.doubt(self._place(page.path), text, page=page.path)
                    continue
                self.placed.add(page.path)
                page.nav_title = title
                yield page
            elif isinstance(item, Page | Link):
                target = item.file.src_uri if isinstance(item, Page) else item.url
                text = _("The navigation names %(page)s, which is no page here. It was left out.")
                self.report.loss(self._place(target), text, page=target)

    def _section(self, section: Section, titles: tuple[str, ...]) -> Iterator[SourcePage]:
        title = titles[-1]
        if len(titles) > DEEPEST:
            text = _("“%(title)s” is nested too deeply.")
            self.report.loss(self._place(title), text, title=title)
            return
        own = _own_page(section)
        index = next(self._entries([own], titles), None) if own is not None else None
        others = (each for each in section.children if each is not own)
        children = list(self._entries(others, titles))
        if index is None and children:
            path = ("section:" + "/".join(titles))[:LONGEST_PATH]
            while path in self.placed:
                path += " "
            self.placed.add(path)
            index = SourcePage(path, slug=slugify(title, allow_unicode=True))
        if index is not None:
            index.nav_title = title or index.nav_title
            index.children = children
            yield index

    def _place(self, needle: str) -> Place:
        line = next((n for n, text in enumerate(self.lines, 1) if needle and needle in text), None)
        return Place(self.file, line)

    def _place_others(self, root: SourcePage) -> None:
        """Put the pages that the navigation does not name at the end of their folder's section."""
        sections = {"": root}
        for page, above in root.with_above():
            if page.is_index:
                sections[page.folder] = page
            elif page.is_file:
                sections.setdefault(page.folder, above or root)
        files = [each.page.file for each in self.pages.values() if each.page is not None]
        for file in sorted(files, key=file_sort_key):
            page = self.pages[file.src_uri]
            if page.path in self.placed:
                continue
            folder = page.folder
            if page.is_index and folder not in sections:
                sections[folder] = page
                folder = posixpath.dirname(folder)
            while folder not in sections:
                folder = posixpath.dirname(folder)
            sections[folder].children.append(page)
            if file.inclusion.is_in_nav():
                text = _("This page is not in the navigation. It is at the end of its section.")
                self.report.note(Place(page.path), text)


def _own_page(section: Section) -> Page | None:
    """Return the index page that is a section itself: not one among those of several folders."""
    indexes = [each for each in section.children if isinstance(each, Page) and each.is_index]
    folders = [posixpath.dirname(each.file.src_uri) for each in indexes]
    is_above = all(f"{each}/".startswith(f"{folders[0]}/") for each in folders)
    return indexes[0] if indexes and is_above else None


def _plain(title: str) -> str:
    words = BeautifulSoup(title, "html.parser").get_text().replace("\u200b", "")
    return " ".join(words.split())
