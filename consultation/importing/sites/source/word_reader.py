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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import SubElement

import mammoth
from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import parse
from django.utils.text import slugify
from markdown.extensions.toc import unique

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
_OFFICE = "http://schemas.openxmlformats.org"
_W = f"{{{_OFFICE}/wordprocessingml/2006/main}}"
_M = f"{{{_OFFICE}/officeDocument/2006/math}}"
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
_WRAPPERS = frozenset((f"{_W}fldSimple", f"{_W}dir", f"{_W}bdo", f"{_M}oMathPara"))
# Of these a page has the text at most.
_LOST = frozenset(
    (
        f"{_M}oMath", f"{_W}altChunk", f"{_W}commentReference",
        f"{{{_OFFICE}/drawingml/2006/chart}}chart", f"{{{_OFFICE}/drawingml/2006/diagram}}relIds",
    )
)  # fmt: skip
# So begins what mammoth says of characters and pictures that it left out.
_LOST_MESSAGES = ("a w:sym", "could not")
_CHANGED = frozenset(f"{_W}{name}" for name in ("ins", "del", "moveTo", "moveFrom", "txbxContent"))


def prepare(part: Path) -> Counter[str]:
    """Rewrite an XML file so that mammoth reads all of its text; count what it cannot."""
    tree = parse(part, forbid_dtd=True)
    found: Counter[str] = Counter()
    for element in tree.iter():
        found["lost"] += element.tag in _LOST
        found["changed"] += element.tag in _CHANGED
        if element.tag in _WRAPPERS:
            element.tag = f"{_W}smartTag"
        elif element.tag == f"{_M}oMath":
            text = "".join(each.text or "" for each in element.iter(f"{_M}t"))
            element.clear()
            element.tag = f"{_W}r"
            SubElement(element, f"{_W}t").text = text
        elif element.tag == f"{_W}tbl":
            _mark_heading_row(element)
    tree.write(part, encoding="utf-8", xml_declaration=True)
    return found


def _mark_heading_row(table: Any) -> None:
    """Mark the first row as headings where all its words are bold, or a table style makes it so."""
    rows = table.findall(f"{_W}tr")
    if len(rows) < 2:
        return
    style, look = (table.find(f"{_W}tblPr/{_W}{name}") for name in ("tblStyle", "tblLook"))
    has_style = style is not None and style.get(f"{_W}val") not in ("TableGrid", "TableNormal")
    is_ticked = look is not None and look.get(f"{_W}firstRow") in ("1", "true", "on")
    runs = [run for run in rows[0].iter(f"{_W}r") if run.find(f"{_W}t") is not None]
    bold = [run.find(f"{_W}rPr/{_W}b") for run in runs]
    is_bold = all(b is not None and b.get(f"{_W}val") not in ("0", "false") for b in bold)
    if (has_style and is_ticked) or (runs and is_bold):
        properties = rows[0].find(f"{_W}trPr")
        properties = SubElement(rows[0], f"{_W}trPr") if properties is None else properties
        SubElement(properties, f"{_W}tblHeader")


def to_html(document: Path, folder: Path) -> tuple[BeautifulSoup, int]:
    """Return a Word file as HTML, with its pictures in a folder, and how much mammoth left out."""

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
    lost = sum(each.message.casefold().startswith(_LOST_MESSAGES) for each in result.messages)
    return BeautifulSoup(result.value, "html.parser"), lost


def tidy(soup: BeautifulSoup) -> None:
    """Make checkboxes characters, and captions part of their tables and pictures."""
    for box in soup.find_all("input"):
        box.replace_with("☑ " if box.has_attr("checked") else "☐ ")
    for caption in soup.select("p.caption"):
        before, after = caption.find_previous_sibling(), caption.find_next_sibling()
        if after is not None and after.name == "table":
            caption.name = "caption"
            after.insert(0, caption.extract())
        elif before is not None and before.find("img") and not before.get_text(strip=True):
            caption.name, before.name = "figcaption", "figure"
            before.append(caption.extract())


def take_notes(soup: BeautifulSoup) -> dict[str, Tag]:
    """Take the footnotes and endnotes out of a document and return them by their ids."""
    notes = soup.select("li[id^='footnote-'], li[id^='endnote-']")
    for note in notes:
        for link in note.select("a[href^='#footnote-ref-'], a[href^='#endnote-ref-']"):
            link.decompose()
        note.extract()
    return {str(note["id"]): note for note in notes}


