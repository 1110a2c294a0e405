"""Pictures and documents of a site: looked at first, put into the library when all is well."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _
from willow.image import Image as WillowImage

from consultation.importing.report import Place, Report
from consultation.importing.sites.svg_safety import is_only_a_drawing

PICTURES = frozenset({"avif", "gif", "jpg", "jpeg", "png", "webp", "svg"})


@dataclass(slots=True)
class MediaFile:
    """A file that pages use; two files with the same digest are one."""

    digest: str
    path: Path
    title: str
    description: str = ""


@dataclass(slots=True)
class Media:
    """The files of a site, by their paths, and those of them that pages use."""

    files: Mapping[str, Path]
    report: Report
    pictures: dict[str, MediaFile] = field(default_factory=dict)
    documents: dict[str, MediaFile] = field(default_factory=dict)
    looked_at: dict[str, tuple[str, str]] = field(default_factory=dict)

    def picture(self, file: str, title: str, alt: str, place: Place) -> str:
        """Return the name of a picture, or "" and a remark where it cannot be used."""
        title = title or alt or self.files[file].stem
        return self._use(self.pictures, file, place, title, alt)

    def document(self, file: str, place: Place) -> str:
        """Return the name of a document, or "" and a remark where it cannot be used."""
        return self._use(self.documents, file, place, self.files[file].name)

    def _use(
        self, used: dict[str, MediaFile], file: str, place: Place, title: str, description: str = ""
    ) -> str:
        path = self.files[file]
        if file not in self.looked_at:
            # As Wagtail tells files apart, so that one that is there already is found.
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha1").hexdigest()
            self.looked_at[file] = digest, _fault(path)
        digest, fault = self.looked_at[file]
        if not is_kept(path) or (used is self.pictures and _extension(path) not in PICTURES):
            fault = _("The file %(file)s is of a kind that is not kept here.")
        if fault:
            self.report.loss(place, fault, file=file)
            return ""
        used.setdefault(digest, MediaFile(digest, path, title[:255], description[:255]))
        return f"file:{digest}"


def is_kept(path: Path) -> bool:
    """Say whether files of this kind are kept as pictures or documents."""
    return _extension(path) in {*PICTURES, *settings.WAGTAILDOCS_EXTENSIONS}


def _extension(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _fault(path: Path) -> str:
    """Return why a file cannot be used, or ""."""
    size, extension = path.stat().st_size, _extension(path)
    if not size:
        return _("The file %(file)s is empty.")
    if extension not in PICTURES:
        return ""
    if size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return _("The picture %(file)s is larger than the portal accepts.")
    if extension == "svg":
        if is_only_a_drawing(path.read_bytes()):
            return ""
        return _("The picture %(file)s is not only a drawing, or cannot be read.")
    try:
        with path.open("rb") as file:
            picture = WillowImage.open(file)
            width, height = picture.get_size()
            if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                return _("The picture %(file)s has more points than can be shown.")
            # Looked at in full: the beginning of a torn picture is well.
            picture.auto_orient()
    except Exception:  # Willow and its libraries fail in many ways over broken files.
        return _("The picture %(file)s cannot be read.")
    return ""


class Library:
    """The portal's own pictures and documents, to which those of a site are added."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.made: list[Any] = []

    def add(self, model: Any, files: Collection[MediaFile]) -> dict[str, int]:
        """Return the ids of pictures or documents by their digests; those here already stay."""
        known = model.objects.filter(file_hash__in=[each.digest for each in files])
        ids: dict[str, int] = {each.file_hash: each.pk for each in known}
        for each in files:
            if each.digest in ids:
                continue
            with each.path.open("rb") as content:
                item = model(
                    title=each.title,
                    uploaded_by_user=self.user,
                    file=File(content, name=each.path.name),
                    file_hash=each.digest,
                    file_size=each.path.stat().st_size,
                )
                if hasattr(item, "description"):
                    item.description = each.description
                item.save()
            self.made.append(item)
            ids[each.digest] = item.pk
        return ids

    def take_back(self) -> None:
        """Remove the files that were stored, where what they were for has failed."""
        for item in self.made:
            item.file.storage.delete(item.file.name)
