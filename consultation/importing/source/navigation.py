"""The tree of pages: by `nav` of mkdocs.yml, or by folders; nothing is left out of it."""

from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup

from consultation.importing.report import Place, Report

from .addresses import is_index, slug_of
from .site import SourcePage

DEEPEST = 12


def _plain(title: str) -> str:
    """Return the words of a title, which MkDocs shows as HTML."""
    words = BeautifulSoup(title, "html.parser").get_text().replace("\u200b", "")
    return " ".join(words.split())


class Navigation:
    """Puts pages under each other.

    Args:
        pages: all pages by their files.
        file: the name of the settings file, for the report.
        lines: its lines.
        report: where it is said what the navigation gets wrong.
    """

    def __init__(
        self, pages: dict[str, SourcePage], file: str, lines: list[str], report: Report
    ) -> None:
        self.pages, self.file, self.lines, self.report = pages, file, lines, report
        self.placed: set[str] = set()

    def tree(self, nav: Any, only: str = "") -> SourcePage:
        """Return the first page, with all others below it."""
        if only:
            return self.pages.get(only) or SourcePage(path="section:")
        root = SourcePage(path="section:", nav_title="")
        if isinstance(nav, list):
            children = self._entries(nav, (), 0)
        else:
            children = []
            if nav is not None:
                self.report.loss(self._place("nav"), "The navigation is no list. It was not read.")
        first = next((each for each in children if self._is_first(each)), None)
        if first is None and (index := self._index_of("")) and index.path not in self.placed:
            first = index
            self.placed.add(index.path)
        if first is not None:
            if first in children:
                children.remove(first)
            first.children = [*first.children, *children]
            root = first
        else:
            root.children = children
        self._place_others(root, told=isinstance(nav, list))
        return root

    def _is_first(self, page: SourcePage) -> bool:
        return page.is_file and page.folder == "" and is_index(page.path, self.pages)

    def _place(self, needle: str) -> Place:
        line = next((n for n, text in enumerate(self.lines, 1) if needle and needle in text), None)
        return Place(self.file, line)

    def _index_of(self, folder: str) -> SourcePage | None:
        for page in self.pages.values():
            if page.folder == folder and is_index(page.path, self.pages):
                return page
        return None

    # By nav.
    def _entries(self, entries: list[Any], titles: tuple[str, ...], depth: int) -> list[SourcePage]:
        found: list[SourcePage] = []
        for entry in entries:
            pairs = entry.items() if isinstance(entry, dict) else [("", entry)]
            for title, target in pairs:
                page = self._entry(_plain(str(title or "")), target, titles, depth)
                if page is not None:
                    found.append(page)
        return found

    def _entry(
        self, title: str, target: Any, titles: tuple[str, ...], depth: int
    ) -> SourcePage | None:
        if isinstance(target, list):
            if depth >= DEEPEST:
                self.report.loss(self._place(title), f"“{title}” is nested too deeply.")
                return None
            return self._section(title, self._entries(target, (*titles, title), depth + 1), titles)
        if not isinstance(target, str):
            self.report.loss(self._place(title), f"“{title}” in the navigation leads to no file.")
            return None
        if "://" in target or target.startswith(("mailto:", "//", "#")):
            self.report.loss(
                self._place(target),
                f"The navigation links to {target}, which is no page. Link to it from a text.",
            )
            return None
        file = str(PurePosixPath(target.strip().lstrip("/")))
        page = self.pages.get(file)
        if page is None:
            self.report.loss(self._place(target), f"The navigation names {target}: there is none.")
            return None
        if file in self.placed:
            self.report.doubt(self._place(target), f"The navigation names {target} twice.")
            return None
        self.placed.add(file)
        page.nav_title = title
        return page

    def _section(
        self, title: str, children: list[SourcePage], titles: tuple[str, ...]
    ) -> SourcePage:
        """Return a section: its index page where it has one, else a page without a file."""
        index = next(
            (
                each
                for each in children
                if each.is_file and each.folder and is_index(each.path, self.pages)
            ),
            None,
        )
        if index is None:
            path = "section:" + "/".join((*titles, title))
            return SourcePage(path, title, slug_of(f"{title}.md"), children=children)
        children.remove(index)
        if index.nav_title and title and index.nav_title != title:
            self.report.note(
                self._place(index.path),
                f"“{index.nav_title}” is the first page of “{title}” and has that title now.",
            )
        index.nav_title = title or index.nav_title
        index.children = [*index.children, *children]
        return index

    # By folders.
    def _place_others(self, root: SourcePage, *, told: bool) -> None:
        """Put the pages that the navigation does not name at the end of their folder's section."""
        if root.is_file:
            self.placed.add(root.path)
        left = [page for file, page in self.pages.items() if file not in self.placed]
        left.sort(key=lambda page: _order(page, self.pages))
        sections = self._sections(root)
        for page in left:
            is_first = is_index(page.path, self.pages) and page.folder
            above = self._above(
                page.folder.rpartition("/")[0] if is_first else page.folder, root, sections
            )
            if is_first and page.folder in sections:
                above = sections[page.folder]
            elif is_first:
                sections[page.folder] = page
            above.children.append(page)
            if told:
                self.report.note(
                    Place(page.path),
                    "This page is not in the navigation. It stands at the end of "
                    f"{'its section' if above is not root else 'the consultation'}.",
                )

    def _sections(self, root: SourcePage) -> dict[str, SourcePage]:
        """Return which section a folder's pages stand in, by the folder."""
        sections: dict[str, SourcePage] = {"": root}
        waiting = [root]
        while waiting:
            above = waiting.pop()
            for page in above.children:
                waiting.append(page)
                if page.is_file and page.folder:
                    own = page if is_index(page.path, self.pages) else above
                    if own is page or page.folder not in sections:
                        sections[page.folder] = own
        return sections

    def _above(self, folder: str, root: SourcePage, sections: dict[str, SourcePage]) -> SourcePage:
        """Return the section of a folder, made if there is none."""
        if not folder or folder.count("/") > DEEPEST:
            return root
        if folder not in sections:
            index = self._index_of(folder)
            parent, _, name = folder.rpartition("/")
            above = self._above(parent, root, sections)
            if index is not None and index.path not in self.placed:
                sections[folder] = above
                return above
            words = name.replace("-", " ").replace("_", " ").strip() or name
            title = words[:1].upper() + words[1:]
            section = SourcePage(f"section:{folder}", title, slug_of(f"{name}.md"))
            above.children.append(section)
            sections[folder] = section
        return sections[folder]


def _order(page: SourcePage, pages: dict[str, SourcePage]) -> tuple[Any, ...]:
    """Return what pages are sorted by: by folders, the first page of each before the others."""
    parts = PurePosixPath(page.path).parts
    return (
        *((1, part.casefold()) for part in parts[:-1]),
        (0 if is_index(page.path, pages) else 1, parts[-1].casefold()),
    )
