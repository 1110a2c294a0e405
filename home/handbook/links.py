"""Links and pictures of the handbook's files, made to lead to where the admin shows them."""

from collections.abc import Collection
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.urls import reverse
from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from home.handbook.addresses import page_address


class _LinkTreeprocessor(Treeprocessor):
    """Changes the addresses of one page."""

    def __init__(self, markdown: Markdown, pages: Collection[str]) -> None:
        super().__init__(markdown)
        self.pages = pages

    def run(self, root: Element) -> None:
        """Change every link and picture of the page."""
        for link in root.iter("a"):
            self._lead(link)
        for picture in root.iter("img"):
            name = PurePosixPath(picture.get("src", "")).name
            picture.set("src", reverse("handbook:picture", args=[name]))

    def _lead(self, link: Element) -> None:
        """Lead to the page of the handbook that is meant; nowhere if it is no page of it."""
        parts = urlsplit(link.get("href", ""))
        if parts.scheme or not parts.path:
            return
        file = PurePosixPath(parts.path)
        if file.stem not in self.pages or str(file) != f"{file.stem}.md":
            # For whoever keeps the server, beside the handbook: not shown in the admin.
            del link.attrib["href"]
            return
        address = page_address(file.stem)
        link.set("href", f"{address}#{parts.fragment}" if parts.fragment else address)


class HandbookLinks(Extension):
    """The part of Markdown that does it.

    Args:
        pages: the names of all pages.
    """

    def __init__(self, pages: Collection[str]) -> None:
        super().__init__()
        self.pages = pages

    def extendMarkdown(self, md: Markdown) -> None:
        """Add it after Markdown's own steps."""
        processor = _LinkTreeprocessor(md, self.pages)
        md.treeprocessors.register(processor, "handbook_links", 0)
