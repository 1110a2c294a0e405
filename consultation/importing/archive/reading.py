"""A page of an archive read back by the import of sites: its marked blocks and its settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from consultation.importing.archive.archived_ideas import ArchivedIdeas
from consultation.importing.archive.front_matter import KINDS, RICH_TEXTS, told_settings
from consultation.importing.archive.marked_blocks import MarkedBlock, extract_marks
from consultation.importing.archive.settling import Settled, faults, settle, settle_text
from consultation.importing.report import Place, Report

# What the editor offers for the texts that a consultation has besides its pages.
_FEATURES = {
    "contact": ("bold", "italic", "link"),
    "privacy": ("bold", "italic", "link", "document-link", "ol", "ul"),
}


class Files(Protocol):
    """The pictures and documents of a source."""

    files: Mapping[str, Path]

    def picture(self, file: str, title: str, alt: str, place: Place) -> str:
        """Return the name of a picture, or "" and a remark where it cannot be used."""

    def document(self, file: str, place: Place) -> str:
        """Return the name of a document, or "" and a remark where it cannot be used."""


@dataclass(slots=True)
class Source:
    """What the blocks of an archive may name.

    Args:
        pages: the pages of the source by their paths.
        media: its pictures and documents.
        ideas: what there is of ideas.
        report: takes what does not come along.
    """

    pages: Mapping[str, Any]
    media: Files
    ideas: ArchivedIdeas
    report: Report

    def take_marks(self, text: str, file: str, first_line: int) -> tuple[str, dict[str, Settled]]:
        """Return a page's text with a place for each marked block, and the blocks by places.

        Args:
            text: the page's Markdown.
            file: its path below the documents' folder.
            first_line: the line of the file that the text begins on.
        """
        found = extract_marks(text, file, self.report, first_line)
        blocks: dict[str, Settled] = {}
        for key, marked in found.blocks.items():
            settled = self.settle(marked)
            if settled is not None:
                blocks[key] = settled
        return found.text, blocks

    def settle(self, marked: MarkedBlock) -> Settled | None:
        """Return a marked block with what stands for the things it names; None if it is none."""
        return settle(marked, _Names(self, marked.place), self.report)

    def settings(self, meta: Mapping[str, Any], file: str) -> dict[str, Any]:
        """Return what the head of an archive's page says of it; nothing for other sources.

        Args:
            meta: the head, as YAML gives it.
            file: the page's path below the documents' folder.
        """
        kind = meta.get("page_type")
        if not self.ideas.is_archive or kind not in KINDS:
            return {}
        place = Place(file, 1)
        found = told_settings(meta) | {"page_type": str(kind)}
        for name in RICH_TEXTS:
            if name in found:
                marked = MarkedBlock(name, found[name], {}, place)
                found[name] = settle_text(marked, _FEATURES[name], _Names(self, place), self.report)
        for name in ("opens_at", "closes_at"):
            if name in found:
                found[name] = found[name].isoformat()
        slug = meta.get("slug")
        if isinstance(slug, str):
            found["slug"] = slug
        return found


@dataclass(frozen=True, slots=True)
class _Names:
    """What stands for the things that an archive names, until they have ids."""

    source: Source
    place: Place

    def page(self, path: str) -> str | None:
        """Return what stands for a page."""
        return f"page:{path}" if path in self.source.pages else None

    def chosen(self, model: Any, name: str) -> str | None:
        """Return what stands for a picture, a document, or something of the ideas."""
        media = self.source.media
        if model is get_image_model():
            return media.picture(name, "", "", self.place) or None
        if model is get_document_model():
            return (media.document(name, self.place) or None) if name in media.files else None
        known = name in self.source.ideas.codes.get(model, ())
        return f"{model._meta.model_name}:{name}" if known else None


def only_valid(blocks: Iterable[dict[str, Any]], file: str, report: Report) -> list[dict[str, Any]]:
    """Return those blocks of a page that their own kinds take, with their ids; report the others.

    Args:
        blocks: raw blocks.
        file: the page's path below the documents' folder.
        report: takes what cannot be kept.
    """
    kept = []
    for block in blocks:
        why = faults(block)
        if why:
            report.loss(Place(file), f"A block ({block['type']}) cannot be kept: {why}")
        else:
            kept.append(block)
    return kept
