"""From a folder and its navigation to a tree of pages."""

import hashlib
import os
from pathlib import Path
from typing import Any

from consultation.importing.report import Place, Report

from .addresses import address_of, is_index, slug_of
from .navigation import Navigation
from .opening import MARKDOWN
from .site import Opened, Site, SourcePage
from .texts import decoded, without_front_matter

MOST_BYTES_OF_A_PAGE = 3 * 1024 * 1024
MOST_FILES = 20_000


def read_site(opened: Opened, report: Report) -> Site:
    """Return the site that lies in an opened source, every Markdown file of it a page."""
    files = _files(opened, report)
    pages = _read_pages(opened, files, report)
    settings = opened.settings
    name = str(settings.get("site_name") or "").strip()
    url = str(settings.get("site_url") or "").strip()
    navigation = Navigation(pages, opened.settings_file, _lines(opened), report)
    root = navigation.tree(settings.get("nav"), only=opened.only)
    if name and not opened.only:
        # What the first page is called there, “Home” as a rule, is no name for a consultation.
        root.nav_title = name
    if opened.only:
        key = f"file:{opened.only}"
    elif name or url:
        key = f"site:{name}|{url}"
    else:
        key = f"folder:{opened.name}"
    return Site(
        key=key if len(key) <= 200 else f"{key[:130]}…{hashlib.sha256(key.encode()).hexdigest()}",
        name=name,
        description=str(settings.get("site_description") or "").strip(),
        author=str(settings.get("site_author") or "").strip(),
        url=url,
        opened=opened,
        root=root,
        files=files,
    )


def _lines(opened: Opened) -> list[str]:
    if not opened.settings_file:
        return []
    raw = (opened.folder / opened.settings_file).read_bytes()
    return raw.decode("utf-8", errors="replace").splitlines()


def _files(opened: Opened, report: Report) -> dict[str, Path]:
    """Return every file by its path; what a link leads to outside of the folder is not there."""
    if opened.only:
        return _beside(opened)
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(opened.documents):
        folders[:] = sorted(each for each in folders if not each.startswith((".", "__MACOSX")))
        for name in folders:
            if (linked := Path(place) / name).is_symlink():
                file = linked.relative_to(opened.documents).as_posix()
                report.loss(Place(file), "This folder is a link. It was not followed.")
        for name in sorted(names):
            path = Path(place) / name
            file = path.relative_to(opened.documents).as_posix()
            if name.startswith("."):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(opened.documents):
                report.loss(Place(file), "This link leads out of the folder. It was not followed.")
                continue
            if len(found) >= MOST_FILES:
                report.loss(Place(""), f"Only the first {MOST_FILES:,} files were looked at.")
                return found
            if path.is_file():
                found[file] = path
    return found


def _beside(opened: Opened) -> dict[str, Path]:
    """Return one page, with the files beside and below it that are no pages themselves."""
    found = {opened.only: opened.documents / opened.only}
    for place, folders, names in os.walk(opened.documents):
        depth = len(Path(place).relative_to(opened.documents).parts)
        folders[:] = (
            sorted(each for each in folders if not each.startswith(".")) if depth < 4 else []
        )
        for name in sorted(names):
            path = Path(place) / name
            is_page = name.lower().endswith(MARKDOWN)
            if is_page or name.startswith(".") or path.is_symlink() or len(found) >= MOST_FILES:
                continue
            found[path.relative_to(opened.documents).as_posix()] = path
    return found


def _read_pages(opened: Opened, files: dict[str, Path], report: Report) -> dict[str, SourcePage]:
    pages: dict[str, SourcePage] = {}
    directory_urls = opened.settings.get("use_directory_urls") is not False
    for file, path in files.items():
        if not file.lower().endswith(MARKDOWN):
            continue
        place = Place(file)
        if path.stat().st_size > MOST_BYTES_OF_A_PAGE:
            report.loss(place, "This page is larger than 3 MB. It was left out.")
            continue
        text = decoded(path.read_bytes(), place, report)
        meta, text, line = without_front_matter(text, file, report)
        pages[file] = SourcePage(
            path=file,
            slug=slug_of(file, _wish(meta)),
            address=address_of(file, directory_urls, files),
            text=text,
            first_line=line,
            meta=meta,
        )
    return pages


def _wish(meta: dict[str, Any]) -> str:
    slug = meta.get("slug")
    return slug if isinstance(slug, str) else ""


__all__ = ["is_index", "read_site"]
