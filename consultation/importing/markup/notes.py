"""Footnotes: MkDocs' own and hand-typed ones, found in the page and taken out of its text."""

import re
import uuid
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement
from django.utils.html import escape

from . import elements
from .context import Context
from .words import IN_FOOTNOTES, Words

_MARK = re.compile(r"^\[?\^?([\w*†‡-]{1,32})\]?$")
_NUMBER = re.compile(r"^(?:\[\^[^\]\s]{1,32}\]|\[?\d{1,4}\]?|[*†‡]{1,3})$")
_SEVERAL = re.compile(r"^\d{1,4}(?:\s*[,;]\s*\d{1,4})+$")
_TYPED = re.compile(r"\[\^([^\]\s]{1,32})\]")
# 10² and m² are no notes.
_POWER = re.compile(r"(?:^|[^\w.])(?:10|[a-zA-Z]|[kcm]m|ft)$")


@dataclass(slots=True)
class Notes:
    """The notes of one page.

    Args:
        texts: what each note consists of, by its name in the source.
        used: the names that the text refers to.
    """

    texts: dict[str, list[PageElement]] = field(default_factory=dict)
    used: dict[str, None] = field(default_factory=dict)


def take_notes(soup: Tag, context: Context) -> None:
    """Take the footnotes out of a page, and leave a `footnote-ref` where each is referred to."""
    notes = Notes()
    _take_own(soup, notes)
    _take_typed(soup, notes, context)
    _refer(soup, notes, context)
    for name in notes.texts:
        if name not in notes.used:
            _keep_visible(soup, name, notes, context)
    _tell_missing(soup, context)
    for name in notes.used:
        _write(name, notes.texts[name], context)


def _take_own(soup: Tag, notes: Notes) -> None:
    """Take the notes that are in MkDocs' own syntax."""
    for box in soup.select("div.footnote"):
        for item in box.find_all("li", id=re.compile(r"^fn:")):
            for back in item.select("a.footnote-backref"):
                back.decompose()
            notes.texts.setdefault(str(item["id"])[3:], list(item.children))
        box.extract()


def _name(sup: Tag) -> str:
    """Return the name that a raised text refers to, or ""."""
    words = elements.words_of(sup)
    found = _MARK.match(words) if _NUMBER.match(words) else None
    return found.group(1) if found else ""


def _take_typed(soup: Tag, notes: Notes, context: Context) -> None:
    """Take the hand-typed notes: lines that begin with a raised number of the text above."""
    starts = [(sup, _name(sup)) for sup in soup.find_all("sup") if _name(sup) and _begins_line(sup)]
    heads = {id(sup) for sup, _ in starts}
    named = {
        _name(sup) for sup in soup.find_all("sup") if id(sup) not in heads and not sup.find("sup")
    }
    named |= {
        number.strip()
        for sup in soup.find_all("sup")
        if _SEVERAL.match(elements.words_of(sup))
        for number in re.split(r"[,;]", elements.words_of(sup))
    }
    named |= {name for text in _typed_texts(soup) for name in _TYPED.findall(str(text))}
    for sup, name in starts:
        if name not in named:
            place = context.lines.place(str(sup), elements.words_of(sup))
            context.report.doubt(
                place, f"The note {name} is referred to nowhere. It stays in the text."
            )
        elif name in notes.texts:
            place = context.lines.place(str(sup))
            context.report.doubt(
                place, f"There are two notes {name}. The second stays in the text."
            )
        else:
            notes.texts[name] = _cut_out(sup)


def _begins_line(sup: Tag) -> bool:
    """Say whether a raised number is the first of its line, with some text after it."""
    if sup.find_parent(["pre", "code", "table", "a", "sup", *elements.HEADINGS]):
        return False
    parent = sup.parent
    if parent is None or parent.name not in (
        "p",
        "li",
        "div",
        "small",
        "section",
        "body",
        "footer",
    ):
        return False
    if not any(elements.words_of(node) for node in _rest_of_line(sup)):
        return False
    before = sup.previous_sibling
    while before is not None:
        if isinstance(before, Tag):
            return before.name == "br" or elements.is_block(before)
        if elements.is_text(before):
            if str(before).rstrip(" \t").endswith("\n"):
                # In running text, a line that happens to begin with a number is none.
                return _opens_with_number(parent)
            if str(before).strip():
                return False
        before = before.previous_sibling
    return True


def _opens_with_number(parent: Tag) -> bool:
    for child in parent.children:
        if isinstance(child, Tag):
            return child.name == "sup" and bool(_name(child))
        if elements.is_text(child) and str(child).strip():
            return False
    return False


def _rest_of_line(sup: Tag) -> list[PageElement]:
    """Return what belongs to a hand-typed note: all up to the next one, or the next block."""
    rest: list[PageElement] = []
    for node in sup.next_siblings:
        if isinstance(node, Tag):
            if elements.is_block(node):
                break
            if node.name == "sup" and _name(node) and _line_ends(rest):
                break
        rest.append(node)
    return rest


