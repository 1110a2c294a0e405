"""From names in the source to ids in the portal."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_PAGE = re.compile(r'<a linktype="page" id="page:([^"]*)"( anchor="[^"]*")?>(.*?)</a>', re.DOTALL)
_DOCUMENT = re.compile(r'<a linktype="document" id="file:([0-9a-f]+)">(.*?)</a>', re.DOTALL)


def resolved(
    value: Any,
    pages: Mapping[str, int],
    pictures: Mapping[str, int],
    documents: Mapping[str, int],
    anchors: Callable[[str, str], str],
) -> Any:
    """Return a raw value with ids in place of names.

    Args:
        value: blocks, one value of a block, or a text.
        pages: ids of pages by their paths.
        pictures: ids of pictures by their digests.
        documents: ids of documents by their digests.
        anchors: the anchor here for a path and an anchor there, or "".
    """
    parts = (pages, pictures, documents, anchors)
    if isinstance(value, dict):
        return {
            key: _file(each, pictures if key == "image" else documents)
            if key in ("image", "document") and isinstance(each, str)
            else resolved(each, *parts)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [resolved(each, *parts) for each in value]
    if isinstance(value, str) and "<a linktype=" in value:
        return _texts(value, *parts)
    return value


def _file(name: str, ids: Mapping[str, int]) -> int | None:
    return ids.get(name.removeprefix("file:"))


def _texts(
    text: str,
    pages: Mapping[str, int],
    pictures: Mapping[str, int],
    documents: Mapping[str, int],
    anchors: Callable[[str, str], str],
) -> str:
    def page(found: re.Match[str]) -> str:
        path, anchor, inside = found.groups()
        path = _plain(path)
        if path not in pages:
            return str(inside)
        wanted = _plain(anchor[9:-1]) if anchor else ""
        place = anchors(path, wanted) if wanted else ""
        kept = f' anchor="{_escaped(place)}"' if place else ""
        return f'<a linktype="page" id="{pages[path]}"{kept}>{inside}</a>'

    def document(found: re.Match[str]) -> str:
        digest, inside = found.groups()
        if digest in documents:
            return f'<a linktype="document" id="{documents[digest]}">{inside}</a>'
        return str(inside)

    return _DOCUMENT.sub(document, _PAGE.sub(page, text))


def _plain(text: str) -> str:
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        text = text.replace(entity, letter)
    return text.replace("&amp;", "&")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def files_in(value: Any) -> set[str]:
    """Return the digests of all files that a raw value names."""
    if isinstance(value, dict):
        return set().union(*map(files_in, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(files_in, value)) if value else set()
    return set(re.findall(r"\bfile:([0-9a-f]{40})\b", value)) if isinstance(value, str) else set()
