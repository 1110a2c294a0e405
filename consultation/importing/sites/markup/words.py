"""Text with bold words, links and lists, as the editor could have typed it."""

import re
from collections.abc import Iterable, Sequence

from bs4 import Tag
from bs4.element import PageElement
from django.utils.html import escape

from . import elements
from .context import Context
from .linking import link_tag
from .special import SPECIAL
from .telling import tell_hidden, tell_script

# What stands for an element in rich text; others are left out around their words.
STYLES = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "dfn": "i", "var": "i",
    "sup": "sup", "sub": "sub",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
EVERYTHING = frozenset({"b", "i", "sup", "sub", "code", "footnotes", "lists"})
LEVELS_OF_KINDS = 2
IN_FOOTNOTES = frozenset({"b", "i"})
_ENDS = re.compile(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$")
_SPACES = re.compile(" {2,}")
_EMPTY = re.compile(r"<(b|i|sup|sub|code)>(\s*)</\1>")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:")


def trimmed(html: str) -> str:
    """Return a piece of rich text without spaces and line ends around it."""
    before = None
    while before != html:
        before, html = html, _EMPTY.sub(r"\2", html)
    return _ENDS.sub("", _SPACES.sub(" ", html))


def _one_list(lists: list[str]) -> str:
    """Return the lists of one item as one: the editor would lose the second of two."""
    if not lists:
        return ""
    name = lists[0][1:3]
    return f"<{name}>{''.join(each[4:-5] for each in lists)}</{name}>"


class Words:
    """Makes rich text of parts of a page, and gathers what no text can hold.

    Args:
        context: the page.
        features: what the text may contain.
    """

    def __init__(self, context: Context, features: frozenset[str] = EVERYTHING) -> None:
        self.context, self.features = context, features
        self.leftovers: list[Tag] = []
        self.lists: list[str] = []

    # Within a paragraph.
    def inline(self, nodes: Iterable[PageElement]) -> str:
        """Return nodes as the inside of a paragraph."""
        return trimmed("".join(self._node(node, frozenset()) for node in nodes))

    def _node(self, node: PageElement, within: frozenset[str]) -> str:
        if elements.is_text(node):
            return str(escape(self._text(str(node), within)))
        if not isinstance(node, Tag):
            return ""
        if node.name in elements.PICTURES or node.name in elements.MEDIA or node.name in LARGE:
            self.leftovers.append(node)
            return ""
        special = SPECIAL.get(node.name)
        if special is not None:
            return str(special(self, node, within))
        if node.name in elements.UNSEEN:
            self._unseen(node)
            return ""
        if elements.is_hidden(node):
            tell_hidden(self.context, node)
            return ""
        style = STYLES.get(node.name)
        if style is None or style not in self.features or style in within:
            inside = self.inside(node, within)
            return f"<br/>{inside}<br/>" if node.name in elements.BLOCKS else inside
        return f"<{style}>{self.inside(node, within | {style})}</{style}>"

    def inside(self, tag: Tag, within: frozenset[str]) -> str:
        """Return what an element holds.

        Args:
            tag: the element.
            within: the styles and links that are around it already.
        """
        return "".join(self._node(child, within) for child in tag.children)

    def _text(self, text: str, within: frozenset[str]) -> str:
        if "code" not in within and _ICON.search(text):
            for icon in _ICON.findall(text):
                place = self.context.lines.place(icon)
                self.context.report.loss(place, f"The icon {icon} is a picture of the old site.")
            text = _ICON.sub("", text)
        return elements.collapsed(text)

    def _unseen(self, tag: Tag) -> None:
        if tag.name == "script":
            tell_script(self.context, tag)

    # Paragraphs and lists.
    def flow(self, nodes: Iterable[PageElement]) -> str:
        """Return nodes as paragraphs and lists."""
        return "".join(self.pieces(nodes))

    def pieces(self, nodes: Iterable[PageElement]) -> list[str]:
        """Return nodes as paragraphs and lists, each by itself."""
        pieces: list[str] = []
        run: list[PageElement] = []
        for node in [*nodes, None]:
            if node is not None and not elements.is_block(node):
                run.append(node)
                continue
            html = self.inline(run)
            run = []
            if html:
                pieces.append(f"<p>{html}</p>")
            if isinstance(node, Tag):
                pieces += self._block(node)
        return pieces

    def _block(self, tag: Tag) -> list[str]:
        if tag.name in elements.MEDIA or tag.name in LARGE:
            self.leftovers.append(tag)
            return []
        if tag.name in elements.UNSEEN:
            self._unseen(tag)
            return []
        if elements.is_hidden(tag):
            tell_hidden(self.context, tag)
            return []
        if tag.name in ("ul", "ol", "menu", "dir"):
            return self.listed(tag)
        if tag.name in (*elements.HEADINGS, "summary", "dt") or "admonition-title" in (
            elements.classes_of(tag)
        ):
            html = self.inline(tag.children)
            return [f"<p>{self._bold(html)}</p>"] if html else []
        if tag.name == "pre":
            return [f"<p>{self.code(tag)}</p>"]
        if tag.name == "a":
            return [self._linked(tag, piece) for piece in self.pieces(list(tag.children))]
        if "tabbed-set" in elements.classes_of(tag):
            tabs = elements.tabs_of(tag)
            return [piece for label, inner in tabs for piece in self.pieces([label, *inner])]
        return self.pieces(list(tag.children))

    def _linked(self, tag: Tag, piece: str) -> str:
        """Put a link that is around whole paragraphs into one of them."""
        if not piece.startswith("<p>") or "<a " in piece:
            return piece
        return f"<p>{link_tag(self.context, tag, piece[3:-4], self.features)}</p>"

    def _bold(self, html: str) -> str:
        bare = html.replace("<b>", "").replace("</b>", "")
        return f"<b>{bare}</b>" if "b" in self.features else bare

    def code(self, tag: Tag) -> str:
        """Return lines of code as one text, with their spaces."""
        lines = tag.get_text().strip("\n").split("\n")
        texts = [str(escape(line.replace("\t", "    "))).replace("  ", "\u00a0 ") for line in lines]
        if "code" not in self.features:
            return "<br/>".join(texts)
        return "<br/>".join(f"<code>{text}</code>" if text.strip() else "" for text in texts)

    def listed(self, tag: Tag) -> list[str]:
        """Return a list with the lists in it."""
        if str(tag.get("start") or "1").strip() not in ("1", "") or tag.has_attr("reversed"):
            self.context.report.doubt(
                self.context.place_of(tag), "This list does not count from 1. Here it does."
            )
        if "lists" not in self.features:
            return [
                piece if piece.startswith("<p>• ") else f"<p>• {piece[3:]}"
                for item in tag.find_all("li", recursive=False)
                for piece in self.pieces(item.children)
            ]
        name = self._list_name(tag)
        self.lists.append(name)
        items = [
            self._item([child] if child.name != "li" else list(child.children))
            for child in tag.find_all(True, recursive=False)
        ]
        self.lists.pop()
        items = [item for item in items if item]
        return [f"<{name}>{''.join(items)}</{name}>"] if items else []

    def _list_name(self, tag: Tag) -> str:
        """Return the kind of a list: from the third level on that of the second.

        Of a list whose kind changes further in, the editor would lose items.
        """
        name = "ol" if tag.name == "ol" else "ul"
        if len(self.lists) < LEVELS_OF_KINDS or self.lists[-1] == name:
            return name
        self.context.report.note(
            self.context.place_of(tag), "The innermost lists are all of one kind here."
        )
        return self.lists[-1]

    def _item(self, nodes: Sequence[PageElement]) -> str:
        texts: list[str] = []
        lists: list[str] = []
        for piece in self.pieces(nodes):
            if piece.startswith("<p>"):
                texts.append(piece[3:-4])
            else:
                lists.append(piece)
        inside = "<br/>".join(texts) + _one_list(lists)
        return f"<li>{inside}</li>" if inside else ""


# What has a block of its own, wherever it stands.
LARGE = frozenset({"table", "form"})
