"""Block quotes."""

import re
from typing import Any

from bs4 import Tag

from . import elements
from .context import Context
from .words import Words

_WHO = re.compile(r"^(?:—|–|--|―)\s*(.{2,240})$")


def quote(tag: Tag, context: Context) -> tuple[str, Any, list[Tag]]:
    """Return a quote as a quote block's raw value, or as rich text where it is more than words.

    Returns:
        "quote" or "rich_text", the value or the pieces of text, and what neither can hold.
    """
    words = Words(context)
    pieces = words.pieces(list(tag.children))
    plain = [piece for piece in pieces if _is_plain(piece)]
    if pieces and len(plain) == len(pieces):
        texts = [_text(piece) for piece in pieces]
        who = _WHO.match(texts[-1]) if len(texts) > 1 else None
        cite = str(tag.get("cite") or "")
        value = {
            "quote": "\n\n".join(texts[:-1] if who else texts),
            "attribution": who.group(1).strip() if who else "",
            "source": cite if cite.startswith(("http://", "https://")) else "",
        }
        return "quote", value, words.leftovers
    return "rich_text", [_quoted(piece) for piece in pieces], words.leftovers


def _is_plain(piece: str) -> bool:
    return piece.startswith("<p>") and "<" not in piece[3:-4].replace("<br/>", "")


def _text(piece: str) -> str:
    inside = piece[3:-4].replace("<br/>", "\n")
    for entity, letter in (
        ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&"),
    ):  # fmt: skip
        inside = inside.replace(entity, letter)
    return elements.collapsed(inside) if "\n" not in inside else inside


def _quoted(piece: str) -> str:
    if piece.startswith("<p>"):
        return f"<blockquote>{piece[3:-4]}</blockquote>"
    return piece
