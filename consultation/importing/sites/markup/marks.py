"""Blocks that our own archives hold word for word, between marks in the Markdown."""

from consultation.importing.archive.reading import Source
from consultation.importing.archive.settling import Settled
from consultation.importing.sites.source.source_page import SourcePage

from .context import Context


def put_marks(text: str, page: SourcePage, source: Source) -> tuple[str, dict[str, Settled]]:
    """Return a text with a place for each marked block, and the blocks by the names of the places.

    A place is `<div data-portal-block="…"></div>`, with a name that no stranger can foresee.
    """
    return source.take_marks(text, page.path, page.first_line)


def keep_notes(marked: dict[str, Settled], context: Context) -> None:
    """Add the footnotes of marked blocks to those of the page, and say which blocks got lost."""
    draft = context.draft
    kept = {id(block) for block in draft.blocks}
    known = {key for key, _ in draft.footnotes}
    for settled in marked.values():
        if id(settled.raw) not in kept:
            context.report.loss(
                context.lines.place("<!-- portal-block"),
                f"A marked block ({settled.raw['type']}) stands where no block can.",
            )
            continue
        for key, text in settled.footnotes.items():
            if key not in known:
                known.add(key)
                draft.footnotes.append((key, text))
                context.report.count("footnotes")
