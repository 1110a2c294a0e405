"""Word files as tests need them: python-docx writes them, with what it has no words for as XML."""

import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw

NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
SENTENCE = (
    "Directors of children’s services told us that records follow the child too slowly, and that "
    "each team keeps its own list. "
)


def picture(text: str, colour: str = "#0b5c70") -> io.BytesIO:
    """Return a picture that says something."""
    image = Image.new("RGB", (640, 320), colour)
    ImageDraw.Draw(image).text((40, 140), text, fill="white", font_size=40)
    content = io.BytesIO()
    image.save(content, "PNG")
    content.seek(0)
    return content


class WordFile:
    """A Word document that is being written."""

    def __init__(self, title: str = "") -> None:
        self.document: Any = Document()
        self.notes: dict[str, list[str]] = {"footnote": [], "endnote": []}
        if title:
            self.text(title, "Title")

    def text(self, text: str, style: str | None = None) -> Paragraph:
        return self.document.add_paragraph(text, style=style)

    def heading(self, text: str, level: int, bookmark: str = "") -> Paragraph:
        heading = self.document.add_heading(text, level)
        if bookmark:
            self.xml(heading, f'<w:bookmarkStart w:id="7" w:name="{bookmark}"/>')
            self.xml(heading, '<w:bookmarkEnd w:id="7"/>')
        return heading

    def xml(self, paragraph: Paragraph, xml: str) -> None:
        """Add an element to a paragraph."""
        name, _, rest = xml.partition(">")
        end = "/" if name.endswith("/") else ""
        spaces = nsdecls("w", "m", "r")
        paragraph._p.append(parse_xml(f"{name.removesuffix('/')} {spaces}{end}>{rest}"))

    def note(self, paragraph: Paragraph, text: str, kind: str = "footnote") -> None:
        """Add a footnote, or an endnote, at the end of a paragraph."""
        self.notes[kind].append(text)
        self.xml(paragraph, f'<w:r><w:{kind}Reference w:id="{len(self.notes[kind])}"/></w:r>')

    def link(self, paragraph: Paragraph, text: str, bookmark: str) -> None:
        """Add a link to a bookmark."""
        run = f"<w:r><w:t>{text}</w:t></w:r>"
        self.xml(paragraph, f'<w:hyperlink w:anchor="{bookmark}">{run}</w:hyperlink>')

    def outside(self, paragraph: Paragraph, text: str, address: str) -> None:
        """Add a link to another site."""
        key = self.document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        run = f"<w:r><w:t>{text}</w:t></w:r>"
        self.xml(paragraph, f'<w:hyperlink r:id="{key}">{run}</w:hyperlink>')

    def picture(self, alt: str, caption: str = "", colour: str = "#0b5c70") -> None:
        shape = self.document.add_picture(picture(alt or "Decoration", colour))
        shape._inline.docPr.set("descr", alt)
        if caption:
            self.text(caption, "Caption")

    def table(
        self, rows: list[list[str]], caption: str = "", style: str = "Light Grid Accent 1"
    ) -> Any:
        if caption:
            self.text(caption, "Caption")
        table = self.document.add_table(len(rows), len(rows[0]), style=style)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        return table

    def content(self) -> bytes:
        """Return the file."""
        while self.notes:
            kind, texts = self.notes.popitem()
            notes = "".join(
                f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
                for number, text in enumerate(texts, 1)
            )
            xml = f"<w:{kind}s {nsdecls('w')}>{notes}</w:{kind}s>".encode()
            package = self.document.part.package
            part = Part(PackURI(f"/word/{kind}s.xml"), NOTES.format(kind=kind), xml, package)
            relation = f"{RELATIONSHIP_TYPE.HYPERLINK.rpartition('/')[0]}/{kind}s"
            self.document.part.relate_to(part, relation)
        content = io.BytesIO()
        self.document.save(content)
        return content.getvalue()

    def save(self, path: Path) -> Path:
        path.write_bytes(self.content())
        return path


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """Return a Word file with some of its parts replaced or added."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, part in parts.items():
            after.writestr(name, part)
    return changed.getvalue()


def twenty_pages() -> WordFile:
    """Return a document of about twenty printed pages, as a public body writes them."""
    word = WordFile("Better data for children’s services")
    word.text("A consultation document", "Subtitle")
    opening = word.text("We want to hear what you think of our plans, set out in ")
    word.link(opening, "what we propose", "_Proposals")
    opening.add_run(". Answers are due by ")
    opening.add_run("30 June").bold = True
    opening.add_run(".")
    chapters = ("Why we are asking", "What we propose", "What it would cost", "What happens next")
    for number, chapter in enumerate(chapters, 1):
        word.heading(chapter, 1, bookmark="_Proposals" if number == 2 else "")
        first = word.text(SENTENCE * 6)
        word.note(first, f"Survey of {number + 20} councils, 2025.")
        for section in ("The evidence", "What people told us", "Options"):
            word.heading(section, 2)
            for part in ("In brief", "In detail"):
                word.heading(part, 3)
                for _ in range(3):
                    word.text(SENTENCE * 7)
            for item in ("Shared records", "A common standard", "Training for teams"):
                word.text(item, "List Bullet")
            word.text("in each region", "List Bullet 2")
        word.picture(f"The loop of evidence, stage {number}", f"Figure {number}: Stage {number}")
        last = word.text("See also ")
        word.outside(last, "the framework", "https://example.org/framework")
        last.add_run(" and the notes.")
        word.note(last, f"Endnote of chapter {number}.", "endnote")
        if number in (2, 3):
            rows = [["Option", "Cost", "Benefit"]]
            rows += [[f"Option {each}", f"£{each * number},000", "Fewer forms"] for each in "123"]
            word.table(rows, f"Table {number - 1}: Options of chapter {number}")
        word.text("We will publish what we heard.", "Intense Quote")
    return word
