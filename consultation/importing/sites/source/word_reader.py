"""A program that reads a Word file and writes it as pages of HTML.

A file can ask for any amount of work. This is a process of its own, with limits of its own, so
that such a file ends it and not the portal. It imports nothing of the portal.
"""

import contextlib
import hashlib
import json
import mimetypes
import resource
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import mammoth
from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import parse
from django.utils.text import slugify

LIMITS = {
    # Seconds of processor time, and bytes.
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_AS: 1024**3,
    resource.RLIMIT_FSIZE: 512 * 1024**2,
}
MOST_PAGES = 1000
# About three thousand printed pages.
MOST_CHARACTERS = 8_000_000
ROOT = "document"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='List Bullet 2'] => ul > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul > li > ul > li > ul > li:fresh
p[style-name='List Number 2'] => ol > li > ol > li:fresh
p[style-name='List Number 3'] => ol > li > ol > li > ol > li:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name^='toc '] => !
p[style-name='TOC Heading'] => !
p[style-name='table of figures'] => !
"""
# Elements around text that mammoth passes over with the text in them.
_WRAPPERS = frozenset(f"{_W}{name}" for name in ("fldSimple", "dir", "bdo"))
# What a document can hold that a page cannot, with its weight and what is said of it.
_REMARKS = {
    "equation": ("loss", "Equations are here as a row of characters. Write them again: {number}."),
    "drawing": ("loss", "Charts and SmartArt are left out. Add them as pictures: {number}."),
    "part": ("loss", "Documents inside the document are left out: {number}."),
    "symbol": ("loss", "Characters of a special font are left out: {number}."),
    "picture": ("loss", "Pictures that are not in the file itself are left out: {number}."),
    "comment": ("loss", "Comments are left out: {number}."),
    "box": ("doubt", "Text boxes are paragraphs here. Check where they stand."),
    "change": ("note", "Tracked changes were read as if all of them had been accepted."),
    "heading": ("note", "Smaller headings stand inside of their pages: {number}."),
}
# How mammoth begins to say that it left something out.
_MESSAGES = {"A w:sym": "symbol", "could not": "picture", "Could not": "picture"}
_COUNTED = {
    f"{_W}altChunk": "part",
    f"{_W}commentReference": "comment",
    f"{_W}txbxContent": "box",
    **dict.fromkeys((f"{_W}{name}" for name in ("ins", "del", "moveTo", "moveFrom")), "change"),
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": "drawing",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": "drawing",
}


def prepare(part: Path) -> Counter[str]:
    """Rewrite a part of a Word file so that mammoth reads all of its text; count what it cannot.

    Args:
        part: an XML file: the document, its footnotes or its endnotes.
    """
    tree = parse(part, forbid_dtd=True)
    found: Counter[str] = Counter()
    for element in tree.iter():
        found[_COUNTED.get(element.tag, "")] += 1
        if element.tag in _WRAPPERS:
            element.tag = f"{_W}smartTag"
        elif element.tag == f"{_M}oMath":
            found["equation"] += 1
            text = "".join(each.text or "" for each in element.iter(f"{_M}t"))
            element.clear()
            element.tag = f"{_W}r"
            ElementTree.SubElement(element, f"{_W}t").text = text
        elif element.tag == f"{_M}oMathPara":
            element.tag = f"{_W}smartTag"
        elif element.tag == f"{_W}tbl":
            _mark_heading_row(element)
    tree.write(part, encoding="utf-8", xml_declaration=True)
    return found


def _mark_heading_row(table: Any) -> None:
    """Mark the first row as headings where all its words are bold, or a table style makes it so."""
    first = table.find(f"{_W}tr")
    if first is None or len(table.findall(f"{_W}tr")) < 2:
        return
    style, look = (table.find(f"{_W}tblPr/{_W}{name}") for name in ("tblStyle", "tblLook"))
    has_style = style is not None and style.get(f"{_W}val") not in ("TableGrid", "TableNormal")
    is_ticked = look is not None and look.get(f"{_W}firstRow") in ("1", "true", "on")
    runs = [run for run in first.iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    bold = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    is_bold = all(b is not None and b.get(f"{_W}val") not in ("0", "false") for b in bold)
    if (has_style and is_ticked) or (runs and is_bold):
        properties = first.find(f"{_W}trPr")
        if properties is None:
            properties = ElementTree.Element(f"{_W}trPr")
            first.insert(0, properties)
        ElementTree.SubElement(properties, f"{_W}tblHeader")


def to_html(document: Path, folder: Path) -> tuple[BeautifulSoup, list[str]]:
    """Return a Word file as HTML, with its pictures in a folder, and what mammoth says of it."""

    @mammoth.images.img_element
    def store(image: Any) -> dict[str, str]:
        try:
            with image.open() as file:
                content = file.read()
        except KeyError:
            return {"src": "missing-picture", "alt": image.alt_text or ""}
        ending = mimetypes.guess_extension(image.content_type or "") or ".bin"
        name = f"picture-{hashlib.sha256(content).hexdigest()[:12]}{ending}"
        (folder / name).write_bytes(content)
        return {"src": name, "alt": image.alt_text or ""}

    with document.open("rb") as file:
        result = mammoth.convert_to_html(
            file, style_map=_STYLES, include_embedded_style_map=False, convert_image=store
        )
    return BeautifulSoup(result.value, "html.parser"), [each.message for each in result.messages]


def tidy(soup: BeautifulSoup) -> None:
    """Make checkboxes characters, and captions part of their tables and pictures."""
    for box in soup.find_all("input"):
        box.replace_with("☑ " if box.has_attr("checked") else "☐ ")
    for caption in soup.select("p.caption"):
        before, after = caption.find_previous_sibling(), caption.find_next_sibling()
        if after is not None and after.name == "table" and after.caption is None:
            caption.name = "caption"
            after.insert(0, caption.extract())
        elif before is not None and before.name == "table" and before.caption is None:
            caption.name = "caption"
            before.insert(0, caption.extract())
        elif before is not None and before.find("img") and not before.get_text(strip=True):
            caption.name, before.name = "figcaption", "figure"
            before.append(caption.extract())


def take_notes(soup: BeautifulSoup) -> dict[str, Tag]:
    """Take the footnotes and endnotes out of a document and return them by their ids."""
    last = soup.find_all("ol", recursive=False)[-1:]
    items = [item for each in last for item in each.find_all("li", recursive=False)]
    notes = {str(item["id"]): item for item in items if item.get("id")}
    for note in notes.values():
        for link in note.select("a[href^='#footnote-ref-'], a[href^='#endnote-ref-']"):
            link.decompose()
        note.extract()
    return notes


def words(tag: Tag) -> str:
    """Return the words of an element in one line."""
    return " ".join(tag.get_text(" " if tag.find("br") else "").split())


def free_name(text: str, taken: set[str]) -> str:
    """Return a name for an address, of the words of a heading, that no other heading has."""
    name = first = slugify(text, allow_unicode=True)[:100] or "page"
    number = 1
    while name in taken:
        number += 1
        name = f"{first}-{number}"
    taken.add(name)
    return name


@dataclass(slots=True)
class Part:
    """A page of a document.

    Args:
        path: its name among the pages.
        title: the words of its heading.
        depth: how many pages are above it.
        soup: its content.
    """

    path: str
    title: str
    depth: int
    soup: BeautifulSoup


def divide(soup: BeautifulSoup, levels: int) -> list[Part]:
    """Return a document as pages by its headings.

    The title is what has the style Title, or else the first heading, if it is the only one of the
    highest level. Each heading of the level below the title begins a page.

    Args:
        soup: the document; its elements are moved.
        levels: how many levels of headings become pages.
    """
    titles = soup.select("h1.title")
    title = titles[0] if titles else None
    for each in titles[1:]:
        each.name = "p"
    headings = [each for each in soup.find_all(HEADINGS, recursive=False) if words(each)]
    others = [each for each in headings if each is not title]
    names = sorted({each.name for each in others})
    highest = [each for each in others if each.name == names[0]]
    if title is None and len(names) > 1 and highest == others[:1]:
        title = others.pop(0)
        title.name = "h1"
        del names[0]
    first = int(names[0][1]) if names else 0
    parts = [Part(ROOT, words(title) if title else "", 0, BeautifulSoup("", "html.parser"))]
    depths = {id(each): int(each.name[1]) - first + 1 for each in others}
    taken = {ROOT}
    for node in list(soup.children):
        if isinstance(node, Tag) and 1 <= depths.get(id(node), 0) <= levels:
            depth, text = depths[id(node)], words(node)
            node.name = "h1"
            parts.append(
                Part(free_name(text, taken), text, depth, BeautifulSoup("", "html.parser"))
            )
            if len(parts) > MOST_PAGES:
                raise ValueError("Too many pages")
        parts[-1].soup.append(node)
    return parts


def connect(parts: list[Part], notes: dict[str, Tag]) -> None:
    """Let links lead from page to page, and put each page's notes at its end."""
    homes: dict[str, str] = {}
    for part in parts:
        _name_headings(part.soup)
        homes |= {str(tag["id"]): part.path for tag in part.soup.select("a[id]")}
    for number, part in enumerate(parts):
        _place_notes(part.soup, notes)
        for link in part.soup.select("a[href^='#']"):
            anchor = str(link["href"])[1:]
            if homes.get(anchor, part.path) != part.path:
                link["href"] = f"{homes[anchor]}#{anchor}"
        if number and words(part.soup) == part.title:
            _list_pages(part, parts[number + 1 :])


