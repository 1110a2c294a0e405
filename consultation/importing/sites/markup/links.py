"""Where the links of a page lead: to a page, a file, another site, or nowhere."""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from consultation.importing.sites.source.site import Site, SourcePage, old_addresses

# What a link may begin with; everything else is refused.
SCHEMES = ("http", "https", "mailto", "tel", "ftp")
_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to.

    Args:
        kind: "page", "file", "outside", "here" (a place on the same page), "refused" or "broken".
        value: the page's path, the file's path, or the address.
        anchor: the place on the page, or "".
        guessed: whether something had to be guessed to find it.
    """

    kind: str
    value: str = ""
    anchor: str = ""
    guessed: bool = False


class Targets:
    """Every page and file of a site, by all the addresses they can be linked to by."""

    def __init__(self, site: Site) -> None:
        self.files: Mapping[str, Path] = site.files
        self.pages = {page.path: page for page, _ in site.pages() if page.is_file}
        parts = urlsplit(site.url)
        self.host = parts.netloc
        self.prefix = parts.path.rstrip("/")
        self.addresses: dict[str, str] = {}
        for page in self.pages.values():
            if page.address is None:
                continue
            self.addresses.setdefault(page.address.strip("/"), page.path)
            for old in old_addresses(page.address, ""):
                self.addresses.setdefault(old.strip("/"), page.path)
        self.folded = {path.casefold(): path for path in (*self.files, *self.pages)}

    def find(self, href: str, source: SourcePage) -> Target:
        """Return what an address on a page leads to."""
        href = href.strip()
        scheme = _SCHEME.match(_INVISIBLE.sub("", href))
        if scheme:
            if scheme.group(1).lower() not in SCHEMES:
                return Target("refused", href)
            try:
                parts = urlsplit(href)
            except ValueError:
                return Target("broken", href)
            if not self.host or parts.netloc != self.host:
                return Target("outside", href)
            inside = self._inside(parts.path, parts.fragment, absolute=True, source=source)
            return inside if inside.kind != "broken" else Target("outside", href)
        if href.startswith("//"):
            return Target("outside", f"https:{href}")
        try:
            parts = urlsplit(href)
        except ValueError:
            return Target("broken", href)
        anchor = unquote(parts.fragment)
        if not parts.path:
            return Target("here", "", anchor)
        return self._inside(
            parts.path, parts.fragment, absolute=parts.path.startswith("/"), source=source
        )

    def _inside(self, path: str, fragment: str, *, absolute: bool, source: SourcePage) -> Target:
        path, anchor = unquote(path), unquote(fragment)
        for way, guessed in self._ways(path, absolute, source):
            way = "" if way == "." else way
            if way in self.pages:
                return Target("page", way, anchor, guessed)
            if way in self.files:
                return Target("file", way, anchor, guessed)
            address = way.strip("/")
            if address in self.addresses:
                return Target("page", self.addresses[address], anchor, guessed)
            folded = self.folded.get(way.casefold())
            if folded is not None:
                kind = "page" if folded in self.pages else "file"
                return Target(kind, folded, anchor, guessed=True)
        return Target("broken", path)

    def _ways(self, path: str, absolute: bool, source: SourcePage) -> list[tuple[str, bool]]:
        """Return the paths that an address may mean, the likeliest first."""
        if absolute:
            bare = path.lstrip("/")
            ways = [(posixpath.normpath(bare) if bare else "", False)]
            prefix = self.prefix.lstrip("/")
            if prefix and (bare == prefix or bare.startswith(f"{prefix}/")):
                inner = bare[len(prefix) :].strip("/")
                ways.insert(0, (posixpath.normpath(inner) if inner else "", False))
            return ways
        beside = posixpath.normpath(posixpath.join(source.folder, path))
        built = posixpath.normpath(posixpath.join(source.address or "", path))
        ways = [(beside, False), (built, False)]
        # Too many steps up: a browser stops at the top.
        ways += [(re.sub(r"^(\.\./)+", "", way), True) for way, _ in ways if way.startswith("../")]
        if not posixpath.splitext(beside)[1]:
            ways += [(f"{beside}.md", True), (f"{beside}/index.md", True)]
        elif beside.endswith(".html"):
            ways += [(f"{beside.removesuffix('.html')}.md", True)]
        return ways
