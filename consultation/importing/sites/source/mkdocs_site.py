"""A site of MkDocs: its files and its pages, as MkDocs takes them."""

import hashlib
import os
import posixpath
from collections.abc import Iterator
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.utils import is_markdown_file

from consultation.importing.report import Place, Report

from .config import make_config, read_redirects
from .site import Site, SourceFolder, SourcePage
from .texts import decoded, without_front_matter
from .tree import LONGEST_PATH, Tree

MOST_BYTES_OF_A_PAGE = 3 * 1024 * 1024
MOST_FILES = 20_000
_LONGEST_KEY = 200


def read_site(folder: SourceFolder, report: Report) -> Site:
    """Return the site that lies in a folder, every Markdown file of it a page."""
    config = make_config(folder.settings, Place(folder.settings_file), report)
    paths = _paths(folder, report)
    files = _files(folder, paths, config, report)
    navigation = get_navigation(files, config)
    pages = {page.path: page for page in _pages(files, paths, report)}
    root = pages.get(folder.only) or Tree(pages, folder, report).root(navigation)
    name, url = config["site_name"] or "", config["site_url"] or ""
    # What the first page is called there, “Home” as a rule, is no name for a consultation.
    root.nav_title = name or root.nav_title
    key = f"site:{name}|{url}" if name or url else f"folder:{folder.name}"
    key = f"file:{folder.only}" if folder.only else key
    if len(key) > _LONGEST_KEY:
        key = f"{key[:130]}…{hashlib.sha256(key.encode()).hexdigest()}"
    return Site(
        key=key,
        folder=folder,
        root=root,
        name=name,
        description=config["site_description"] or "",
        author=config["site_author"] or "",
        url=url,
        files=paths,
        redirects={
            _address(File(old, None, "", config["use_directory_urls"])): new
            for old, new in read_redirects(folder.settings).items()
        },
    )


def _paths(folder: SourceFolder, report: Report) -> dict[str, Path]:
    """Return every file by its path, next to a single page those that are no pages themselves."""
    found: dict[str, Path] = {}
    for place, folders, names in os.walk(folder.documents):
        folders[:] = sorted(each for each in folders if not each.startswith((".", "__MACOSX")))
        for name in (*folders, *sorted(names)):
            path = Path(place, name)
            file = path.relative_to(folder.documents).as_posix()
            if path.is_symlink() and (
                path.is_dir() or not path.resolve().is_relative_to(folder.documents)
            ):
                text = _("This is a link to another place. It was not followed.")
                report.loss(Place(file), text)
            elif len(found) >= MOST_FILES:
                text = _("Only the first %(number)s files were looked at.")
                report.loss(Place(""), text, number=MOST_FILES)
                return found
            elif name.startswith(".") or not path.is_file():
                continue
            elif folder.only in ("", file) or not is_markdown_file(name):
                found[file] = path
    return found


def _files(
    folder: SourceFolder, paths: dict[str, Path], config: MkDocsConfig, report: Report
) -> Files:
    found: dict[tuple[str, str], File] = {}
    for file in paths:
        made = File(file, str(folder.documents), "", config["use_directory_urls"])
        place = (posixpath.dirname(file), made.dest_uri)
        if place in found:
            text = _("%(file)s has the same address. It is shown.")
            report.note(Place(found[place].src_uri), text, file=file)
        found[place] = made
    files = Files(found.values())
    set_exclusions(files, config)
    return files


def _pages(files: Files, paths: dict[str, Path], report: Report) -> Iterator[SourcePage]:
    for file in files:
        if not file.is_documentation_page():
            continue
        name, path = file.src_uri, paths[file.src_uri]
        if not file.inclusion.is_included():
            text = _("The site’s settings exclude this page. It was left out.")
            report.note(Place(name), text)
        elif len(name) > LONGEST_PATH:
            report.loss(Place(name), _("This path is too long. The page was left out."))
        elif path.stat().st_size > MOST_BYTES_OF_A_PAGE:
            report.loss(Place(name), _("This page is larger than 3 MB. It was left out."))
        else:
            text = decoded(path.read_bytes(), Place(name), report)
            meta, text, line = without_front_matter(text, name, report)
            yield SourcePage(
                path=name,
                slug=_slug(file, meta.get("slug")),
                address=_address(file),
                text=text,
                first_line=line,
                meta=meta,
                page=file.page,
            )


def _address(file: File) -> str:
    folder, name = posixpath.split(file.dest_uri)
    return folder if name == "index.html" else file.dest_uri


def _slug(file: File, wish: object) -> str:
    """Return the last part of a page's new address: as it asks for, or as the old one, or ""."""
    folder = posixpath.basename(posixpath.dirname(file.src_uri))
    name = folder if file.name == "index" else file.name
    asked = slugify(wish, allow_unicode=True) if isinstance(wish, str) else ""
    return asked or slugify(name, allow_unicode=True)
