"""The tree of pages: MkDocs' navigation, with every page in it."""

import posixpath

from bs4 import BeautifulSoup
from django.utils.text import slugify
from mkdocs.structure import StructureItem
from mkdocs.structure.files import file_sort_key
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

from consultation.importing.report import Place, Report

from .source_page import SourcePage

# More levels than anybody can find their way in.
DEEPEST = 12
LONGEST_PATH = 450


class Tree:
    """Puts the pages of a site under each other.

    Args:
        pages: all pages by their files.
        file: the name of the settings file, for the report.
        lines: its lines.
    """

    def __init__(
        self,
        pages: dict[str, SourcePage],
        file: str,
        lines: list[str],
        report: Report,
    ) -> None:
        self.pages, self.file, self.lines, self.report = pages, file, lines, report
        self.placed: set[str] = set()

    def root(self, navigation: Navigation) -> SourcePage:
        """Return the first page, with all others below it."""
        first = (page for page in self.pages.values() if page.page and page.page.is_homepage)
        root = next(first, SourcePage("section:"))
        self.placed.add(root.path)
        top = [item for item in navigation.items if item is not root.page]
        root.children = self._entries(top, ())
        self._place_others(root)
        return root

    def _entries(self, items: list[StructureItem], titles: tuple[str, ...]) -> list[SourcePage]:
        found = (self._entry(item, titles) for item in items)
        return [each for each in found if each is not None]

    def _entry(self, item: StructureItem, titles: tuple[str, ...]) -> SourcePage | None:
        title = _plain(item.title or "")
        if isinstance(item, Section):
            return self._section(item, (*titles, title))
        if isinstance(item, Link):
            self._tell_link(item.url)
            return None
        if not isinstance(item, Page):
            return None
        page = self.pages.get(item.file.src_uri)
        if page is None:
            self._tell_link(item.file.src_uri)
            return None
        if page.path in self.placed:
            self.report.doubt(self._place(page.path), f"The navigation names {page.path} twice.")
            return None
        self.placed.add(page.path)
        page.nav_title = title
        return page

    def _section(self, section: Section, titles: tuple[str, ...]) -> SourcePage | None:
        """Return a section: its own index page, or else a page without a file."""
        title = titles[-1]
        if len(titles) > DEEPEST:
            self.report.loss(self._place(title), f"“{title}” is nested too deeply.")
            return None
        pages = [each for each in section.children if isinstance(each, Page)]
        first = _own_page([each for each in pages if each.is_index])
        index = self._entry(first, titles) if first is not None else None
        children = self._entries([each for each in section.children if each is not first], titles)
        if index is None:
            path = ("section:" + "/".join(titles))[:LONGEST_PATH]
            while path in self.placed:
                path += " "
            self.placed.add(path)
            slug = slugify(title, allow_unicode=True)
            return SourcePage(path, title, slug, children=children) if children else None
        if title and index.nav_title not in ("", title):
            self.report.note(
                self._place(index.path),
                f"“{index.nav_title}” is the first page of “{title}” and has that title now.",
            )
        index.nav_title = title or index.nav_title
        index.children = children
        return index

    def _place(self, needle: str) -> Place:
        """Return where the settings speak of something."""
        line = next((n for n, text in enumerate(self.lines, 1) if needle and needle in text), None)
        return Place(self.file, line)

    def _tell_link(self, target: str) -> None:
        if "://" in target or target.startswith(("mailto:", "//", "#")):
            text = f"The navigation links to {target}, which is no page. Link to it from a text."
        else:
            text = f"The navigation names {target}: there is none."
        self.report.loss(self._place(target), text)

    def _place_others(self, root: SourcePage) -> None:
        """Put the pages that the navigation does not name at the end of their folder's section."""
        sections = {"": root}
        for page, above in root.with_above():
            if page.is_index:
                sections[page.folder] = page
            elif page.is_file:
                sections.setdefault(page.folder, above or root)
        left = [
            (page.page.file, page)
            for path, page in self.pages.items()
            if path not in self.placed and page.page is not None
        ]
        for file, page in sorted(left, key=lambda each: file_sort_key(each[0])):
            folder = page.folder
            if page.is_index and folder not in sections:
                sections[folder] = page
                folder = folder.rpartition("/")[0]
            while folder not in sections:
                folder = folder.rpartition("/")[0]
            sections[folder].children.append(page)
            if file.inclusion.is_in_nav():
                self.report.note(
                    Place(page.path),
                    "This page is not in the navigation. It stands at the end of its section.",
                )


def _own_page(indexes: list[Page]) -> Page | None:
    """Return the index page that is the section itself: not one among those of several folders."""
    folders = [posixpath.dirname(each.file.src_uri) for each in indexes]
    is_above = all(f"{each}/".startswith(f"{folders[0]}/") for each in folders)
    return indexes[0] if indexes and is_above else None


def _plain(title: str) -> str:
    """Return the words of a title, which MkDocs shows as HTML."""
    words = BeautifulSoup(title, "html.parser").get_text().replace("\u200b", "")
    return " ".join(words.split())
