"""Pictures and documents of a site: looked at first, put into the library when all is well."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files import File
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from willow.image import Image as WillowImage

from consultation.importing.report import Place, Report
from consultation.importing.sites.svg_safety import harm_in_drawing

PICTURES = frozenset({"avif", "gif", "jpg", "jpeg", "png", "webp", "svg"})


@dataclass(slots=True)
class MediaFile:
    """A file that pages use.

    Args:
        digest: of its content; two files with the same are one.
        path: where it lies.
        title: what it is to be called.
        description: what it shows.
    """

    digest: str
    path: Path
    title: str
    description: str = ""


@dataclass(slots=True)
class Media:
    """The files of a site.

    Args:
        files: the documents' folder by paths.
        report: where it is said what cannot be used.
    """

    files: Mapping[str, Path]
    report: Report
    pictures: dict[str, MediaFile] = field(default_factory=dict)
    documents: dict[str, MediaFile] = field(default_factory=dict)
    looked_at: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked_for: set[str] = field(default_factory=set)

    def picture(self, file: str, title: str, alt: str, place: Place) -> str:
        """Return the name of a picture, or "" and a remark where it cannot be used."""
        digest, why = self._look(file, PICTURES)
        if why:
            self.report.loss(place, f"The picture {file} {why} Its description was kept as text.")
            return ""
        name = title or alt or PurePosixPath(file).stem
        self.pictures.setdefault(digest, MediaFile(digest, self.files[file], name[:255], alt[:255]))
        return f"file:{digest}"

    def is_document(self, file: str) -> bool:
        """Say whether a file is one that is kept as a document."""
        path = self.files[file]
        return _extension(path) in settings.WAGTAILDOCS_EXTENSIONS and path.stat().st_size > 0

    def document(self, file: str, place: Place) -> str:
        """Return the name of a document, or "" and a remark where it cannot be used."""
        digest, why = self._look(file, {*PICTURES, *settings.WAGTAILDOCS_EXTENSIONS})
        if why:
            self.report.loss(place, f"The file {file} {why} The link’s text was kept.")
            return ""
        path = self.files[file]
        self.documents.setdefault(digest, MediaFile(digest, path, path.name[:255]))
        return f"file:{digest}"

    def _look(self, file: str, kept: Collection[str]) -> tuple[str, str]:
        """Return a file's digest, and what is wrong with it in the second half of a sentence."""
        self.asked_for.add(file)
        path = self.files.get(file)
        if path is None:
            return "", "is not in the folder."
        extension = _extension(path)
        if extension not in kept:
            return "", f"is of a kind that is not kept here ({extension or 'without an ending'})."
        if file not in self.looked_at:
            # As Wagtail tells files apart, so that one that is there already is found.
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha1").hexdigest()
            self.looked_at[file] = digest, _fault(path)
        return self.looked_at[file]


def _extension(path: Path) -> str:
    return path.suffix.lower().lstrip(".")


def _fault(path: Path) -> str:
    size, extension = path.stat().st_size, _extension(path)
    if not size:
        return "is empty."
    if extension not in PICTURES:
        return ""
    if size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return f"is larger than {settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE // 1024 // 1024} MB."
    if extension == "svg":
        return harm_in_drawing(path.read_bytes())
    try:
        with path.open("rb") as file:
            picture = WillowImage.open(file)
            width, height = picture.get_size()
            if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                return "has more points than can be shown."
            # Looked at in full: the beginning of a torn picture is well.
            picture.auto_orient()
    except Exception:  # Willow and its libraries fail in many ways over broken files.
        return "cannot be read as a picture."
    return ""


class Library:
    """The portal's own pictures and documents, to which those of a site are added."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.made: list[Any] = []

    def add_pictures(self, files: Collection[MediaFile]) -> dict[str, int]:
        """Return the ids of pictures by their digests; those that are there already stay."""
        return self._add(get_image_model(), files)

    def add_documents(self, files: Collection[MediaFile]) -> dict[str, int]:
        """Return the ids of documents by their digests; those that are there already stay."""
        return self._add(get_document_model(), files)

    def _add(self, model: Any, files: Collection[MediaFile]) -> dict[str, int]:
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
