"""A Markdown site as it lies in its folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class SourcePage:
    """One page of the source, or a section that has no page of its own.

    Args:
        path: its file inside the documents' folder, with forward slashes; for a section without
            a page "section:" and the titles that lead to it.
        nav_title: its title in the navigation, or "".
        slug: the last part of its address.
        address: its old address below the site's own, without slashes around it.
        text: its Markdown, with line ends made one kind, without front matter.
        first_line: the line of the file that the text begins on.
        meta: its front matter.
        children: the pages below it.
    """

    path: str
    nav_title: str = ""
    slug: str = ""
    address: str = ""
    text: str = ""
    first_line: int = 1
    meta: dict[str, Any] = field(default_factory=dict)
    children: list["SourcePage"] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        """Whether there is a file behind it."""
        return bool(self.path) and not self.path.startswith("section:")

    @property
    def folder(self) -> str:
        """The folder of its file, "" for the topmost."""
        return self.path.rpartition("/")[0] if self.is_file else ""


@dataclass(slots=True)
class Opened:
    """A source on this machine's disk, which nothing is read from outside of.

    Args:
        folder: the topmost folder.
        documents: the folder of the Markdown files.
        settings: what mkdocs.yml says.
        settings_file: the name of that file, or "".
        only: the one file to read, where it is just one.
        name: what the source is called, for want of a name of its own.
    """

    folder: Path
    documents: Path
    settings: dict[str, Any] = field(default_factory=dict)
    settings_file: str = ""
    only: str = ""
    name: str = ""


@dataclass(slots=True)
class Site:
    """What is to be imported.

    Args:
        key: tells this site from others, and is the same at the next import.
        name: the site's name.
        description: what it is about, or "".
        author: who made it, or "".
        url: its address, or "".
        opened: where it lies.
        root: its first page, with all others below it in order.
        files: every file of the documents' folder by its path, pages included.
    """

    key: str
    name: str
    description: str
    author: str
    url: str
    opened: Opened
    root: SourcePage
    files: dict[str, Path] = field(default_factory=dict)

    def pages(self) -> Iterator[tuple[SourcePage, SourcePage | None]]:
        """Yield every page with the one above it, in reading order."""
        waiting: list[tuple[SourcePage, SourcePage | None]] = [(self.root, None)]
        while waiting:
            page, above = waiting.pop()
            yield page, above
            waiting.extend((child, page) for child in reversed(page.children))
