"""Descriptions out of a sheet: cut down to what the editor offers, and like the editor's own."""

import re
from functools import cache
from typing import cast

from bs4 import BeautifulSoup, Comment, Tag
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.fields import RichTextField
from wagtail.whitelist import check_url

from ideas.models import Idea

# Gone with everything in them; of other unknown elements the text stays.
_GONE = (
    "applet", "audio", "canvas", "embed", "frame", "frameset", "head", "iframe", "math", "noframes",
    "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "video",
)  # fmt: skip
_KEPT = frozenset({"a", "b", "br", "i", "li", "ol", "p", "ul"})
_OTHER_NAMES = {"strong": "b", "em": "i"}
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot",
        "th", "thead", "tr", "ul",
    }
)  # fmt: skip
_KEY = re.compile(r'\s*data-block-key="[^"]*"')
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!]")


class NotRichText(ValueError):
    """A text that cannot be made a description."""


@cache
def _converter() -> ContentstateConverter:
    field = cast("RichTextField", Idea._meta.get_field("description"))
    return ContentstateConverter(field.features)


def without_keys(html: str) -> str:
    """Return a stored text without the keys that the editor gives to its paragraphs."""
    return _KEY.sub("", html.replace("\r\n", "\n")).strip()


def _as_html(text: str) -> str:
    if _TAG.search(text):
        return text
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return "".join(f"<p>{escape(each).replace(chr(10), '<br/>')}</p>" for each in paragraphs)


def _tidy(tag: Tag) -> None:
    """Make one element one that the editor knows, or leave only what is in it."""
    if tag.name in _BLOCKS - _KEPT:
        tag.name = "p"
    tag.name = _OTHER_NAMES.get(tag.name, tag.name)
    if tag.name == "li" and (tag.parent is None or tag.parent.name not in ("ol", "ul")):
        tag.name = "p"
    holds_blocks = tag.name in ("a", "b", "i", "p") and tag.find(_BLOCKS) is not None
    in_item = tag.name == "p" and tag.find_parent("li") is not None
    if in_item and tag.next_sibling is not None:
        tag.insert_after(Tag(name="br", can_be_empty_element=True))
    href = tag.get("href") if tag.name == "a" else None
    is_page = tag.name == "a" and tag.get("linktype") == "page" and str(tag.get("id")).isdecimal()
    leads_nowhere = tag.name == "a" and not is_page and not (href and check_url(str(href)))
    leads_nowhere = leads_nowhere or (tag.name == "a" and tag.find_parent("a") is not None)
    if tag.name not in _KEPT or holds_blocks or in_item or leads_nowhere:
        tag.unwrap()
    elif is_page:
        tag.attrs = {"linktype": "page", "id": str(tag["id"])}
    else:
        tag.attrs = {"href": str(href)} if href else {}


def left_out(text: str) -> list[str]:
    """Return the names of the elements in a text that no description can have."""
    names = {tag.name for tag in BeautifulSoup(_as_html(text), "html.parser").find_all(True)}
    return sorted(names - _KEPT - set(_OTHER_NAMES) - {"div", "span", "body", "html"})


def clean(text: str) -> str:
    """Return a text as the editor would have stored it, apart from its keys of paragraphs.

    Text without any elements becomes paragraphs. What the editor does not offer
    is left out.

    Raises:
        NotRichText: not even that can be made of it.
    """
    html = _as_html(text)
    try:
        # Once more, until nothing changes: what comes out is to be the same when it is read again.
        for _ in range(5):
            before, html = html, _as_stored(_tidied(html))
            if html == before:
                break
        return html if BeautifulSoup(html, "html.parser").get_text(strip=True) else ""
    except Exception as error:
        # Wagtail's converter fails in many ways over what no editor could have typed.
        raise NotRichText from error


def _as_stored(html: str) -> str:
    converter = _converter()
    return without_keys(converter.to_database_format(converter.from_database_format(html)))


def _tidied(html: str) -> str:
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(_GONE):
        tag.decompose()
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    for tag in soup.find_all(True):
        _tidy(tag)
    # Wagtail's own rules for what is stored read double quotation marks only.
    return soup.decode(formatter=lambda text: str(escape(text)))  # type: ignore[arg-type]
