"""What is said of elements that no page can have."""

from collections.abc import Iterable

from bs4 import Tag

from . import elements
from .context import Context

_NAMES = {
    "img": "a picture",
    "picture": "a picture",
    "table": "a table",
    "form": "a form",
    "video": "a film",
    "audio": "a recording",
}


def named(tags: Iterable[Tag]) -> str:
    """Return what elements are, for people."""
    return ", ".join(sorted({_NAMES.get(tag.name, "something of another site") for tag in tags}))


def tell_script(context: Context, tag: Tag) -> None:
    """Say that a script was left out."""
    source = str(tag.get("src") or "")
    place = context.lines.place(source, "<script")
    named = f" {source[:100]}" if source else ""
    context.report.loss(place, f"The script{named} was left out. What it did is not done here.")


def tell_hidden(context: Context, tag: Tag) -> None:
    """Say that something that readers did not see was left out."""
    words = elements.words_of(tag)
    if words:
        place = context.place_of(tag, "id")
        context.report.doubt(place, f"Hidden in the source, and left out: “{words[:100]}”.")
