"""One page as a Markdown file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from consultation.importing.archive.block_texts import Scene, block_text, ideas_text
from consultation.importing.archive.escaping import escape_heading
from consultation.importing.archive.front_matter import write_front_matter
from consultation.importing.archive.layout import PlacedPage
from consultation.importing.archive.marked_blocks import SHOWN, write_marks
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.portable import Names, portable_block, portable_html
from consultation.importing.archive.questions import questions_text
from consultation.importing.archive.quotes import with_public_words
from consultation.importing.archive.rich_text import Links, RichTextWriter, indented
from consultation.pages.context import fetch_render_context
from consultation.pages.models import ThemePage
from consultation.pages.navigation import list_contents


@dataclass(slots=True)
class WrittenBlock:
    """A block of a page in the forms that an archive needs.

    Args:
        type: its kind.
        value: its portable value.
        text: the same in Markdown, for people.
        footnotes: the names of the footnotes that stand in it.
        anchor: of a heading, what links to it end with.
    """

    type: str
    value: Any
    text: str
    footnotes: list[str]
    anchor: str = ""


class PageText:
    """A page on its way into a file.

    Args:
        placed: the page and where its file stands.
        naming: what things are called.
    """

    def __init__(self, placed: PlacedPage, naming: Naming) -> None:
        self._placed = placed
        self.path = placed.path
        self.title = str(placed.page.title)
        self._naming = naming
        self._page = placed.page
        self._notes = {str(note.uuid): note.text for note in self._page.footnotes.all()}
        self._numbers: dict[str, str] = {}
        self.names = Names(
            page=naming.page,
            chosen=naming.chosen,
            footnote=self._footnote,
        )
        self._writer = RichTextWriter(
            Links(
                page=self._page_link,
                document=lambda number: self._link(naming.file("document", number)),
                footnote=self._footnote,
            )
        )

    def _link(self, path: str) -> str:
        return self._naming.layout.link(self._placed.path, path) if path else ""

    def _page_link(self, number: str) -> str:
        path = self._naming.page(number)
        return path if "://" in path else self._link(path)

    def _footnote(self, number: str) -> str:
        if number not in self._notes:
            return ""
        return self._numbers.setdefault(number, str(len(self._numbers) + 1))

    def blocks(self) -> Iterator[WrittenBlock]:
        """Yield the page's blocks in order."""
        shown = fetch_render_context((), None, shows_ideas=self._page.shows_ideas)
        list_contents(self._page.body, self._page.reserved_ids(shown))
        for child in self._page.body:
            raw = child.block.get_prep_value(child.value)
            if child.block_type == "outcome":
                raw = with_public_words(raw)
            self._writer.footnotes.clear()
            text = block_text(child.block_type, raw, self._scene(child))
            yield WrittenBlock(
                child.block_type,
                portable_block(child.block, raw, self.names),
                text,
                list(self._writer.footnotes),
                getattr(child.value, "shown_anchor", ""),
            )

    def _scene(self, child: Any) -> Scene:
        lists = self._page.answer_options
        return Scene(
            rich_text=self._writer,
            path=lambda kind, number: self._link(self._naming.file(kind, number)),
            name=self._naming.title,
            asked=lambda: questions_text(child.block.definition(child.value, lists())),
            tree=lambda: child.block.chosen(child.value, self._naming.tree()),
            anchor=lambda: getattr(child.value, "shown_anchor", "") or child.value.anchor,
        )

    def head(self) -> str:
        """Return the head of the file."""
        return write_front_matter(
            self._page, self.names, self._naming, is_private=self._placed.is_private
        )

    def body(self, blocks: Sequence[WrittenBlock], plain: Sequence[bool]) -> str:
        """Return what stands below the head.

        Args:
            blocks: the page's blocks, as `blocks` gives them.
            plain: of each of them, whether its text will do without marks.
        """
        parts: list[str] = [f"# {escape_heading(self._page.title)}"]
        if isinstance(self._page, ThemePage):
            ideas = ideas_text(self._naming.theme(self._page.theme_id), full=True)
            parts.append(write_marks(SHOWN, None, ideas))
        at_the_end: dict[str, None] = {}
        for block, is_plain in zip(blocks, plain, strict=True):
            parts.append(block.text if is_plain else self._marked(block))
            if is_plain:
                at_the_end |= dict.fromkeys(block.footnotes)
        parts += self._definitions(list(at_the_end))
        return "\n\n".join(part for part in parts if part) + "\n"

    def notes(self, block: WrittenBlock) -> dict[str, str]:
        """Return the texts of the footnotes that stand in a block, by their names on the page."""
        ids = {name: number for number, name in self._numbers.items()}
        return {name: portable_html(self._notes[ids[name]], self.names) for name in block.footnotes}

    def _marked(self, block: WrittenBlock) -> str:
        """Return a block in its marks, the notes that stand in it along with it."""
        text = "\n\n".join([block.text, *self._definitions(block.footnotes)])
        return write_marks(block.type, block.value, text, self.notes(block))

    def _definitions(self, names: list[str]) -> list[str]:
        """Return the footnotes of these names as Markdown defines them."""
        ids = {name: number for number, name in self._numbers.items()}
        found = []
        for name in names:
            used = dict(self._writer.footnotes)
            text = indented(self._writer.write(self._notes[ids[name]])).lstrip()
            self._writer.footnotes.clear()
            self._writer.footnotes.update(used)
            found.append(f"[^{name}]: {text}")
        return found
