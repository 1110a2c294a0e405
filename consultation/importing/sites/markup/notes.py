"""Footnotes: MkDocs' own and hand-typed ones, found in the page and taken out of its text."""

import re
import uuid
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PageElement
from django.utils.html import escape

from . import elements
from .context import Context
from .telling import named
from .typed_notes import TYPED, begins_line, cut_out, is_power, name_of, typed_texts
from .words import IN_FOOTNOTES, Words

_SEVERAL = re.compile(r"^\d{1,4}(?:\s*[,;]\s*\d{1,4})+$")


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


def _take_typed(soup: Tag, notes: Notes, context: Context) -> None:
    """Take the hand-typed notes: lines that begin with a raised number of the text above."""
    starts = [
        (sup, name_of(sup)) for sup in soup.find_all("sup") if name_of(sup) and begins_line(sup)
    ]
    heads = {id(sup) for sup, _ in starts}
    asked = {
        name_of(sup) for sup in soup.find_all("sup") if id(sup) not in heads and not sup.find("sup")
    }
    asked |= {
        number.strip()
        for sup in soup.find_all("sup")
        if _SEVERAL.match(elements.words_of(sup))
        for number in re.split(r"[,;]", elements.words_of(sup))
    }
    asked |= {name for text in typed_texts(soup) for name in TYPED.findall(str(text))}
    for sup, name in starts:
        if name not in asked:
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
            notes.texts[name] = cut_out(sup)


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
        names = re.split(r"\s*[,;]\s*", words) if _SEVERAL.match(words) else [name_of(sup)]
        if all(name in notes.texts for name in names) and not is_power(sup, words):
            for name in names:
                sup.insert_before(_reference(name, notes, context))
            sup.extract()
    for text in typed_texts(soup):
        _refer_typed(text, notes, context)


def _other_words(outer: Tag, inner: Tag) -> bool:
    return any(elements.words_of(node) for node in outer.children if node is not inner)


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
        name = name_of(sup)
        if name and not begins_line(sup) and not is_power(sup, elements.words_of(sup)):
            place = context.lines.place(f"<sup>{sup.get_text()}</sup>", f"[^{name}]")
            context.report.doubt(place, f"The mark {name} has no note. It stays as it is.")
    for text in typed_texts(soup):
        if text.find_parent("sup") is None:
            for name in TYPED.findall(str(text)):
                place = context.lines.place(f"[^{name}]")
                context.report.doubt(place, f"The mark {name} has no note. It stays as it is.")


def _write(name: str, nodes: list[PageElement], context: Context) -> None:
    words = Words(context, IN_FOOTNOTES)
    html = words.flow(nodes)
    for tag in words.leftovers:
        text = str(tag.get("alt") or "") or elements.words_of(tag)
        context.report.loss(
            context.lines.place(f"[^{name}]:", f"<sup>{name}</sup>"),
            f"The note {name} held {named([tag])}, which no note can. Its words were kept.",
        )
        html += f"<p>{escape(text)}</p>" if text else ""
    context.draft.footnotes.append((context.notes[name], html or "<p></p>"))
    context.report.count("footnotes")
