"""Footnotes as MkDocs shows them, found in a page and taken out of its text."""

import re
import uuid

from bs4 import BeautifulSoup, Tag

from . import elements
from .blocks import BlockBuilder
from .page_context import PageContext

_NOTE = re.compile(r"^fn:")


def take_footnotes(soup: Tag, context: PageContext) -> None:
    """Take the notes out of a page, and leave a `footnote-ref` where each is referred to."""
    notes: dict[str, Tag] = {}
    for box in soup.select("div.footnote"):
        for note in box.find_all("li", id=_NOTE):
            for back in note.select("a.footnote-backref"):
                back.decompose()
            notes.setdefault(str(note["id"])[3:], note)
        box.extract()
    keys: dict[str, str] = {}
    for link in soup.select("a.footnote-ref"):
        name = str(link.get("href") or "")[4:]
        if name in notes:
            seed = f"{context.source.path}#fn:{name}"
            keys[name] = str(uuid.uuid5(uuid.NAMESPACE_URL, seed))
            link.replace_with(_new("footnote-ref", f"[{name}]", data_note=keys[name]))
    for name, note in notes.items():
        if name not in keys:
            text = "The note {} is referred to nowhere. It stays in the text."
            context.report.doubt(context.place(f"[^{name}]"), text, name)
            soup.extend([_new("br"), _new("sup", name), " ", *list(note.children)])
    for name, key in keys.items():
        context.draft.footnotes.append((key, _text(name, notes[name], context)))
        context.report.count("footnotes")


def _text(name: str, note: Tag, context: PageContext) -> str:
    for tag in note.find_all(["img", "table"]):
        text = "The note {} held a picture or a table. Its words were kept."
        context.report.loss(context.place(f"[^{name}]:"), text, name)
        tag.replace_with(elements.attribute(tag, "alt") or elements.words_of(tag))
    pieces, _ = BlockBuilder(context).pieces(list(note.children))
    # A note has fewer styles than a text, and no lists.
    html = re.sub("</?(?:code|sup|sub)>", "", "".join(pieces)).replace("<li>", "<p>• ")
    texts = filter(str.strip, re.split("</?(?:p|ul|ol|li)>", html))
    return "".join(f"<p>{text}</p>" for text in texts) or "<p></p>"


def _new(name: str, words: str = "", **attributes: str) -> Tag:
    named = {key.replace("_", "-"): value for key, value in attributes.items()}
    tag = BeautifulSoup("", "html.parser").new_tag(name, attrs=named)
    tag.string = words
    return tag
