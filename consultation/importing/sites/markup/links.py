"""Where the links of a page lead: to a page, a file, another site, or nowhere."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from consultation.importing.sites import elements
from consultation.importing.sites.source.site import Site, SourcePage, old_addresses

# What a link may begin with; everything else is refused.
_SCHEMES = ("http", "https", "mailto", "tel", "ftp")
_SCHEME = re.compile(r"^\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_INVISIBLE = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029]")
# Ids that the template of a page uses itself.
_RESERVED = frozenset({"feedback", "main-content", "theme-ideas"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a link leads to: the path of a page or file, or an address; and a place there."""

    # "page", "file", "outside", "here" (a place on the same page), "refused" or "broken".
    kind: str
    value: str = ""
    anchor: str = ""

    @property
    def is_found(self) -> bool:
        """Whether it leads anywhere."""
        return self.kind not in ("refused", "broken")


class Targets:
    """Every page and file of a site, by all the addresses they can be linked to by."""

    def __init__(self, site: Site) -> None:
        parts = urlsplit(site.url)
        self._host, self._prefix = parts.netloc, parts.path.strip("/")
        pages = {page.path: page for page, _ in site.root.with_above() if page.is_file}
        self._found = {path: ("file", path) for path in site.files}
        self._found |= {path: ("page", path) for path in pages}
        for page in pages.values():
            if page.address is not None:
                for address in (page.address, *old_addresses(page.address, "")):
                    self._found.setdefault(address.strip("/"), ("page", page.path))
        self._folded = {address.casefold(): found for address, found in self._found.items()}

    def find(self, href: str, source: SourcePage) -> Target:
        """Return what an address on a page leads to."""
        href = href.strip()
        scheme = _SCHEME.match(_INVISIBLE.sub("", href))
        if scheme and scheme[1].lower() not in _SCHEMES:
            return Target("refused", href)
        try:
            parts = urlsplit(href)
        except ValueError:
            return Target("broken", href)
        if scheme or href.startswith("//"):
            is_own = bool(self._host) and parts.netloc == self._host
            found = self._inside(parts.path or "/", parts.fragment, source) if is_own else None
            return found or Target("outside", href if scheme else f"https:{href}")
        if not parts.path:
            return Target("here", "", unquote(parts.fragment))
        return self._inside(parts.path, parts.fragment, source) or Target("broken", href)

    def _inside(self, path: str, fragment: str, source: SourcePage) -> Target | None:
        for way in self._ways(unquote(path), source):
            # Where there are too many steps up, a browser stops at the top.
            inner = re.sub(r"^(?:\.\./?)+", "", way)
            if found := self._found.get(inner) or self._folded.get(inner.casefold()):
                return Target(*found, unquote(fragment))
        return None

    def _ways(self, path: str, source: SourcePage) -> Iterator[str]:
        """Yield the paths that an address may mean, the likeliest first."""
        if path.startswith("/"):
            bare = path.strip("/")
            if self._prefix and f"{bare}/".startswith(f"{self._prefix}/"):
                yield _normal(bare.removeprefix(self._prefix).strip("/"))
            yield _normal(bare)
        else:
            yield _normal(posixpath.join(source.folder, path))
            yield _normal(posixpath.join(source.address or "", path))


def _normal(path: str) -> str:
    normal = posixpath.normpath(path)
    return "" if normal == "." else normal


def title_heading(soup: Tag, title: str) -> Tag | None:
    """Return the heading that says the page's title, which is above the page anyway."""
    first = soup.find(elements.HEADINGS)
    if not isinstance(first, Tag) or first.name != "h1" or not elements.is_heading(first):
        return None
    return first if elements.words_of(first).casefold() == title.casefold() else None


def find_anchors(soup: Tag, title: str) -> dict[str, str]:
    """Return every id of a page, with the anchor of the heading that it is in or below, or "".

    Only headings have anchors here.
    """
    anchors: dict[str, str] = {}
    top, current = title_heading(soup, title), ""
    for tag in soup.find_all(True):
        if tag is not top and elements.is_heading(tag):
            current = anchor_of(tag)
        for name in (tag.get("id"), tag.get("name") if tag.name == "a" else None):
            if name:
                anchors.setdefault(str(name), current)
    return anchors


def anchor_of(heading: Tag) -> str:
    """Return the anchor that a heading keeps, or ""."""
    name = re.sub(r"""[\s"'<>#]""", "", str(heading.get("id") or ""))[:200]
    return f"{name}-2" if name in _RESERVED else name
