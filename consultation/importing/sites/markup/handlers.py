"""One kind of element after the other, each as the blocks it becomes."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from bs4 import Tag
from django.utils.text import Truncator

from . import elements
from .anchors import anchor_of, is_heading
from .boxes import callout, details
from .media_blocks import LONGEST_CAPTION, elsewhere, picture_blocks
from .quotes import quote
from .tables import is_layout, table_block
from .words import Words

if TYPE_CHECKING:
    from .body import Body

LONGEST_HEADING = 200
_LEVELS = ("h2", "h3", "h4")


def _heading(body: "Body", tag: Tag) -> None:
    text = elements.words_of(tag)
    words = Words(body.context)
    words.leftovers += tag.find_all("img")
    if not is_heading(tag):
        body.rich += words.pieces([tag])
    elif text:
        short = Truncator(text).chars(LONGEST_HEADING)
        value = {"text": short, "level": _level(body, tag), "anchor": anchor_of(tag)}
        body.add("heading", value)
        if short != text:
            body.context.report.doubt(
                body.context.place_of(tag), "This heading is too long. It is in full below itself."
            )
            body.rich += words.pieces([tag])
            body.after(words)
            return
        for inner in tag.find_all(["a", "footnote-ref"]):
            if inner.name == "footnote-ref" or inner.get("href"):
                body.rich.append(f"<p>{words.inline([inner])}</p>")
    body.after(words)


def _level(body: "Body", tag: Tag) -> str:
    level = int(tag.name[1])
    if level == 1 and not body.levels and not body.blocks and not body.rich:
        # The page's own title, other than in the navigation: its chapters are no parts of it.
        return "h2"
    while body.levels and body.levels[-1] >= level:
        body.levels.pop()
    body.levels.append(level)
    if len(body.levels) > len(_LEVELS):
        body.context.report.note(
            body.context.place_of(tag), "This heading is as small as the one above it here."
        )
    return _LEVELS[min(len(body.levels), len(_LEVELS)) - 1]


def _paragraph(body: "Body", tag: Tag) -> None:
    body.flow(list(tag.children))


def _linked_block(body: "Body", tag: Tag) -> None:
    words = Words(body.context)
    body.rich += words.pieces([tag])
    body.after(words)


def _list(body: "Body", tag: Tag) -> None:
    words = Words(body.context)
    body.rich += words.listed(tag)
    body.after(words)


def _terms(body: "Body", tag: Tag) -> None:
    for child in tag.find_all(["dt", "dd", "div"], recursive=False):
        if child.name == "dt":
            words = Words(body.context)
            body.rich += words.pieces([child])
            body.after(words)
        elif child.name == "dd":
            body.flow(list(child.children))
        else:
            _terms(body, child)


def _code(body: "Body", tag: Tag) -> None:
    language = ""
    around = tag.find_parent("div", class_="highlight")
    for each in (around, tag, tag.find("code")):
        for name in elements.classes_of(each) if isinstance(each, Tag) else ():
            if name.startswith("language-"):
                language = name.removeprefix("language-")[:40]
    for line in tag.find_all("br"):
        line.replace_with("\n")
    text = tag.get_text().strip("\n").rstrip()
    if not text.strip():
        return
    if language == "mermaid" or "mermaid" in elements.classes_of(tag):
        body.context.report.doubt(
            body.context.place_of(tag),
            "This diagram was drawn by a script. It is here as the text it was drawn from.",
        )
    body.add("code", {"code": text, "language": language})
    words = Words(body.context)
    words.leftovers += tag.find_all("img")
    body.after(words)


def _table(body: "Body", tag: Tag) -> None:
    if is_layout(tag):
        body.flow(list(tag.children))
        return
    value, leftovers = table_block(tag, _last_heading(body), body.context)
    if value["table"]["columns"]:
        body.add("table", value)
        body.context.report.count("tables")
    for each in leftovers:
        body.block(each)


def _last_heading(body: "Body") -> str:
    for block in reversed(body.blocks):
        if block["type"] == "heading":
            return str(block["value"]["text"])
    return body.context.draft.title


def _rule(body: "Body", tag: Tag) -> None:
    if body.rich:
        body.rich.append("<hr/>")


def _quote(body: "Body", tag: Tag) -> None:
    kind, value, leftovers = quote(tag, body.context)
    if kind == "quote":
        body.add(kind, value)
    else:
        body.rich += value
    for each in leftovers:
        body.block(each)


def _details(body: "Body", tag: Tag) -> None:
    items, leftovers = details(tag, body.context)
    last = body.blocks[-1] if body.blocks and not body.rich else None
    if not items:
        body.flow(list(tag.children))
    elif last and last["type"] == "details":
        last["value"]["items"] += items
    else:
        body.add("details", {"items": items})
    for each in leftovers if items else ():
        body.block(each)


def _division(body: "Body", tag: Tag) -> None:
    classes = elements.classes_of(tag)
    if "admonition" in classes:
        value, leftovers = callout(tag, body.context)
        if value is None:
            body.flow(list(tag.children))
            return
        body.add("callout", value)
        for each in leftovers:
            body.block(each)
    elif "tabbed-set" in classes:
        for title, content in elements.tabs_of(tag):
            body.rich += Words(body.context).pieces([title])
            body.flow(content)
    elif "toc" in classes and tag.find("ul") is not None:
        body.context.report.note(
            body.context.lines.place("[TOC]"), "Each page has a list of its contents anyway."
        )
    else:
        body.flow(list(tag.children))


def pictures(body: "Body", tag: Tag) -> None:
    """Add a picture, or its description where it cannot be shown."""
    for kind, value in picture_blocks(tag, body.context):
        if kind == "image":
            body.add(kind, value)
        else:
            body.rich.append(value)


def _figure(body: "Body", tag: Tag) -> None:
    caption = tag.find("figcaption")
    pictures = tag.find_all("img")
    text = elements.words_of(caption) if isinstance(caption, Tag) else ""
    fits = len(pictures) == 1 and len(text) <= LONGEST_CAPTION
    if fits and isinstance(caption, Tag) and not caption.find(["a", "footnote-ref", "img"]):
        caption.extract()
        pictures[0]["data-caption"] = text
    body.flow(list(tag.children))


def _elsewhere(body: "Body", tag: Tag) -> None:
    kind, value = elsewhere(tag, body.context)
    if kind == "embed":
        body.add(kind, value)
    elif value:
        body.rich.append(value)


def _form(body: "Body", tag: Tag) -> None:
    has_one = any(each["type"] == "feedback_form" for each in body.blocks)
    block = body.forms.block_of(tag, has_one=has_one)
    for control in tag.find_all(
        ["input", "select", "textarea", "button", "datalist", "label", "legend"]
    ):
        control.extract()
    if block is not None or not elements.is_hidden(tag):
        body.flow(list(tag.children))
    if block is not None:
        body.add("feedback_form", block)


HANDLERS: dict[str, Callable[["Body", Tag], None]] = {
    **dict.fromkeys(elements.HEADINGS, _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), _list),
    **dict.fromkeys(elements.MEDIA, _elsewhere),
    "a": _linked_block,
    "p": _paragraph,
    "dl": _terms,
    "pre": _code,
    "table": _table,
    "hr": _rule,
    "blockquote": _quote,
    "details": _details,
    "div": _division,
    "figure": _figure,
    "form": _form,
}
