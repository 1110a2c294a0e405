"""From names in the source to ids in the portal."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

_LINK = re.compile(
    r'<a linktype="(?:page" id="page:(?P<page>[^"]*)"(?: anchor="(?P<anchor>[^"]*)")?'
    r'|document" id="file:(?P<document>[0-9a-f]+)")>(?P<inside>.*?)</a>',
    re.DOTALL,
)
_FILE = re.compile(r"\bfile:([0-9a-f]{40})\b")


@dataclass(frozen=True, slots=True)
class ReferenceResolver:
    """Puts ids in place of names: of pages by their paths, of files by their digests."""

    pages: Mapping[str, int]
    pictures: Mapping[str, int]
    documents: Mapping[str, int]
    # Returns the anchor here for a path and an anchor there, or "".
    anchor: Callable[[str, str], str]

    def resolve(self, value: Any, name: str = "") -> Any:
        """Return raw blocks, a value of one, or a text with ids; links without one lose theirs."""
        if isinstance(value, dict):
            return {key: self.resolve(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self.resolve(each) for each in value]
        if not isinstance(value, str):
            return value
        kinds = {"image": self.pictures, "document": self.documents, "page": self.pages}
        if name not in kinds:
            return _LINK.sub(self._link, value)
        return kinds[name].get(value.removeprefix("file:").removeprefix("page:"))

    def _link(self, found: re.Match[str]) -> str:
        inside, digest, path = found["inside"], found["document"], unescape(found["page"] or "")
        if digest in self.documents:
            return f'<a linktype="document" id="{self.documents[digest]}">{inside}</a>'
        if path not in self.pages:
            return inside
        anchor = self.anchor(path, unescape(found["anchor"] or ""))
        place = f' anchor="{escape(anchor)}"' if anchor else ""
        return f'<a linktype="page" id="{self.pages[path]}"{place}>{inside}</a>'


def files_in(value: Any) -> set[str]:
    """Return the digests of all files that a raw value names."""
    if isinstance(value, dict):
        return files_in(list(value.values()))
    if isinstance(value, list):
        return set().union(*map(files_in, value))
    return set(_FILE.findall(value)) if isinstance(value, str) else set()
