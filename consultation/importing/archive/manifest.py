"""The manifest of an archive: which files it has, and the key by which a portal knows it again."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from consultation.common.errors import UserFacingError
from consultation.importing.models import ImportedPage
from consultation.pages.models import ConsultationPage

VERSION = 2
MANIFEST = "data/archive.json"
# What an import calls an archive: this, and its key.
SOURCE = "archive:"
MOST_BYTES = 30 * 1024 * 1024


class ArchiveError(UserFacingError):
    """Why an archive is not written or not read."""


class Manifest(BaseModel):
    """What an archive says of itself. Whoever made it may lie.

    Args:
        key: the same for all archives of one consultation.
        files: the SHA-256 sums of its files by their names.
    """

    format: Literal["consultation archive"] = "consultation archive"
    version: int = VERSION
    key: str = Field("", pattern=r"^[\w-]*$", max_length=100)
    consultation: str = ""
    portal: str = ""
    portal_version: str = ""
    made_at: str = ""
    made_by: str = ""
    files: dict[str, str] = {}


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


def original_key(consultation: ConsultationPage) -> str:
    """Return the key of archives of a consultation that was made in a portal."""
    return f"{consultation.translation_key}-{consultation.locale.language_code}"


def archive_key(consultation: ConsultationPage) -> str:
    """Return the key of archives of a consultation: a copy keeps that of the archive it is from."""
    imported = ImportedPage.objects.filter(page=consultation.pk, source__startswith=SOURCE)
    source = imported.values_list("source", flat=True).first()
    return source.removeprefix(SOURCE) if source else original_key(consultation)
