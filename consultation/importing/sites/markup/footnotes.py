"""Footnotes: MkDocs' own and hand-typed ones, found in the page and taken out of its text.

A hand-typed note is a line that begins with a raised number, which the text above refers to.
"""

import re
import uuid
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from . import elements
from .blocks import BlockBuilder
from .page_context import PageContext

_MARK = re.compile(r"^(?:\[\^([\w*†‡-]{1,32})\]|\[?(\d{1,4})\]?|([*†‡]{1,3}))$")
_SEVERAL = re.compile(r"^\d{1,4}(?:\s*[,;]\s*\d{1,4})+$")
# 10² and m² are no notes.
_POWER = re.compile(r"(?:^|[^\w.])(?:10|[a-zA-Z]|[kcm]m|ft)$")
_STAND_IN = ("p", "li", "div", "small", "section", "footer")
_UNREFERRED = "The note {} is referred to nowhere. It stays in the text."


class Footnotes:
    """The notes of one page.

    Args:
        soup: the page.
        context: what is known of it.
    """

    def __init__(self, soup: Tag, context: PageContext) -> None:
        self._soup, self._context = soup, context
        self._texts: dict[str, list[PageElement]] = {}
        self._used: dict[str, None] = {}

    def take_out(self) -> None:
        """Take the notes out of the page, and leave a `footnote-ref` where each is referred to."""
        self._take_own()
        self._take_typed()
        self._put_references()
        opening = {id(sup) for sup, _ in _typed_notes(self._soup)}
        for sup in self._soup.find_all("sup"):
            for name in _names_of(sup) if id(sup) not in opening else ():
                self._doubt("The mark {} has no note. It stays as it is.", name, str(sup))
        for name in self._texts:
            if name not in self._used:
                self._doubt(_UNREFERRED, name)
                self._soup.extend([_new("br"), _new("sup", name), " ", *self._texts[name]])
        for name in self._used:
            self._write(name)
        self._drop_empty_heading()

    def _take_own(self) -> None:
        """Take the notes that are in MkDocs' own syntax."""
        for box in self._soup.select("div.footnote"):
            for item in box.find_all("li", id=re.compile(r"^fn:")):
                for back in item.select("a.footnote-backref"):
                    back.decompose()
                self._texts.setdefault(str(item["id"])[3:], list(item.children))
            box.extract()

    def _drop_empty_heading(self) -> None:
        for heading in self._soup.find_all(elements.HEADINGS):
            if elements.words_of(heading).casefold() == "footnotes" and _is_empty_below(heading):
                # The page has a heading above its footnotes anyway.
                heading.extract()

    def _doubt(self, text: str, name: str, *needles: str) -> None:
        place = self._context.place(*needles, f"<sup>{name}</sup>", f"[^{name}]")
        self._context.report.doubt(place, text, name)

    def _take_typed(self) -> None:
        typed = list(_typed_notes(self._soup))
        opening = {id(sup) for sup, _ in typed}
        sups = [sup for sup in self._soup.find_all("sup") if id(sup) not in opening]
        asked = {name for sup in sups for name in _names_of(sup)}
        for sup, rest in typed:
            (name,) = _names_of(sup)
            if name not in asked:
                self._doubt(_UNREFERRED, name, str(sup))
            elif name in self._texts:
                text = "There are two notes {}. The second stays in the text."
                self._doubt(text, name, str(sup))
            else:
                sup.extract()
                self._texts[name] = [node.extract() for node in rest]

    def _put_references(self) -> None:
        for link in self._soup.select("a.footnote-ref"):
            name = str(link.get("href") or "")[4:]
            if name in self._texts:
                link.replace_with(self._reference(name))
        for sup in self._soup.find_all("sup"):
            names = _names_of(sup)
            if names and all(name in self._texts for name in names):
                sup.replace_with(*map(self._reference, names))

    def _key(self, name: str) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._context.source.path}#fn:{name}"))

    def _reference(self, name: str) -> Tag:
        self._used[name] = None
        reference = _new("footnote-ref", f"[{name}]")
        reference["data-note"] = self._key(name)
        return reference

    def _write(self, name: str) -> None:
        box = _new("div")
        box.extend(self._texts[name])
        for tag in box.find_all(["img", "table", "footnote-ref"]):
            if tag.name != "footnote-ref":
                place = self._context.place(f"[^{name}]:", f"<sup>{name}</sup>")
                text = "The note {} held a picture or a table. Its words were kept."
                self._context.report.loss(place, text, name)
            tag.replace_with(elements.attribute(tag, "alt") or elements.words_of(tag))
        pieces, _ = BlockBuilder(self._context).pieces(list(box.children))
        # A note has fewer styles than a text, and no lists.
        html = re.sub("</?(?:code|sup|sub)>", "", "".join(pieces)).replace("<li>", "<p>• ")
        texts = filter(str.strip, re.split("</?(?:p|ul|ol|li)>", html))
        html = "".join(f"<p>{text}</p>" for text in texts)
        self._context.draft.footnotes.append((self._key(name), html or "<p></p>"))
        self._context.report.count("footnotes")


def _new(name: str, words: str = "") -> Tag:
    tag = BeautifulSoup("", "html.parser").new_tag(name)
    tag.string = words
    return tag


def _names_of(sup: Tag) -> list[str]:
    """Return all names that a raised text refers to."""
    words = elements.words_of(sup)
    before = str(sup.previous_sibling or "")
    if elements.is_within(sup, ("pre", "code")) or sup.find(["sup", "footnote-ref"]):
        return []
    if words in ("2", "3") and _POWER.search(before):
        return []
    if _SEVERAL.match(words):
        return re.split(r"\s*[,;]\s*", words)
    found = _MARK.match(words)
    return [found[found.lastindex or 0]] if found else []


def _typed_notes(soup: Tag) -> Iterator[tuple[Tag, list[PageElement]]]:
    """Yield each raised number that begins a line, where the first line does, with the rest."""
    for block in soup.find_all(_STAND_IN):
        lines: list[tuple[Tag, list[PageElement]]] = []
        for node in block.children:
            before = str(node.previous_sibling or "\n").rstrip(" \t")
            is_note = isinstance(node, Tag) and node.name == "sup" and len(_names_of(node)) == 1
            if isinstance(node, Tag) and is_note and before.endswith(("\n", "<br/>")):
                lines.append((node, []))
            elif elements.is_block(node) or (not lines and str(node).strip()):
                # In running text, a line that happens to begin with a number is none.
                break
            elif lines:
                lines[-1][1].append(node)
        yield from (line for line in lines if any(map(elements.words_of, line[1])))


def _is_empty_below(heading: Tag) -> bool:
    """Say whether a heading is followed by the next one, or by a form."""
    following = (each for each in heading.find_next_siblings(True) if elements.words_of(each))
    below = next(following, None)
    return below is None or below.name in (*elements.HEADINGS, "form") or bool(below.find("form"))
