"""One page as a Markdown file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from consultation.contents import list_contents
from consultation.importing.archive.block_texts import WRITERS, Scene, ideas_text
from consultation.importing.archive.escaping import escape_heading
from consultation.importing.archive.front_matter import write_front_matter
from consultation.importing.archive.layout import PlacedPage
from consultation.importing.archive.marked_blocks import SHOWN, write_marks
from consultation.importing.archive.naming import Naming
from consultation.importing.archive.portable import Names, portable_block, portable_html
from consultation.importing.archive.questions import questions_text
from consultation.importing.archive.quotes import with_public_words
from consultation.importing.archive.rich_text import Links, RichTextWriter, indented
from consultation.models import ThemePage


@dataclass(slots=True)
class WrittenBlock:
    """A block of a page in the forms that an archive needs.

    Args:
        type: its kind.
        value: its portable value.
        text: the same in Markdown, for people.
        footnotes: the names of the footnotes that stand in it.
    """

    type: str
    value: Any
    text: str
    footnotes: list[str]


class PageText:
    """A page on its way into a file.

    Args:
        placed: the page and where its file stands.
        naming: what things are called.
    """

    def __init__(self, placed: PlacedPage, naming: Naming) -> None:
        self._placed = placed
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
        list_contents(self._page.body, self._page.reserved_ids(None))
        for child in self._page.body:
            raw = child.block.get_prep_value(child.value)
            if child.block_type == "outcome":
                raw = with_public_words(raw)
            self._writer.footnotes.clear()
            text = WRITERS[child.block_type](raw, self._scene(child))
            yield WrittenBlock(
                child.block_type,
                portable_block(child.block, raw, self.names),
                text,
                list(self._writer.footnotes),
            )

    def _scene(self, child: Any) -> Scene:
        lists = self._page.answer_lists
        return Scene(
            rich_text=self._writer,
            path=lambda kind, number: self._link(self._naming.file(kind, number)),
            name=self._naming.title,
            asked=lambda: questions_text(child.block.definition(child.value, lists())),
            tree=lambda: child.block.chosen(child.value, self._naming.tree()),
            anchor=lambda: getattr(child.value, "shown_anchor", "") or child.value.anchor,
        )

    def file(self, is_plain: Callable[[WrittenBlock, WrittenBlock | None], bool]) -> str:
        """Return the whole file.

        Args:
            is_plain: says of a block and the one before it whether its text alone will do.
        """
        parts: list[str] = [f"# {escape_heading(self._page.title)}"]
        if isinstance(self._page, ThemePage):
            ideas = ideas_text(self._naming.theme(self._page.theme_id), full=True)
            parts.append(write_marks(SHOWN, None, ideas))
        at_the_end: dict[str, None] = {}
        before: WrittenBlock | None = None
        for block in self.blocks():
            if is_plain(block, before):
                parts.append(block.text)
                at_the_end |= dict.fromkeys(block.footnotes)
            else:
                parts.append(self._marked(block))
            before = block
        parts += self._definitions(list(at_the_end))
        head = write_front_matter(
            self._page, self.names, self._naming, is_private=self._placed.is_private
        )
        return head + "\n\n".join(part for part in parts if part) + "\n"

    def _marked(self, block: WrittenBlock) -> str:
        """Return a block in its marks, the notes that stand in it along with it."""
        text = "\n\n".join([block.text, *self._definitions(block.footnotes)])
        ids = {name: number for number, name in self._numbers.items()}
        notes = {
            name: portable_html(self._notes[ids[name]], self.names) for name in block.footnotes
        }
        return write_marks(block.type, block.value, text, notes)

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
