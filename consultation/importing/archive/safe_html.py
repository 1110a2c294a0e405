"""Rich text out of a file that nobody vouches for: only what the editor itself could make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import Comment, Tag
from wagtail.whitelist import check_url

from consultation.importing.archive.rich_text import parse, stored

_ALWAYS = frozenset({"p", "br"})
_BY_FEATURE = {
    "bold": {"b", "strong"},
    "italic": {"i", "em"},
    "superscript": {"sup"},
    "subscript": {"sub"},
    "code": {"code"},
    "link": {"a"},
    "document-link": {"a"},
    "ol": {"ol", "li"},
    "ul": {"ul", "li"},
    "blockquote": {"blockquote"},
    "hr": {"hr"},
    "h2": {"h2"},
    "h3": {"h3"},
    "h4": {"h4"},
    "footnotes": {"footnote"},
}
# Gone with what is in them; of all other elements the text stays.
_GONE = ("script", "style", "template", "svg", "math", "iframe", "object", "embed", "title")


@dataclass(frozen=True, slots=True)
class Targets:
    """What the links of a text are in this portal; each returns None for what is not here."""

    page: Callable[[str], str | int | None]
    document: Callable[[str], str | int | None]
    footnote: Callable[[str], str | None]


def safe_html(html: str, features: Iterable[str], targets: Targets) -> tuple[str, list[str]]:
    """Return a text as it may be stored, and what had to be left out, in words.

    Args:
        html: the text, with the portable links that `portable_html` makes.
        features: what the editor offers in this place.
        targets: what links lead to.
    """
    allowed = set(_ALWAYS).union(*(_BY_FEATURE.get(name, ()) for name in features))
    soup = parse(html)
    left_out: list[str] = []
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in soup.find_all(_GONE):
        left_out.append(f"<{tag.name}>")
        tag.decompose()
    for tag in soup.find_all(True):
        if tag.name not in allowed:
            left_out.append(f"<{tag.name}>")
            tag.unwrap()
            continue
        attributes = _attributes(tag, targets, left_out)
        if attributes is None:
            tag.unwrap()
        else:
            tag.attrs = dict(attributes)
    return stored(soup), left_out


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
