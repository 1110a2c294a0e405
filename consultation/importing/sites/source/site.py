"""A source as it is read: where it lies, its pages, its files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.structure.pages import Page

from consultation.common.errors import UserFacingError
from consultation.importing.archive.ideas import ArchiveIdeas
from consultation.importing.archive.manifest import Archive


class SourceRefused(UserFacingError):
    """A source that is not read at all; its text says why."""


@dataclass(slots=True)
class SourceFolder:
    """Where a source lies on this machine’s disk; nothing is read from outside of it."""

    path: Path
    # The folder of the Markdown files.
    documents: Path
    settings: dict[str, Any] = field(default_factory=dict)
    settings_file: str = ""
    # The one file to read, where it is just one.
    only: str = ""
    name: str = ""


@dataclass(slots=True)
class SourcePage:
    """One page of the source, or a section that has no page of its own.

    Args:
        path: its file inside the documents' folder; for a section without a page "section:" and
            the titles that lead to it.
        address: its old address below the site's own, without slashes around it; None for a page
            that never had one.
        text: its Markdown, without front matter, which is `meta`.
        html: its content, for a source that is not Markdown.
        first_line: the line of the file that the text begins on.
        page: what MkDocs makes of it; None for a section without a page.
    """

    path: str
    nav_title: str = ""
    slug: str = ""
    address: str | None = None
    text: str = ""
    html: str = ""
    first_line: int = 1
    meta: dict[str, Any] = field(default_factory=dict)
    page: Page | None = None
    children: list["SourcePage"] = field(default_factory=list)

    @property
    def is_file(self) -> bool:
        """Whether there is a file behind it."""
        return not self.path.startswith("section:")

    @property
    def is_index(self) -> bool:
        """Whether it is the first page of its folder."""
        return self.page is not None and self.page.is_index

    @property
    def folder(self) -> str:
        """The folder of its file, "" for the topmost."""
        return self.path.rpartition("/")[0] if self.is_file else ""

    def with_above(self) -> Iterator[tuple["SourcePage", "SourcePage | None"]]:
        """Yield it and all pages below it, each with the one above it, in reading order."""
        waiting: list[tuple[SourcePage, SourcePage | None]] = [(self, None)]
        while waiting:
            page, above = waiting.pop()
            yield page, above
            waiting.extend((child, page) for child in reversed(page.children))


@dataclass(slots=True)
class Site:
    """What is to be imported."""

    # Tells this source from others, and is the same at the next import.
    key: str
    folder: SourceFolder
    root: SourcePage
    name: str = ""
    description: str = ""
    author: str = ""
    url: str = ""
    # Every file of the documents' folder by its path, pages included.
    files: dict[str, Path] = field(default_factory=dict)
    # Where old addresses lead: to a file of it, or to another site.
    redirects: dict[str, str] = field(default_factory=dict)
    # Its pages as data, if a portal wrote it.
    archive: Archive | None = None
    ideas: ArchiveIdeas = field(default_factory=ArchiveIdeas)


def old_addresses(address: str, prefix: str) -> list[str]:
    """Return every address of a page that is at `address` of a site below `prefix`."""
    bare = address.removesuffix(".html")
    ways = [f"/{bare}", f"/{bare}.html", f"/{bare}/index.html"] if bare else ["", "/index.html"]
    found = dict.fromkeys([*ways, *(f"{prefix}{way}" for way in ways)])
    return [way for way in found if way]
