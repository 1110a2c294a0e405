"""Rich text out of a file that nobody vouches for: only what the editor itself could make."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bs4 import Tag
from wagtail.whitelist import check_url

from consultation.common.text import elements_of, sanitise
from consultation.importing.archive.rich_text import parse, stored


@dataclass(frozen=True, slots=True)
class Targets:
    """What the links of a text are in this portal; each returns None for what is not here."""

    page: Callable[[str], str | int | None]
    document: Callable[[str], str | int | None]
    footnote: Callable[[str], str | None]


def safe_html(html: str, features: Collection[str], targets: Targets) -> tuple[str, list[str]]:
    """Return a text as it may be stored, and what had to be left out, in words.

    Args:
        html: the text, with the portable links that `portable_html` makes.
        features: what the editor offers in this place.
        targets: what links lead to.
    """
    soup = parse(html)
    left_out: list[str] = []
    gone = sanitise(soup, elements_of(features), lambda tag: _attributes(tag, targets, left_out))
    return stored(soup), [*(f"<{name}>" for name in gone), *left_out]


def _attributes(tag: Tag, targets: Targets, left_out: list[str]) -> dict[str, str] | None:
    """Return the attributes that an element keeps; None for one of which only its text stays."""
    if tag.name == "footnote":
        number = targets.footnote(str(tag.get("id") or ""))
        if number is None:
            left_out.append("a mark of a footnote without its text")
            tag.string = ""
            return None
        tag.string = f"[{number[:6]}]"
        return {"id": number}
    if tag.name != "a":
        return {}
    if tag.get("page"):
        path = str(tag["page"])
        page = targets.page(path)
        if page is None:
            left_out.append(f"the link to the page {path}")
            return None
        anchor = str(tag.get("anchor") or "")
        more = {"anchor": anchor} if anchor else {}
        return {"linktype": "page", "id": str(page)} | more
    if tag.get("document"):
        path = str(tag["document"])
        document = targets.document(path)
        if document is None:
            left_out.append(f"the link to the document {path}")
            return None
        return {"linktype": "document", "id": str(document)}
    href = str(tag.get("href") or "")
    safe = href if href.startswith("#") else check_url(href)
    if not safe:
        left_out.append("a link that leads nowhere" if not href else f"the link {href[:80]}")
        return None
    return {"href": str(safe)}
