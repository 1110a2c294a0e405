"""Where MkDocs would have put a page, and what it is called here."""

from collections.abc import Container
from pathlib import PurePosixPath

from django.utils.text import slugify


def is_index(file: str, files: Container[str] = ()) -> bool:
    """Say whether a file is the first page of its folder: index.md, or README.md without one."""
    path = PurePosixPath(file)
    if path.stem.lower() == "index":
        return True
    if path.stem.lower() != "readme":
        return False
    return str(path.with_name("index.md")) not in files


def address_of(file: str, directory_urls: bool, files: Container[str] = ()) -> str:
    """Return a page's address below the site's own, without slashes around it."""
    path = PurePosixPath(file)
    folder = "" if str(path.parent) == "." else str(path.parent)
    if is_index(file, files):
        return folder
    stem = str(path.with_suffix(""))
    return stem if directory_urls else f"{stem}.html"


def slug_of(file: str, wish: str = "") -> str:
    """Return the last part of a page's new address: as the old one, or as it asks for."""
    path = PurePosixPath(file)
    name = path.parent.name if is_index(file) else path.stem
    return slugify(wish, allow_unicode=True) or slugify(name, allow_unicode=True) or "page"


def old_addresses(address: str, prefix: str) -> list[str]:
    """Return every address under which a page could be called up, with slashes in front.

    Args:
        address: its address below the site's own.
        prefix: the path that the site itself had, "" or "/guide".
    """
    bare = address.removesuffix(".html")
    ways = [f"/{bare}", f"/{bare}.html", f"/{bare}/index.html"] if bare else ["", "/index.html"]
    found = dict.fromkeys(ways)
    if prefix:
        found |= dict.fromkeys(f"{prefix}{way}" for way in ways)
    return [way for way in found if way]