def words(tag: Tag) -> str:
    """Return the words of an element in one line."""
    return " ".join(tag.get_text(" " if tag.find("br") else "").split())


def free_name(text: str, taken: set[str]) -> str:
    """Return a name for an address, of the words of a heading, that no other heading has."""
    return unique(slugify(text, allow_unicode=True)[:100] or "page", taken)


@dataclass(slots=True)
class Part:
    """A page of a document, with the number of pages above it."""

    path: str
    title: str
    depth: int
    soup: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))


def divide(soup: BeautifulSoup, levels: int) -> list[Part]:
    """Return a document, whose elements are moved, as pages by so many levels of its headings.

    The title is what has the style Title, or else the first heading, if it is the only one of the
    highest level. Each heading of the level below the title begins a page.
    """
    titles = soup.select("h1.title")
    title = titles[0] if titles else None
    for each in titles[1:]:
        each.name = "p"
    headings = [each for each in soup.find_all(HEADINGS, recursive=False) if words(each)]
    others = [each for each in headings if each is not title]
    names = sorted({each.name for each in others})
    highest = [each for each in others if each.name in names[:1]]
    if title is None and len(names) > 1 and highest == others[:1]:
        title = others.pop(0)
        title.name = "h1"
        del names[0]
    first = int(names[0][1]) if names else 0
    parts = [Part(ROOT, words(title) if title else "", 0)]
    depths = {id(each): int(each.name[1]) - first + 1 for each in others}
    taken = {ROOT}
    for node in list(soup.children):
        if isinstance(node, Tag) and 1 <= depths.get(id(node), 0) <= levels:
            node.name = "h1"
            parts.append(Part(free_name(words(node), taken), words(node), depths[id(node)]))
            if len(parts) > MOST_PAGES:
                raise ValueError("Too many pages")
        parts[-1].soup.append(node)
    return parts


def connect(parts: list[Part], notes: dict[str, Tag]) -> None:
    """Let links lead from page to page, and put each page's notes at its end, as MkDocs does."""
    homes: dict[str, str] = {}
    for part in parts:
        taken: set[str] = set()
        for heading in part.soup.find_all(HEADINGS[1:]):
            heading["id"] = free_name(words(heading), taken)
        homes |= {str(tag["id"]): part.path for tag in part.soup.select("a[id]")}
    for part in parts:
        asked: dict[str, None] = {}
        for link in part.soup.select("a[href^='#']"):
            anchor = str(link["href"])[1:]
            if anchor in notes:
                asked[anchor] = None
                link.attrs = {"class": "footnote-ref", "href": f"#fn:{anchor}"}
            elif homes.get(anchor, part.path) != part.path:
                link["href"] = f"{homes[anchor]}#{anchor}"
        items = (f'<li id="fn:{name}">{notes[name].decode_contents()}</li>' for name in asked)
        box = f'<div class="footnote"><ol>{"".join(items)}</ol></div>'
        if asked:
            part.soup.append(BeautifulSoup(box, "html.parser"))


def main(parts: Path, folder: Path, levels: int) -> None:
    """Write the pages of an unpacked Word file as JSON, and its pictures, into a folder."""
    found: Counter[str] = Counter()
    for part in sorted(parts.rglob("*")):
        if part.suffix in (".xml", ".rels"):
            found += prepare(part)
    document = shutil.make_archive(str(parts), "zip", parts)
    soup, lost = to_html(Path(document), folder)
    tidy(soup)
    notes = take_notes(soup)
    subtitle = soup.select_one("p.subtitle")
    summary = words(subtitle.extract()) if subtitle is not None else ""
    pages = divide(soup, levels)
    connect(pages, notes)
    written = [[each.path, each.title, each.depth, str(each.soup)] for each in pages]
    numbers = {"lost": found["lost"] + lost, "changed": found["changed"]}
    result = json.dumps({"summary": summary, "pages": written} | numbers)
    if len(result) > MOST_CHARACTERS:
        raise ValueError("Too many characters")
    (folder / "pages.json").write_text(result, encoding="utf-8")


if __name__ == "__main__":
    for limit, most in LIMITS.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
