"""An archive read back: its pages come out of its data, and none out of its Markdown."""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, ValidationError, model_validator

from consultation.importing.archive.manifest import (
    MANIFEST,
    VERSION,
    ArchiveError,
    Manifest,
    small_file,
)
from consultation.importing.report import Place, Report

PAGES = "data/pages.json"
DEEPEST = 40
# No database holds it.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class PageData(BaseModel):
    """A page as an archive tells of it; its settings, blocks and footnotes are still to be checked.

    Args:
        path: its file below `docs/`.
        parent: the file of the page that it stands below; "" for the first.
        private: whether not everybody could read it.
        draft: whether it was never public.
    """

    path: str = Field(pattern=r"^[\w./-]+\.md$", max_length=400)
    parent: str = ""
    type: Literal["consultation", "section", "theme", "outcome"]
    title: str = Field(min_length=1, max_length=255)
    slug: str = Field(pattern=r"^[\w-]+$", max_length=255)
    private: bool = False
    draft: bool = False
    settings: dict[str, Any] = {}
    body: list[Any] = []
    footnotes: dict[str, str] = {}


class FileData(BaseModel):
    """What a picture or document is called, and what it shows."""

    title: Annotated[str, Field(max_length=255)] = ""
    description: Annotated[str, Field(max_length=255)] = ""


class Archive(BaseModel):
    """The pages of an archive, each behind the one above it, and its pictures and documents."""

    pages: list[PageData] = Field(min_length=1, max_length=20_000)
    files: dict[str, FileData] = {}

    @model_validator(mode="after")
    def _is_tree(self) -> Self:
        depths: dict[str, int] = {}
        for page in self.pages:
            if page.path in depths or page.parent not in (depths or {""}):
                raise ValueError(f"the page {page.path} has no place of its own in the tree")
            depths[page.path] = depths.get(page.parent, 0) + 1
            if depths[page.path] > DEEPEST:
                raise ValueError(f"the page {page.path} is more than {DEEPEST} levels down")
        return self


def read_archive(folder: Path, manifest: Manifest, report: Report) -> Archive:
    """Return the archive in a folder, and report Markdown that was changed after the export.

    Raises:
        ArchiveError: it cannot be read; the text says why.
    """
    if manifest.version != VERSION or not manifest.key:
        raise ArchiveError(f"{MANIFEST} is of another version of the portal. Export it again.")
    content = small_file(folder, PAGES)
    if not content or _NUL.search(content):
        raise ArchiveError(f"{PAGES} is missing, too large, or holds what no text can hold.")
    try:
        archive = Archive.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise ArchiveError(f"{PAGES} cannot be read: {place} {first['msg']}.") from error
    for path in sorted((folder / "docs").rglob("*.md")):
        name = path.relative_to(folder).as_posix()
        if hashlib.sha256(small_file(folder, name)).hexdigest() != manifest.files.get(name):
            told = "This file was changed after the export. Changes in it are not read: the pages"
            report.doubt(Place(name), f"{told} come from {PAGES}.")
    return archive