def _line_ends(nodes: list[PageElement]) -> bool:
    for node in reversed(nodes):
        if isinstance(node, Tag):
            return node.name == "br"
        if elements.is_text(node):
            text = str(node)
            if text.strip(" \t"):
                return text.rstrip(" \t").endswith("\n")
    return False


def _cut_out(sup: Tag) -> list[PageElement]:
    parent = sup.parent
    rest = [node.extract() for node in _rest_of_line(sup)]
    sup.extract()
    while parent is not None and parent.name in ("p", "li", "small", "ul", "ol"):
        above = parent.parent
        if elements.words_of(parent) or parent.find(["img", "sup", "footnote-ref"]):
            break
        parent.extract()
        parent = above
    return rest


def _typed_texts(soup: Tag) -> list[NavigableString]:
    """Return the texts in which a `[^name]` was left, because nothing defines it."""
    return [
        text
        for text in soup.find_all(string=_TYPED)
        if elements.is_text(text) and not text.find_parent(["pre", "code", "script", "style"])
    ]


def _refer(soup: Tag, notes: Notes, context: Context) -> None:
    for link in soup.select("a.footnote-ref"):
        name = str(link.get("href") or "")[4:]
        if name in notes.texts:
            around = link.parent if link.parent and link.parent.name == "sup" else link
            outer = around.parent
            if outer is not None and outer.name == "sup" and not _other_words(outer, around):
                around = outer
            around.replace_with(_reference(name, notes, context))
    for sup in soup.find_all("sup"):
        if sup.find_parent(["pre", "code"]) or sup.find("footnote-ref"):
            continue
        words = elements.words_of(sup)
        names = re.split(r"\s*[,;]\s*", words) if _SEVERAL.match(words) else [_name(sup)]
        if all(name in notes.texts for name in names) and not _is_power(sup, words):
            for name in names:
                sup.insert_before(_reference(name, notes, context))
            sup.extract()
    for text in _typed_texts(soup):
        _refer_typed(text, notes, context)


def _other_words(outer: Tag, inner: Tag) -> bool:
    return any(elements.words_of(node) for node in outer.children if node is not inner)


def _is_power(sup: Tag, words: str) -> bool:
    before = sup.previous_sibling
    text = str(before) if before is not None and elements.is_text(before) else ""
    return words in ("2", "3") and bool(_POWER.search(text))


def _refer_typed(text: NavigableString, notes: Notes, context: Context) -> None:
    parts = re.split(r"(\[\^[^\]\s]{1,32}\])", str(text))
    if not any(part[2:-1] in notes.texts for part in parts if part.startswith("[^")):
        return
    for part in parts:
        if part.startswith("[^") and part[2:-1] in notes.texts:
            text.insert_before(_reference(part[2:-1], notes, context))
        elif part:
            text.insert_before(NavigableString(part))
    text.extract()


def _reference(name: str, notes: Notes, context: Context) -> Tag:
    notes.used[name] = None
    key = context.notes.setdefault(
        name, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{context.source.path}#fn:{name}"))
    )
    tag = BeautifulSoup("", "html.parser").new_tag("footnote-ref")
    tag["data-note"] = key
    tag.string = f"[{name}]"
    return tag


def _keep_visible(soup: Tag, name: str, notes: Notes, context: Context) -> None:
    """Leave a note that nothing refers to in the text, at its end."""
    place = context.lines.place(f"[^{name}]:", f"<sup>{name}</sup>")
    context.report.doubt(place, f"The note {name} is referred to nowhere. It stays in the text.")
    maker = BeautifulSoup("", "html.parser")
    box = maker.new_tag("div")
    number = maker.new_tag("sup")
    number.string = name
    box.append(number)
    box.append(" ")
    for node in notes.texts[name]:
        box.append(node)
    soup.append(box)


def _tell_missing(soup: Tag, context: Context) -> None:
    """Say which marks have no note."""
    for sup in soup.find_all("sup"):
        name = _name(sup)
        if name and not _begins_line(sup) and not _is_power(sup, elements.words_of(sup)):
            place = context.lines.place(f"<sup>{sup.get_text()}</sup>", f"[^{name}]")
            context.report.doubt(place, f"The mark {name} has no note. It stays as it is.")
    for text in _typed_texts(soup):
        if text.find_parent("sup") is None:
            for name in _TYPED.findall(str(text)):
                place = context.lines.place(f"[^{name}]")
                context.report.doubt(place, f"The mark {name} has no note. It stays as it is.")


def _write(name: str, nodes: list[PageElement], context: Context) -> None:
    words = Words(context, IN_FOOTNOTES)
    html = words.flow(nodes)
    for tag in words.leftovers:
        text = str(tag.get("alt") or "") or elements.words_of(tag)
        context.report.loss(
            context.lines.place(f"[^{name}]:", f"<sup>{name}</sup>"),
            f"The note {name} held a {tag.name}, which no note can. Its words were kept.",
        )
        html += f"<p>{escape(text)}</p>" if text else ""
    context.draft.footnotes.append((context.notes[name], html or "<p></p>"))
    context.report.count("footnotes")
