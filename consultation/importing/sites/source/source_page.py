"""Pages of a source."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mkdocs.structure.pages import Page


@dataclass(slots=True)
class SourcePage:
    """One page of the source, or a section that has no page of its own.

    Args:
        path: its file inside the documents' folder, with forward slashes; for a section without
            a page "section:" and the titles that lead to it.
        nav_title: its title in the navigation, or "".
        slug: the last part of its address.
        address: its old address below the site's own, without slashes around it; None for a page
            that never had one.
        text: its Markdown, with line ends made one kind, without front matter.
        html: its content as HTML, for a source that is not Markdown; used in place of `text`.
        first_line: the line of the file that the text begins on.
        meta: its front matter.
        page: what MkDocs makes of it; None for a section without a page.
        children: the pages below it.
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
        return bool(self.path) and not self.path.startswith("section:")

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
