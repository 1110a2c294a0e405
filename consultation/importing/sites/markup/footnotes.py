"""Footnotes, MkDocs' own and those typed by hand, taken out of the text of a page."""

import re
import uuid
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _

from consultation.importing.sites import elements

from .blocks import BlockBuilder
from .draft import PageContext

# The mark of a note typed by hand: 5, [5] or [^5], raised.
TYPED = re.compile(r"^[\[(]?\^?\d{1,4}[\])]?$")
_NOTE = re.compile(r"^fn:")
_NO_MARKS_IN = ("a", "code", "pre", "form")
# 10² and m² refer to no note.
_POWER = re.compile(r"(?:\d|\b[a-zA-Z]|\b[kcm]m|\bft)$")


def take_footnotes(soup: Tag, context: PageContext) -> None:
    """Take the notes out of a page, and leave a `footnote-ref` where each is referred to."""
    notes: dict[str, Tag] = {}
    for box in soup.select("div.footnote"):
        for note in box.find_all("li", id=_NOTE):
            for back in note.select("a.footnote-backref"):
                back.decompose()
            notes.setdefault(str(note["id"])[3:], note)
        box.extract()
    _take_typed(soup, notes)
    keys: dict[str, str] = {}
    for link in soup.select("a.footnote-ref"):
        name = str(link.get("href") or "")[4:]
        if name in notes:
            seed = f"{context.source.path}#fn:{name}"
            keys[name] = str(uuid.uuid5(uuid.NAMESPACE_URL, seed))
            link.replace_with(_new("footnote-ref", f"[{name}]", data_note=keys[name]))
    for name, note in notes.items():
        if name not in keys:
            text = _("The note %(name)s is referred to nowhere. It stays in the text.")
            context.report.doubt(context.place(f"[^{name}]"), text, name=name)
            soup.extend([_new("br"), _new("sup", name), " ", *list(note.children)])
    for name, key in keys.items():
        context.draft.footnotes.append((key, _note_text(name, notes[name], context)))


def _take_typed(soup: Tag, notes: dict[str, Tag]) -> None:
    """Add the notes typed by hand, and link their marks as MkDocs does; others stay."""
    begun = [sup for paragraph in soup.find_all("p") for sup in _first_in_lines(paragraph)]
    beginnings = {id(sup) for sup in begun}
    marks: dict[str, list[Tag]] = {}
    for sup in soup.find_all("sup", string=TYPED):
        is_power = _POWER.search(str(sup.previous_sibling or "")[-3:])
        if id(sup) not in beginnings and not is_power and not sup.find_parent(_NO_MARKS_IN):
            marks.setdefault(_name(sup), []).append(sup)
    numbers = Counter(map(_name, begun))
    for sup in begun:
        name, paragraph = _name(sup), sup.parent
        if name not in marks or name in notes or numbers[name] > 1 or paragraph is None:
            continue
        notes[name] = _new("div")
        for node in list(sup.next_siblings):
            if id(node) in beginnings:
                break
            notes[name].append(node.extract())
        sup.extract()
        if not elements.words_of(paragraph):
            paragraph.extract()
        for mark in marks[name]:
            mark.replace_with(_new("a", name, **{"class": "footnote-ref", "href": f"#fn:{name}"}))


def _first_in_lines(paragraph: Tag) -> Iterator[Tag]:
    """Yield the marks that lines of a paragraph begin with, if its first line does."""
    is_first = begins = True
    for node in paragraph.children:
        if begins and isinstance(node, Tag) and node.name == "sup" and TYPED.match(node.get_text()):
            yield node
            is_first = False
        elif is_first and str(node).strip():
            return
        begins = is_first or str(node).endswith(("\n", "<br/>"))


def _name(mark: Tag) -> str:
    return mark.get_text().strip("[(^)]")


def _note_text(name: str, note: Tag, context: PageContext) -> str:
    for tag in note.find_all(["img", "table"]):
        text = _("The note %(name)s held a picture or a table. Its words were kept.")
        context.report.loss(context.place(f"[^{name}]:"), text, name=name)
        tag.replace_with(elements.attribute(tag, "alt") or elements.words_of(tag))
    pieces = BlockBuilder(context).pieces(list(note.children))[0]
    # A note has fewer styles than a text, and no lists.
    html = re.sub("</?(?:code|sup|sub)>", "", "".join(pieces)).replace("<li>", "<p>• ")
    texts = filter(str.strip, re.split("</?(?:p|ul|ol|li)>", html))
    return "".join(f"<p>{text}</p>" for text in texts) or "<p></p>"


def _new(name: str, words: str = "", **attributes: str) -> Tag:
    named = {key.replace("_", "-"): value for key, value in attributes.items()}
    tag = BeautifulSoup("", "html.parser").new_tag(name, attrs=named)
    tag.string = words
    return tag
