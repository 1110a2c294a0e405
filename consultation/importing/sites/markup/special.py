"""Elements within a paragraph that are more than words with a style."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bs4 import Tag
from django.utils.html import escape

from . import elements
from .linking import link_tag

if TYPE_CHECKING:
    from .words import Words


def _break(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    return "<br/>"


def _link(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    inside = writer.inside(tag, within | {"a"})
    if "a" in within:
        return inside
    return link_tag(writer.context, tag, inside, writer.features)


def _footnote(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    key = str(tag["data-note"])
    if "footnotes" not in writer.features:
        return str(escape(tag.get_text()))
    return f'<footnote id="{key}">[{key[:6]}]</footnote>'


def _input(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    kind = str(tag.get("type") or "text").lower()
    if kind == "checkbox":
        return "☑ " if tag.has_attr("checked") else "☐ "
    if kind == "hidden":
        return ""
    words = str(tag.get("value") or "") if kind in ("button", "submit", "reset") else ""
    return str(escape(words))


def _control(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    words = "; ".join(elements.words_of(each) for each in tag.find_all("option"))
    return str(escape(words or elements.words_of(tag)))


def _drawing(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    words = elements.words_of(tag)
    if tag.find(("path", "rect", "circle", "line", "polygon", "use")) and words:
        place = writer.context.lines.place("<svg")
        writer.context.report.loss(place, "A drawing in the page is kept as its words only.")
    return str(escape(words))


def _quoted(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    return f"“{writer.inside(tag, within)}”"


def _explained(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    words, title = elements.words_of(tag), str(tag.get("title") or "")
    if title:
        writer.context.explained.setdefault(words, title)
    return writer.inside(tag, within)


def _struck(writer: "Words", tag: Tag, within: frozenset[str]) -> str:
    writer.context.report.doubt(
        writer.context.place_of(tag), f"“{elements.words_of(tag)[:80]}” was struck through."
    )
    return writer.inside(tag, within)


SPECIAL: dict[str, Callable[["Words", Tag, frozenset[str]], str]] = {
    "br": _break,
    "a": _link,
    "footnote-ref": _footnote,
    "input": _input,
    "select": _control,
    "textarea": _control,
    "svg": _drawing,
    "q": _quoted,
    "abbr": _explained,
    "acronym": _explained,
    "del": _struck,
    "s": _struck,
    "strike": _struck,
}
