"""Pieces of text around the questions, as rich text of a block."""

import re
from dataclasses import dataclass
from html import escape

from bs4 import NavigableString, Tag

from .elements import HEADINGS
from .remarks import Remarks, quoted
from .texts import one_line

_BOLD, _ITALIC = frozenset(("b", "strong")), frozenset(("i", "em"))
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):", re.I)
_SAFE = frozenset(("http", "https", "mailto", "tel"))


@dataclass(slots=True)
class Piece:
    """Texts of one line or paragraph that no question has claimed.

    Args:
        block: the element that holds them.
        strings: the texts.
    """

    block: Tag
    strings: list[NavigableString]

    @property
    def text(self) -> str:
        """The piece in plain text."""
        return one_line("".join(self.strings))

    @property
    def is_heading(self) -> bool:
        """Whether it is a title for what follows."""
        return self.block.name in HEADINGS or self.block.name == "legend"


def safe_address(address: str) -> str:
    """Return the address of a link, or "" where it could run something."""
    address = re.sub(r"[\x00-\x20\x7f]+", "", address)
    scheme = _SCHEME.match(address)
    return "" if scheme and scheme[1].casefold() not in _SAFE else address


def as_html(pieces: list[Piece], remarks: Remarks) -> str:
    """Return pieces as paragraphs and lists, with bold, italic and links."""
    html: list[str] = []
    open_list: Tag | None = None
    for piece in pieces:
        inline = _inline(piece, remarks)
        if not inline:
            continue
        around = piece.block.parent if piece.block.name == "li" else None
        if around is not open_list:
            html.append(f"</{_kind(open_list)}>" if open_list is not None else "")
            html.append(f"<{_kind(around)}>" if around is not None else "")
            open_list = around
        tag = "p" if around is None else "li"
        html.append(
            f"<{tag}><b>{inline}</b></{tag}>" if piece.is_heading else f"<{tag}>{inline}</{tag}>"
        )
    if open_list is not None:
        html.append(f"</{_kind(open_list)}>")
    return "".join(html)


def _kind(around: Tag) -> str:
    return "ol" if around.name == "ol" else "ul"


def _inline(piece: Piece, remarks: Remarks) -> str:
    parts: list[str] = []
    for node in piece.strings:
        text = escape(re.sub(r"\s+", " ", _seen(node)), quote=False)
        if not text.strip():
            parts.append(text)
            continue
        if isinstance(node.previous_element, Tag) and node.previous_element.name == "br" and parts:
            parts.append("<br/>")
        bold = italic = False
        link: Tag | None = None
        for parent in node.parents:
            if parent is piece.block:
                break
            bold = bold or parent.name in _BOLD
            italic = italic or parent.name in _ITALIC
            if parent.name == "a" and parent.has_attr("href"):
                link = parent
        if italic:
            text = f"<i>{text}</i>"
        if bold and not piece.is_heading:
            text = f"<b>{text}</b>"
        parts.append(linked(text, link, remarks) if link is not None else text)
    return "".join(parts).strip()


def linked(text: str, link: Tag, remarks: Remarks) -> str:
    """Return text as a link, if its address is one that can do no harm."""
    address = safe_address(str(link["href"]))
    if not address:
        remarks.loss(
            link, f"The link of {quoted(one_line(link.get_text()))} could do harm and was left out."
        )
        return text
    return f'<a href="{escape(address)}">{text}</a>'


def _seen(node: NavigableString) -> str:
    """Return a text without signs that nobody sees, its outer space kept."""
    text = str(node)
    lead = " " if text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() else ""
    return f"{lead}{one_line(text)}{tail}"