def _list_pages(part: Part, following: list[Part]) -> None:
    """Let a page without any text lead on to the pages below it."""
    below = takewhile(lambda each: each.depth > part.depth, following)
    items = [f'<li><a href="{each.path}">{escape(each.title)}</a></li>' for each in below]
    if items:
        part.soup.append(BeautifulSoup(f"<ul>{''.join(items)}</ul>", "html.parser"))


def _name_headings(page: BeautifulSoup) -> None:
    """Give headings ids, which links lead to."""
    taken: set[str] = set()
    for heading in page.find_all(HEADINGS[1:]):
        heading["id"] = free_name(words(heading), taken)


def _place_notes(page: BeautifulSoup, notes: dict[str, Tag]) -> None:
    """Put the notes that a page refers to at its end, as MkDocs writes them."""
    names: dict[str, int] = {}
    for link in page.select("sup > a[href^='#footnote-'], sup > a[href^='#endnote-']"):
        key = str(link["href"])[1:]
        if key in notes:
            name = names.setdefault(key, len(names) + 1)
            link.attrs = {"class": "footnote-ref", "href": f"#fn:{name}"}
    texts = {name: notes[key].decode_contents() for key, name in names.items()}
    items = "".join(f'<li id="fn:{name}">{text}</li>' for name, text in texts.items())
    if items:
        box = f'<div class="footnote"><ol>{items}</ol></div>'
        page.append(BeautifulSoup(box, "html.parser"))


