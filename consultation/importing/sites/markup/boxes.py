"""Admonitions, details and tabs."""

import uuid
from typing import Any

from bs4 import Tag

from . import elements
from .context import Context
from .telling import named
from .words import Words

LONGEST_TITLE = 150
LONGEST_SUMMARY = 200
_IMPORTANT = frozenset(
    {"warning", "caution", "attention", "danger", "error", "important", "failure", "fail",
     "missing", "bug"}
)  # fmt: skip


def callout(tag: Tag, context: Context) -> tuple[dict[str, Any] | None, list[Tag]]:
    """Return an admonition as the raw value of a callout, and what that cannot hold.

    None where there is no text in it to put into a callout.
    """
    title = tag.find(class_="admonition-title")
    heading = elements.words_of(title) if isinstance(title, Tag) else ""
    plain = isinstance(title, Tag) and not title.find(["a", "footnote-ref", "img"])
    if isinstance(title, Tag) and plain and len(heading) <= LONGEST_TITLE:
        title.extract()
    else:
        heading = ""
    words = Words(context)
    html = words.flow(list(tag.children))
    if not html:
        # A callout needs a text.
        if isinstance(title, Tag) and heading:
            tag.insert(0, title)
        return None, []
    _tell_leftovers(words, tag, context, "box")
    important = bool(_IMPORTANT & elements.classes_of(tag))
    kind = "important" if important else "information"
    return {"kind": kind, "title": heading, "text": html}, words.leftovers


def details(tag: Tag, context: Context) -> tuple[list[dict[str, Any]], list[Tag]]:
    """Return a `<details>` as items of a details block, and what these cannot hold.

    No items where it has no line to open it by, or nothing that could be opened.
    """
    summary = tag.find("summary")
    if not isinstance(summary, Tag):
        return [], []
    heading = elements.words_of(summary)
    inner = [child for child in tag.children if child is not summary]
    if not heading or len(heading) > LONGEST_SUMMARY or tag.find(["form", "iframe"]):
        return [], []
    if summary.find(["a", "footnote-ref"]):
        inner = [*summary.children, *inner]
    if not any(elements.words_of(child) for child in inner):
        return [], []
    words = Words(context)
    html = words.flow(inner)
    if not html:
        return [], []
    _tell_leftovers(words, tag, context, "fold")
    item = {"summary": heading, "text": html}
    key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{context.source.path} {heading} {html}"))
    return [{"type": "item", "value": item, "id": key}], words.leftovers


def _tell_leftovers(words: Words, tag: Tag, context: Context, where: str) -> None:
    if words.leftovers:
        context.report.doubt(
            context.place_of(tag),
            f"What no {where} can hold ({named(words.leftovers)}) stands right after it.",
        )
