"""Rich text as Markdown: what the editor makes, and nothing else."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from consultation.importing.archive.escaping import address, escape_inline, guard_start

_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_AS_HTML = ("sup", "sub")
_LISTS = ("ul", "ol")
# Between two lists, which Markdown would else take for one.
_PARTING = "<!-- -->"
INDENT = "    "


@dataclass(frozen=True, slots=True)
class Links:
    """Where the links of a text lead to in the archive.

    Args:
        page: returns the address of a page by its id; "" where it is gone.
        document: returns the address of a document by its id; "" where it is gone.
        footnote: returns the name of a footnote by its id; "" where it is gone.
    """

    page: Callable[[str], str]
    document: Callable[[str], str]
    footnote: Callable[[str], str]


def parse(html: str) -> BeautifulSoup:
    """Return a stored rich text as a tree."""
    return BeautifulSoup(html, "html.parser")


class _InOrder(HTMLFormatter):
    """Leaves attributes in their order, as the editor stores them."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, str | None]]:
        """Return the attributes of an element."""
        return tag.attrs.items()  # type: ignore[return-value]


_FORMATTER = _InOrder(
    entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="/"
)


def stored(soup: Tag) -> str:
    """Return a tree as a rich text is stored."""
    return str(soup.decode(formatter=_FORMATTER))


def indented(text: str, by: str = INDENT) -> str:
    """Return lines moved to the right; empty ones stay empty."""
    return "\n".join(by + line if line else "" for line in text.split("\n"))


@dataclass(slots=True)
class RichTextWriter:
    """Writes one rich text after another.

    Args:
        links: where links lead to.
        footnotes: the names of the footnotes that were used, in order.
    """

    links: Links
    footnotes: dict[str, None] = field(default_factory=dict)

    def write(self, html: str) -> str:
        """Return a rich text as paragraphs and lists, parted by empty lines."""
        return "\n\n".join(self._blocks(parse(html)))

    def line(self, html: str) -> str:
        """Return a rich text on one line, for a cell or a footnote of one paragraph."""
        paragraphs = parse(html).find_all(["p", "li"]) or [parse(html)]
        return "<br>".join(filter(None, (self.inline(each) for each in paragraphs)))

    def _blocks(self, parent: Tag) -> Iterator[str]:
        before = ""
        for child in parent.children:
            text = self._block(child)
            if not text:
                continue
            name = child.name if isinstance(child, Tag) else ""
            if name in _LISTS and before in _LISTS:
                yield _PARTING
            yield text
            before = name or ""

    def _block(self, child: object) -> str:
        if isinstance(child, Tag):
            if child.name in _LISTS:
                return self._list(child)
            if child.name == "hr":
                return "---"
            if re.fullmatch("h[1-6]", child.name):
                return f"{'#' * int(child.name[1])} {self.inline(child)}"
            if child.name == "blockquote":
                return indented(self.inline(child), "> ")
            return guard_start(self.inline(child))
        return guard_start(escape_inline(str(child).strip()))

    def _list(self, items: Tag, depth: int = 0) -> str:
        lines = []
        for number, item in enumerate(items.find_all("li", recursive=False), 1):
            sign = f"{number}." if items.name == "ol" else "-"
            lines.append(f"{sign:<4}{guard_start(self.inline(item)) or '&#8203;'}")
            for below in item.find_all(_LISTS, recursive=False):
                lines.append(indented(self._list(below, depth + 1)))
        return "\n".join(lines)

    def inline(self, parent: Tag) -> str:
        """Return what stands within one paragraph; lists within it are left out."""
        parts: list[str] = []
        for child in parent.children:
            if isinstance(child, NavigableString):
                parts.append(escape_inline(str(child)))
            elif isinstance(child, Tag) and child.name not in _LISTS:
                parts.append(self._inline_tag(child, "".join(parts)))
        text = "".join(parts)
        inside = parent.name in _EMPHASIS or parent.name in (*_AS_HTML, "a")
        return text if inside else text.strip(" ")

    def _inline_tag(self, tag: Tag, before: str) -> str:
        if tag.name == "br":
            return "<br>"
        if tag.name == "code":
            return _code(tag.get_text())
        if tag.name == "footnote":
            name = self.links.footnote(str(tag.get("id") or ""))
            if name:
                self.footnotes[name] = None
            return f"[^{name}]" if name else ""
        text = self.inline(tag)
        if tag.name in _EMPHASIS:
            return _emphasised(text, _EMPHASIS[tag.name], tag, before)
        if tag.name in _AS_HTML and text:
            return f"<{tag.name}>{text}</{tag.name}>"
        if tag.name == "a":
            target = self._target(tag)
            return f"[{text}]({target})" if target and text else text
        return text

    def _target(self, tag: Tag) -> str:
        kind, number = tag.get("linktype"), str(tag.get("id") or "")
        if kind == "page":
            url = self.links.page(number)
            anchor = str(tag.get("anchor") or "")
            url = f"{url}#{anchor}" if url and anchor else url
        elif kind == "document":
            url = self.links.document(number)
        else:
            url = str(tag.get("href") or "")
        return address(url) if url else ""


def _code(text: str) -> str:
    """Return text between backticks, or between elements where those would lose something."""
    if "`" in text or text != text.strip() or not text:
        return f"<code>{escape_inline(text)}</code>" if text else ""
    return f"`{text}`"


def _emphasised(text: str, sign: str, tag: Tag, before: str) -> str:
    """Return text between signs, or between HTML elements where the signs would not be read."""
    if not text:
        return ""
    following = tag.next_sibling
    touches = before.endswith("*") or (isinstance(following, Tag) and following.name in _EMPHASIS)
    if touches or text != text.strip() or text.startswith("*") or text.endswith("*"):
        name = "b" if sign == "**" else "i"
        return f"<{name}>{text}</{name}>"
    return f"{sign}{text}{sign}"
