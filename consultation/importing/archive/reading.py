"""An archive read back by the import of sites: its marked blocks, settings and ideas."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from consultation.importing.archive.data_files import IDEAS
from consultation.importing.archive.entries import FORMAT, LIST
from consultation.importing.archive.marked_blocks import extract_marks
from consultation.importing.archive.settling import Settled, settle
from consultation.importing.report import Place, Report
from ideas.models import Area, Idea, Theme
from ideas.sheets import VERSIONS
from ideas.sheets.applying import apply_plan
from ideas.sheets.files import SheetRow, read_rows
from ideas.sheets.planning import make_plan
from ideas.sheets.problems import SheetError

_CODES = {Area: "area_code", Theme: "theme_code", Idea: "idea_code"}
# Larger than any sheet of ideas.
_MOST_BYTES = 20 * 1024 * 1024


class Files(Protocol):
    """The pictures and documents of a source."""

    files: Mapping[str, Path]

    def picture(self, file: str, title: str, alt: str, place: Place) -> str:
        """Return the name of a picture, or "" and a remark where it cannot be used."""

    def document(self, file: str, place: Place) -> str:
        """Return the name of a document, or "" and a remark where it cannot be used."""


@dataclass(slots=True)
class _Names:
    """What stands for the things that an archive names, until they have ids."""

    pages: Mapping[str, Any]
    media: Files
    codes: Mapping[Any, set[str]]
    place: Place

    def page(self, path: str) -> str | None:
        return f"page:{path}" if path in self.pages else None

    def chosen(self, model: Any, name: str) -> str | None:
        if model is get_image_model():
            return self.media.picture(name, "", "", self.place) or None
        if model is get_document_model():
            known = name in self.media.files
            return (self.media.document(name, self.place) or None) if known else None
        if model not in self.codes or name not in self.codes[model]:
            return None
        return f"{model._meta.model_name}:{name}"


@dataclass(slots=True)
class ArchivedIdeas:
    """The ideas that an archive brings along, and those that the portal has.

    Args:
        rows: the rows of its sheet.
        codes: all codes there are, or will be.
    """

    rows: list[SheetRow] = field(default_factory=list)
    codes: dict[Any, set[str]] = field(default_factory=dict)

    def ids(self) -> dict[str, int]:
        """Return the ids of areas, themes and ideas by the names that stand for them."""
        return {
            f"{model._meta.model_name}:{code}": pk
            for model in _CODES
            for code, pk in model._default_manager.values_list("code", "pk")
        }


def read_ideas(folder: Path, report: Report) -> ArchivedIdeas:
    """Return what an archive says of ideas; a source that is no archive says nothing.

    Args:
        folder: the topmost folder of the source.
        report: takes what cannot be read.
    """
    found = ArchivedIdeas(
        codes={
            model: set(model._default_manager.values_list("code", flat=True)) for model in _CODES
        }
    )
    sheet = folder / IDEAS
    if not is_archive(folder) or not _is_small_file(sheet, folder):
        return found
    try:
        found.rows = read_rows(sheet.read_bytes())
    except SheetError as error:
        for problem in error.problems[:20]:
            report.loss(Place(IDEAS), f"The ideas could not be read: {problem}")
        return found
    for row in found.rows:
        for model, column in _CODES.items():
            if row.cells.get(column):
                found.codes[model].add(row.cells[column])
    return found


def is_archive(folder: Path) -> bool:
    """Say whether a folder is an archive that a portal wrote."""
    marker = folder / LIST
    if not _is_small_file(marker, folder):
        return False
    try:
        told = json.loads(marker.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("format") == FORMAT


def _is_small_file(path: Path, folder: Path) -> bool:
    inside = path.resolve().is_relative_to(folder.resolve())
    return inside and path.is_file() and path.stat().st_size <= _MOST_BYTES


def missing_rows(found: ArchivedIdeas) -> list[SheetRow]:
    """Return the rows of ideas, themes and areas that the portal has not."""
    known = {model: set(model._default_manager.values_list("code", flat=True)) for model in _CODES}
    rows = []
    for row in found.rows:
        told = [(model, row.cells.get(column)) for model, column in _CODES.items()]
        model, code = next(((model, code) for model, code in reversed(told) if code), (None, None))
        if model is None or code in known[model]:
            continue
        # What is above and is here already stays as it is: only its code says which.
        cells = dict(row.cells) | {VERSIONS: ""}
        for kind, above in told:
            if kind is not model and above in known[kind]:
                cells |= {name: "" for name in cells if _is_told_of(name, kind)}
        rows.append(SheetRow(row.number, cells))
    return rows


def _is_told_of(column: str, model: Any) -> bool:
    name = str(model._meta.model_name)
    return (column == name or column.startswith(f"{name}_")) and column != f"{name}_code"


def bring_ideas(found: ArchivedIdeas, user: Any, report: Report, *, publish: bool) -> None:
    """Make those ideas of an archive that the portal has not, within the open transaction.

    Args:
        found: what the archive says of ideas.
        user: whose they are; None is the server.
        report: takes what cannot be made, and how many were.
        publish: whether readers see them at once.
    """
    rows = missing_rows(found)
    if not rows:
        return
    plan, written = apply_plan(partial(make_plan, rows), publish=publish, user=user)
    for problem in plan.problems:
        report.loss(Place(IDEAS), f"The ideas were not made: {problem}")
    if written:
        report.count("areas, themes and ideas", len(plan.added))


def foreseen_ideas(found: ArchivedIdeas, report: Report) -> None:
    """Count what `bring_ideas` would make; nothing is written."""
    rows = missing_rows(found)
    if rows:
        plan = make_plan(rows)
        for problem in plan.problems:
            report.loss(Place(IDEAS), f"The ideas cannot be made: {problem}")
        if not plan.problems:
            report.count("areas, themes and ideas", len(plan.added))


def take_marks(
    text: str,
    file: str,
    first_line: int,
    pages: Mapping[str, Any],
    media: Files,
    ideas: ArchivedIdeas,
    report: Report,
) -> tuple[str, dict[str, Settled]]:
    """Return a page's text with a place for each marked block, and the blocks by these places.

    Args:
        text: the page's Markdown.
        file: its path below the documents' folder.
        first_line: the line of the file that the text begins on.
        pages: the pages of the source by their paths.
        media: its pictures and documents.
        ideas: what can be named of ideas.
        report: takes what does not come along.
    """
    found = extract_marks(text, file, report, first_line)
    blocks: dict[str, Settled] = {}
    for key, marked in found.blocks.items():
        names = _Names(pages, media, ideas.codes, marked.place)
        settled = settle(marked, names, report)
        if settled is not None:
            blocks[key] = settled
    return found.text, blocks


# Where a block names an area, theme or idea.
_IDEA_FIELDS = ("area", "theme", "idea", "ideas")


def with_idea_ids(value: Any, ids: Mapping[str, int], key: str = "") -> Any:
    """Return a raw value of a marked block with the ids of ideas in place of their names.

    Args:
        value: the value.
        ids: as `ArchivedIdeas.ids` gives them.
        key: the field that it stands in.
    """
    if isinstance(value, dict):
        inner = key if key == "ideas" else ""
        return {
            name: with_idea_ids(each, ids, inner if name == "value" else name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [with_idea_ids(each, ids, key) for each in value]
    if isinstance(value, str) and key in _IDEA_FIELDS:
        return ids.get(value)
    return value
