"""A Markdown site: its settings, its files and its pages."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.utils import is_markdown_file

from consultation.importing.archive.ideas import ArchiveIdeas
from consultation.importing.archive.reader import Archive
from consultation.importing.report import Place, Report

from .addresses import address_of, slug_of
from .config import make_config, read_redirects
from .folder import Opened
from .source_page import SourcePage
from .texts import decoded, without_front_matter
from .tree import LONGEST_PATH, Tree

MOST_BYTES_OF_A_PAGE = 3 * 1024 * 1024
MOST_FILES = 20_000
# How many folders down a single page may have its pictures.
_DEEPEST_BESIDE = 4


@dataclass(slots=True)
class Site:
    """What is to be imported.

    Args:
        key: tells this site from others, and is the same at the next import.
        name: the site's name.
        description: what it is about, or "".
        author: who made it, or "".
        url: its address, or "".
        opened: where it lies.
        root: its first page, with all others below it in order.
        files: every file of the documents' folder by its path, pages included.
        redirects: files that pages of it have taken the places of, by the old addresses.
        archive: its pages as data, if a portal wrote it.
        ideas: the ideas that it brings along.
    """

    key: str
    name: str
    description: str
    author: str
    url: str
    opened: Opened
    root: SourcePage
    files: dict[str, Path] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    archive: Archive | None = None
    ideas: ArchiveIdeas = field(default_factory=ArchiveIdeas)

    def pages(self) -> Iterator[tuple[SourcePage, SourcePage | None]]:
        """Yield every page with the one above it, in reading order."""
        return self.root.with_above()


def read_site(opened: Opened, report: Report) -> Site:
    """Return the site that lies in an opened source, every Markdown file of it a page."""
    config = make_config(opened.settings, Place(opened.settings_file), report)
    paths = _paths(opened, report)
    files = _files(opened, paths, config, report)
    navigation = get_navigation(files, config)
    pages = dict(_pages(files, paths, report))
    lines: list[str] = []
    if opened.settings_file:
        raw = (opened.folder / opened.settings_file).read_bytes()
        lines = raw.decode("utf-8", errors="replace").splitlines()
    tree = Tree(pages, opened.settings_file, lines, report)
    root = pages[opened.only] if opened.only in pages else tree.root(navigation)
    name, url = config["site_name"] or "", config["site_url"] or ""
    if name:
        # What the first page is called there, “Home” as a rule, is no name for a consultation.
        root.nav_title = name
    key = f"site:{name}|{url}" if name or url else f"folder:{opened.name}"
    key = f"file:{opened.only}" if opened.only else key
    return Site(
        key=key if len(key) <= 200 else f"{key[:130]}…{hashlib.sha256(key.encode()).hexdigest()}",
        name=name,
        description=config["site_description"] or "",
        author=config["site_author"] or "",
        url=url,
        opened=opened,
        root=root,
        files=paths,
        redirects={
            address_of(File(old, None, "", config["use_directory_urls"])): new
            for old, new in read_redirects(opened.settings).items()
        },
    )


def _paths(opened: Opened, report: Report) -> dict[str, Path]:
    """Return every file by its path; what a link leads to outside of the folder is not there.

    Beside a single page, files that are pages themselves are passed over.
    """
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(opened.documents):
        folders[:] = sorted(each for each in folders if not each.startswith((".", "__MACOSX")))
        if opened.only and len(Path(place).relative_to(opened.documents).parts) >= _DEEPEST_BESIDE:
            folders[:] = []
        for name in (*folders, *sorted(names)):
            path = Path(place, name)
            file = path.relative_to(opened.documents).as_posix()
            if path.is_symlink() and path.is_dir():
                report.loss(Place(file), "This folder is a link. It was not followed.")
            elif path.is_symlink() and not path.resolve().is_relative_to(opened.documents):
                report.loss(Place(file), "This link leads out of the folder. It was not followed.")
            elif len(found) >= MOST_FILES:
                report.loss(Place(""), f"Only the first {MOST_FILES:,} files were looked at.")
                return found
            elif name.startswith(".") or not path.is_file():
                continue
            elif opened.only in ("", file) or not is_markdown_file(name):
                found[file] = path
    return found


def _files(opened: Opened, paths: dict[str, Path], config: MkDocsConfig, report: Report) -> Files:
    """Return the files of a site as MkDocs takes them."""
    found: dict[tuple[str, str], File] = {}
    for file in paths:
        made = File(file, str(opened.documents), "", config["use_directory_urls"])
        place = (file.rpartition("/")[0], made.dest_uri)
        if place in found:
            report.note(Place(found[place].src_uri), f"{file} has the same address. It is shown.")
        found[place] = made
    files = Files(found.values())
    set_exclusions(files, config)
    return files


def _pages(
    files: Files, paths: dict[str, Path], report: Report
) -> Iterator[tuple[str, SourcePage]]:
    """Yield the pages of a site by their files."""
    for file in files:
        place, path = Place(file.src_uri), paths[file.src_uri]
        if not file.is_documentation_page():
            continue
        if not file.inclusion.is_included():
            report.note(place, "The site’s settings exclude this page. It was left out.")
            continue
        if len(file.src_uri) > LONGEST_PATH:
            report.loss(
                place, f"This path is longer than {LONGEST_PATH} characters: it was left out."
            )
            continue
        if path.stat().st_size > MOST_BYTES_OF_A_PAGE:
            report.loss(place, "This page is larger than 3 MB. It was left out.")
            continue
        text = decoded(path.read_bytes(), place, report)
        meta, text, line = without_front_matter(text, file.src_uri, report)
        yield (
            file.src_uri,
            SourcePage(
                path=file.src_uri,
                slug=slug_of(file, meta.get("slug")),
                address=address_of(file),
                text=text,
                first_line=line,
                meta=meta,
                page=file.page,
            ),
        )
