"""The inside of paragraphs: words with styles, links and footnotes, as the editor makes them."""

import re
from collections.abc import Callable, Iterable
from typing import ClassVar

from bs4 import Tag
from bs4.element import PageElement
from django.utils.html import escape
from django.utils.translation import gettext as _

from consultation.importing.sites import elements

from .draft import Mention, PageContext
from .links import Target

# What replaces an element in rich text; others are left out around their words.
_STYLES = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "dfn": "i", "var": "i",
    "sup": "sup", "sub": "sub",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code",
}  # fmt: skip
_ENDS = re.compile(r"^(?:\s|<br/>)+|(?:\s|<br/>)+$")
_EMPTY = re.compile(r"<(b|i|sup|sub|code)>(\s*)</\1>")


class InlineText:
    """Makes the inside of one paragraph, and gathers what no text can hold."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self.embedded: list[Tag] = []

    def html(self, nodes: Iterable[PageElement]) -> str:
        """Return nodes as the inside of a paragraph."""
        html, before = self._nodes(nodes, frozenset()), ""
        while before != html:
            before, html = html, _EMPTY.sub(r"\2", html)
        return _ENDS.sub("", re.sub(" {2,}", " ", html))

    def _nodes(self, nodes: Iterable[PageElement], within: frozenset[str]) -> str:
        return "".join(self._node(node, within) for node in nodes)

    def _node(self, node: PageElement, within: frozenset[str]) -> str:
        if elements.is_text(node):
            return str(escape(elements.collapsed(str(node))))
        if not isinstance(node, Tag) or self.context.is_unseen(node):
            return ""
        if node.name in elements.EMBEDDED:
            self.embedded.append(node)
            return ""
        if (special := self._SPECIAL.get(node.name)) is not None:
            return special(self, node, within)
        style = _STYLES.get(node.name)
        if style and style not in within and not (style == "sup" and node.find("footnote-ref")):
            return f"<{style}>{self._nodes(node.children, within | {style})}</{style}>"
        inside = self._nodes(node.children, within)
        return f"<br/>{inside}<br/>" if node.name in elements.BLOCKS else inside

    def _link(self, tag: Tag, within: frozenset[str]) -> str:
        inside = self._nodes(tag.children, within | {"a"})
        return inside if "a" in within else self.link(tag, inside)

    def link(self, tag: Tag, inside: str) -> str:
        """Return a link around its text, or the text alone where it cannot lead anywhere."""
        href = elements.attribute(tag, "href")
        if not href:
            return inside
        target = self.context.targets.find(href, self.context.source)
        if not inside.strip():
            picture = tag.find("img")
            label = elements.attribute(picture, "alt") if picture else ""
            label = label or elements.attribute(tag, "aria-label", "title")
            if (picture and target.kind == "file") or not (label or target.is_found):
                # What shows a picture larger, or what no reader would have seen.
                return ""
            inside = str(escape(label or href))
        attributes = self._link_attributes(target, href, tag)
        return f"<a {attributes}>{inside}</a>" if attributes else inside

    def _link_attributes(self, target: Target, href: str, tag: Tag) -> str:
        """Return what makes a link lead there; "" where it cannot."""
        context, report = self.context, self.context.report
        place = context.place(href, elements.words_of(tag)[:60])
        if target.kind == "outside":
            return f'href="{escape(target.value)}"'
        if target.kind == "file":
            key = context.media.document(target.value, place)
            return f'linktype="document" id="{key}"' if key else ""
        if target.kind == "page" and not (target.anchor and target.value == context.source.path):
            attributes = f'linktype="page" id="page:{escape(target.value)}"'
            if not target.anchor:
                return attributes
            context.draft.mentions.append(Mention(target.value, target.anchor, place))
            return f'{attributes} anchor="{escape(target.anchor)}"'
        anchor = "" if target.anchor in ("top", "__top") else target.anchor
        anchors = context.draft.anchors | {"": ""}
        if target.is_found and anchor in anchors:
            return f'href="#{escape(anchors[anchor] or "main-content")}"'
        text = _("The link %(address)s leads nowhere. Its text was kept.")
        if target.kind == "refused":
            text = _("The link %(address)s is of a kind that is not let in. Its text was kept.")
        report.loss(place, text, address=href[:200])
        return ""

    def _footnote(self, tag: Tag, within: frozenset[str]) -> str:
        key = str(tag["data-note"])
        return f'<footnote id="{key}">[{key[:6]}]</footnote>'

    def _input(self, tag: Tag, within: frozenset[str]) -> str:
        is_box = elements.attribute(tag, "type").lower() == "checkbox"
        return ("☑ " if tag.has_attr("checked") else "☐ ") * is_box

    def _drawing(self, tag: Tag, within: frozenset[str]) -> str:
        if words := elements.words_of(tag):
            text = _("A drawing in the page is kept as its words only.")
            self.context.report.loss(self.context.place("<svg"), text)
        return str(escape(words))

    def _abbreviation(self, tag: Tag, within: frozenset[str]) -> str:
        words, title = elements.words_of(tag), elements.attribute(tag, "title")
        if title and words not in self.context.explained:
            self.context.explained.add(words)
            text = _("“%(words)s” had an explanation that is not shown here: “%(text)s”.")
            place = self.context.place(f"*[{words}]", title)
            self.context.report.doubt(place, text, words=words, text=title)
        return self._nodes(tag.children, within)

    def _struck(self, tag: Tag, within: frozenset[str]) -> str:
        text = _("“%(words)s” was struck through there. Here it is not.")
        self.context.doubt(tag, text, words=elements.words_of(tag)[:80])
        return self._nodes(tag.children, within)

    _SPECIAL: ClassVar[dict[str, Callable[["InlineText", Tag, frozenset[str]], str]]] = {
        **dict.fromkeys(("abbr", "acronym"), _abbreviation),
        **dict.fromkeys(("del", "s", "strike"), _struck),
        "a": _link,
        "br": lambda self, tag, within: "<br/>",
        "footnote-ref": _footnote,
        "input": _input,
        "option": lambda self, tag, within: f"{self._nodes(tag.children, within)}; ",
        "q": lambda self, tag, within: f"“{self._nodes(tag.children, within)}”",
        "svg": _drawing,
    }
