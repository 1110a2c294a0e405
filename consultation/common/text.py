"""Texts: lists in words, when two say the same, and rich text from outside, made safe."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from html import unescape

import nh3
from bs4 import BeautifulSoup, Tag
from django.utils.html import escape, strip_tags
from django.utils.translation import gettext, pgettext
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.whitelist import check_url

# Punctuation that carries a meaning of its own.
_MEANINGFUL = "%&#@*/"
_ELEMENTS = {name: {name} for name in ("blockquote", "code", "h2", "h3", "h4", "hr")} | {
    "bold": {"b", "strong"},
    "italic": {"i", "em"},
    "superscript": {"sup"},
    "subscript": {"sub"},
    "link": {"a"},
    "document-link": {"a"},
    "ol": {"ol", "li"},
    "ul": {"ul", "li"},
    "footnotes": {"footnote"},
}
# Gone with what is in them; of all other elements the text stays.
_REMOVED = {
    "embed", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea", "title", "video",
}  # fmt: skip
_ATTRIBUTES = {"a": {"anchor", "href", "id", "linktype"}, "footnote": {"id"}}
BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_STORED_NAMES = {"strong": "b", "em": "i"}
_BLOCK_KEY = re.compile(r'\s*data-block-key="[^"]*"')
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!]")


def alphabetical(text: str) -> tuple[str, str]:
    """Return what to sort names by: capitals and accents decide only between equal letters."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each)), text


def join_words(words: Iterable[object], *, alternatives: bool = False) -> str:
    """Return a list as words: "a, b and c"; with `alternatives` "a, b or c"."""
    *others, last = [str(word) for word in words] or [""]
    if not others:
        return last
    values = {"others": comma_separated(others), "last": last}
    if alternatives:
        return pgettext("the end of a list", "%(others)s or %(last)s") % values
    return pgettext("the end of a list", "%(others)s and %(last)s") % values


def comma_separated(items: Iterable[object]) -> str:
    """Return a list as words, "a, b, c"."""
    # Translators: what separates the items of a list.
    return gettext(", ").join(map(str, items))


def semicolon_separated(items: Iterable[object]) -> str:
    """Return a list whose items may have commas in them, as "a; b; c"."""
    # Translators: what separates the items of a list that may have commas in them.
    return gettext("; ").join(map(str, items))


def normalise_wording(text: str) -> str:
    """Return a text without the characters that do not change its meaning.

    A character between two digits does, and so do % and the like: 1.5 is not 15.
    """
    text = text.casefold()
    kept = []
    for index, character in enumerate(text):
        kind = unicodedata.category(character)[0]
        inside_number = text[index - 1 : index].isdigit() and text[index + 1 : index + 2].isdigit()
        if inside_number or kind not in "PZC" or character in _MEANINGFUL:
            kept.append(character)
    # A wording of punctuation alone, like "…", has nothing else to go by.
    return "".join(kept) or text


def same_wording(one: str, other: str) -> bool:
    """Say whether two wordings differ in capitals, spaces and punctuation at most."""
    return normalise_wording(one) == normalise_wording(other)


class RichTextError(ValueError):
    """A text of which no rich text can be made."""


def elements_of(features: Collection[str]) -> set[str]:
    """Return the elements that an editor with these features can make."""
    return {"p", "br"}.union(*(_ELEMENTS.get(name, ()) for name in features))


def sanitise(
    html: str, allowed: set[str], attributes: Callable[[Tag], dict[str, str] | None]
) -> BeautifulSoup:
    """Return rich text from outside as a tree that shows allowed elements and texts alone.

    Args:
        html: the text.
        allowed: the names of elements; of all others the text stays.
        attributes: returns those that an element keeps; None if only its text stays.
    """
    clean = nh3.clean(
        html, tags=allowed, clean_content_tags=_REMOVED, attributes=_ATTRIBUTES, link_rel=None
    )
    soup = BeautifulSoup(clean, "html.parser")
    for tag in soup.find_all(True):
        kept = attributes(tag)
        # Only hidden: to take each out of the tree would take hours where a text has many.
        tag.hidden, tag.attrs = kept is None, dict(kept or {})
    return soup


def without_keys(html: str) -> str:
    """Return a stored text without the keys that the editor gives to its paragraphs."""
    return _BLOCK_KEY.sub("", html.replace("\r\n", "\n")).strip()


def plain_lines(html: str) -> str:
    """Return a stored text as plain lines."""
    lines = re.sub(r"</p>|</li>|<br/?>|<[uo]l>", "\n", html).replace("<li>", "• ")
    return re.sub(r"\n+", "\n", unescape(strip_tags(lines))).strip()


def elements_left_out(text: str, features: Collection[str]) -> list[str]:
    """Return the names of the elements in a text that `to_rich_text` leaves out."""
    names = {tag.name for tag in BeautifulSoup(_as_html(text), "html.parser").find_all(True)}
    return sorted(names - elements_of(features) - {"div", "span", "body", "html"})


def to_rich_text(text: str, features: Collection[str]) -> str:
    """Return a text as an editor with these features would have stored it, but for its keys.

    Text without any elements becomes paragraphs; what the editor does not offer is left out.

    Raises:
        RichTextError: not even that can be made of it.
    """
    html = _as_html(text)
    converter = ContentstateConverter(features)
    try:
        # Once more, until nothing changes: what comes out is to be the same when it is read again.
        for _ in range(5):
            before, tidied = html, _tidied(html, elements_of(features))
            stored = converter.to_database_format(converter.from_database_format(tidied))
            html = without_keys(stored)
            if html == before:
                break
    except Exception as error:
        # Wagtail's converter fails in many ways on what no editor could have typed.
        raise RichTextError from error
    return html if BeautifulSoup(html, "html.parser").get_text(strip=True) else ""


def _as_html(text: str) -> str:
    if _TAG.search(text):
        return text
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{escape(each).replace(chr(10), '<br/>')}</p>" for each in paragraphs)


def _tidied(html: str, allowed: set[str]) -> str:
    soup = BeautifulSoup(str(sanitise(html, allowed | BLOCKS, _link_attributes)), "html.parser")
    for tag in soup.find_all(True):
        is_loose = tag.name == "li" and (tag.parent is None or tag.parent.name not in ("ol", "ul"))
        if tag.name not in allowed or is_loose:
            tag.name = "p"
        tag.name = _STORED_NAMES.get(tag.name, tag.name)
        in_item = tag.name == "p" and tag.find_parent("li") is not None
        if in_item and tag.next_sibling is not None:
            tag.insert_after(Tag(name="br", can_be_empty_element=True))
        if in_item or (tag.name in ("a", "b", "i", "p") and tag.find(BLOCKS)):
            tag.unwrap()
    # Wagtail's own rules for what is stored read double quotation marks only.
    return soup.decode(formatter=lambda text: str(escape(text)))  # type: ignore[arg-type]


def _link_attributes(tag: Tag) -> dict[str, str] | None:
    """Return the attributes of a link that has words and leads somewhere."""
    if tag.name != "a":
        return {}
    number, href = str(tag.get("id")), str(tag.get("href") or "")
    if not tag.get_text(strip=True):
        return None
    if tag.get("linktype") == "page" and number.isdecimal():
        return {"linktype": "page", "id": number}
    return {"href": href} if href and check_url(href) else None
