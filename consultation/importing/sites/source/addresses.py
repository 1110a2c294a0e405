"""Where MkDocs puts a page, and what it is called here."""

import posixpath

from django.utils.text import slugify
from mkdocs.structure.files import File


def address_of(file: File) -> str:
    """Return a page's address below the site's own, without slashes around it."""
    folder, name = posixpath.split(file.dest_uri)
    return folder if name == "index.html" else file.dest_uri


def slug_of(file: File, wish: object = "") -> str:
    """Return the last part of a page's new address: as it asks for, or as the old one, or ""."""
    folder = posixpath.basename(posixpath.dirname(file.src_uri))
    name = folder if file.name == "index" else file.name
    asked = slugify(wish, allow_unicode=True) if isinstance(wish, str) else ""
    return asked or slugify(name, allow_unicode=True)


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
