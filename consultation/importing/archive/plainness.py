"""Which blocks Markdown alone brings back as they were; the others keep their data in marks.

Nobody has to foresee that: each page is read back by the import, before it is written.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

from consultation.importing.archive.archived_ideas import ArchivedIdeas
from consultation.importing.archive.layout import DOCUMENTS, PICTURES, Layout, PlacedPage
from consultation.importing.archive.marked_blocks import MarkedBlock
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.page_texts import PageText, WrittenBlock
from consultation.importing.archive.sameness import same_form
from consultation.importing.archive.site_file import EXTENSIONS
from consultation.importing.report import Place, Report
from consultation.importing.sites.markup import Converter, Draft
from consultation.importing.sites.media import Media
from consultation.importing.sites.source.addresses import address_of
from consultation.importing.sites.source.folder import Opened
from consultation.importing.sites.source.site import Site
from consultation.importing.sites.source.source_page import SourcePage

# What Markdown has a sign for; the others are not even tried.
TRIED = frozenset(
    {"heading", "rich_text", "quote", "code", "callout", "details", "image", "document", "table"}
)
# Marks part blocks that run into each other, so a few rounds will do.
_ROUNDS = 4


class _Used(Mapping[str, Path]):
    """The files of an archive as far as they were named."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def __iter__(self) -> Iterator[str]:
        yield from self._layout.pictures.paths()
        yield from self._layout.documents.paths()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __getitem__(self, name: str) -> Path:
        if name not in set(self):
            raise KeyError(name)
        return Path(name)


class _NamedMedia(Media):
    """Names files by their paths, and looks at none."""

    def picture(self, file: str, title: str, alt: str, place: Place) -> str:
        """Return what stands for a picture."""
        return f"file:{file}" if file in self.files and file.startswith(PICTURES) else ""

    def document(self, file: str, place: Place) -> str:
        """Return what stands for a document."""
        return f"file:{file}"

    def is_document(self, file: str) -> bool:
        """Say whether a file is a document."""
        return file.startswith(DOCUMENTS)


class Plainness:
    """Decides it, page by page.

    Args:
        naming: what the archive calls things.
    """

    def __init__(self, naming: Naming) -> None:
        report = Report()
        files = _Used(naming.layout)
        opened = Opened(Path(), Path(), settings={"markdown_extensions": list(EXTENSIONS)})
        root = _source_page(naming.layout.root)
        site = Site("", "", "", "", "", opened, root, files)  # type: ignore[arg-type]
        ideas = ArchivedIdeas(is_archive=True, codes=naming.codes())
        self._converter = Converter(site, _NamedMedia(files, report), report, ideas)

    def file(self, text: PageText) -> str:
        """Return a page's file with as few marks as it can do with."""
        blocks = list(text.blocks())
        wanted = [self._form(block, text) for block in blocks]
        plain = [
            block.type in TRIED and form is not None and not _is_undescribed(block)
            for block, form in zip(blocks, wanted, strict=True)
        ]
        for _ in range(_ROUNDS):
            body = text.body(blocks, plain)
            wrong = self._wrong(text, body, blocks, wanted, plain)
            if not wrong:
                return text.head() + body
            plain = [is_plain and number not in wrong for number, is_plain in enumerate(plain)]
        return text.head() + text.body(blocks, [False] * len(blocks))

    def _form(self, block: WrittenBlock, text: PageText) -> str | None:
        """Return what a block has to read back as; None for what only its mark can hold."""
        marked = MarkedBlock(block.type, block.value, text.notes(block), Place(text.path))
        settled = self._converter.source.settle(marked)
        if settled is None:
            return None
        if block.type == "heading":
            settled.raw["value"]["anchor"] = block.anchor
        return _compared(settled.raw)

    def _wrong(
        self,
        text: PageText,
        body: str,
        blocks: Sequence[WrittenBlock],
        wanted: Sequence[str | None],
        plain: Sequence[bool],
    ) -> set[int]:
        """Return the numbers of plain blocks that have to be marked, by reading a page back."""
        source = SourcePage(text.path, text.title, address=_address(text.path), text=body)
        draft = self._converter.draft(source)
        read = [_compared(block) for block in draft.blocks]
        wrong = _notes_wrong(draft, text, blocks, self._converter)
        if read != list(wanted):
            matcher = SequenceMatcher(None, list(wanted), read, autojunk=False)
            for kind, start, end, *_ in matcher.get_opcodes():
                if kind == "insert":
                    start, end = max(start - 1, 0), end + 1
                if kind != "equal":
                    wrong |= set(range(start, end))
            wrong = {number for number in wrong if number < len(plain) and plain[number]}
            # Whatever it is, it is not where it shows.
            return wrong or {number for number, is_plain in enumerate(plain) if is_plain}
        return {number for number in wrong if plain[number]}


def _is_undescribed(block: WrittenBlock) -> bool:
    """Say whether a block is a picture without words: a Markdown file would seem to lack them."""
    return block.type == "image" and not (block.value["image"] or {}).get("alt_text")


def _notes_wrong(
    draft: Draft, text: PageText, blocks: Sequence[WrittenBlock], converter: Converter
) -> set[int]:
    """Return the numbers of blocks whose footnotes do not read back as they were."""
    read = {key: same_form(html) for key, html in draft.footnotes}
    wrong = set()
    for number, block in enumerate(blocks):
        if block.footnotes:
            marked = MarkedBlock(block.type, block.value, text.notes(block), Place(text.path))
            settled = converter.source.settle(marked)
            wanted = settled.footnotes if settled else {}
            if any(read.get(key) != same_form(html) for key, html in wanted.items()):
                wrong.add(number)
    return wrong


def _compared(block: Any) -> str:
    return json.dumps([block["type"], same_form(block["value"])], sort_keys=True)


def _source_page(placed: PlacedPage) -> SourcePage:
    return SourcePage(
        placed.path,
        placed.page.title,
        address=_address(placed.path),
        children=[_source_page(child) for child in placed.children],
    )


def _address(path: str) -> str:
    return address_of(File(path, None, "", use_directory_urls=True))
