"""What an archive says of itself and of its pages, for a portal to read back."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, ValidationError, model_validator

from consultation.common.errors import UserFacingError
from consultation.importing.models import ImportedPage
from consultation.importing.report import Place, Report
from consultation.pages.models import ConsultationPage

VERSION = 2
MANIFEST = "data/archive.json"
# What an import calls an archive: this, and its key.
SOURCE = "archive:"
MOST_BYTES = 30 * 1024 * 1024
PAGES = "data/pages.json"
DEEPEST = 40
# No database holds it.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class ArchiveError(UserFacingError):
    """Why an archive is not written or not read."""


class Manifest(BaseModel):
    """What an archive says of itself; its key is the same for all archives of one consultation."""

    format: Literal["consultation archive"] = "consultation archive"
    version: int = VERSION
    key: str = Field("", pattern=r"^[\w-]*$", max_length=100)
    consultation: str = ""
    portal: str = ""
    portal_version: str = ""
    made_at: str = ""
    made_by: str = ""


def parse_manifest(content: str | bytes) -> Manifest | None:
    """Return what a manifest says; None for a file that is none."""
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        return None
    return manifest if "format" in manifest.model_fields_set else None


def small_file(folder: Path, name: str) -> bytes:
    """Return a file that lies in a folder and can be read whole; b"" where there is none."""
    path = folder / name
    inside = path.resolve().is_relative_to(folder.resolve())
    is_small = inside and path.is_file() and path.stat().st_size <= MOST_BYTES
    return path.read_bytes() if is_small else b""


class PageData(BaseModel):
    """A page as an archive tells of it; its settings, blocks and footnotes are still to be checked.

    Args:
        path: its file below `docs/`.
        parent: the file of the page above it; "" for the first.
        private: whether not everybody could read it.
        draft: whether it stays a draft when the others are published, as in the demonstration.
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
    """Return the archive in a folder, and report that its Markdown is not read.

    Raises:
        ArchiveError: it cannot be read; the text says why.
    """
    if manifest.version != VERSION or not manifest.key:
        raise ArchiveError(_("This archive is of another version of the portal. Export again."))
    content = small_file(folder, PAGES)
    if not content or _NUL.search(content):
        text = _("%(file)s is missing, too large, or holds what no text can hold.")
        raise ArchiveError(text % {"file": PAGES})
    try:
        archive = Archive.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        text = _("%(file)s cannot be read: %(reason)s.")
        reason = f"{place} {first['msg']}"
        raise ArchiveError(text % {"file": PAGES, "reason": reason}) from error
    text = _(
        "This is an archive. Its pages come from data/pages.json: changes in its Markdown are not "
        "read."
    )
    report.note(Place(""), text)
    return archive


def original_key(consultation: ConsultationPage) -> str:
    """Return the key of archives of a consultation that was made in a portal."""
    return f"{consultation.translation_key}-{consultation.locale.language_code}"


def archive_key(consultation: ConsultationPage) -> str:
    """Return the key of archives of a consultation: a copy keeps that of the archive it is from."""
    imported = ImportedPage.objects.filter(page=consultation.pk, source__startswith=SOURCE)
    source = imported.values_list("source", flat=True).first()
    return source.removeprefix(SOURCE) if source else original_key(consultation)