def main(parts: Path, folder: Path, levels: int) -> None:
    """Write the pages of a Word file as JSON, and its pictures, into a folder.

    Args:
        parts: the folder that the file was unpacked into.
        folder: where the result goes.
        levels: how many levels of headings become pages.
    """
    found: Counter[str] = Counter()
    for part in sorted(parts.rglob("*")):
        if part.suffix in (".xml", ".rels"):
            found += prepare(part)
    document = shutil.make_archive(str(parts), "zip", parts)
    soup, messages = to_html(Path(document), folder)
    tidy(soup)
    notes = take_notes(soup)
    subtitle = soup.select_one("p.subtitle")
    summary = words(subtitle.extract()) if subtitle is not None else ""
    pages = divide(soup, levels)
    connect(pages, notes)
    found["heading"] = sum(len(each.soup.find_all(HEADINGS[1:], recursive=False)) for each in pages)
    for message in messages:
        found += Counter(kind for text, kind in _MESSAGES.items() if message.startswith(text))
    remarks = [
        [weight, text.format(number=found[kind])]
        for kind, (weight, text) in _REMARKS.items()
        if found[kind]
    ]
    written = [[each.path, each.title, each.depth, str(each.soup)] for each in pages]
    result = json.dumps({"summary": summary, "pages": written, "remarks": remarks})
    if len(result) > MOST_CHARACTERS:
        raise ValueError("Too many characters")
    (folder / "pages.json").write_text(result, encoding="utf-8")


if __name__ == "__main__":
    for limit, most in LIMITS.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
