"""A Word file as a site: its headings become pages."""

import json
import subprocess
import sys
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultation.common.zip_files import ZipError, unpack
from consultation.importing.report import Place, Report

from .site import Site, SourceFolder, SourcePage, SourceRefused

# Files that old versions of Word write, and files that have a password, begin like this.
OLE = b"\xd0\xcf\x11\xe0"
SECONDS = 300
LOCKED = _(
    "This file is protected by a password, or was made by an old version of Word. Open it in Word, "
    "take the password away, and save it as a Word document (.docx)."
)
MACROS = _("This Word file holds macros. Open it in Word, and save it as a Word document (.docx).")
UNREADABLE = _(
    "This Word file is damaged, or holds more than can be read. Open it in Word, save it anew as a "
    "Word document (.docx), and divide it if it has more than a thousand pages."
)


def read_word(path: Path, report: Report, name: str, folder: Path, levels: int) -> Site:
    """Return a Word file as a site, whose pages are its headings of 1 or 2 levels.

    Args:
        folder: an empty folder, which is kept for as long as the site is imported.

    Raises:
        SourceRefused: it cannot be read; the text says why.
    """
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise SourceRefused(LOCKED)
    parts, documents = folder / "parts", folder / "documents"
    documents.mkdir()
    program = Path(__file__).with_name("word_reader.py")
    command = [sys.executable, "-I", *map(str, (program, parts, documents, levels))]
    try:
        unpack(path, parts)
        if path.suffix.lower() == ".docm" or any(parts.rglob("vbaProject.bin")):
            raise SourceRefused(MACROS)
        # Nothing in it comes from outside but the content of the files.
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
    except (ZipError, subprocess.SubprocessError) as error:
        raise SourceRefused(UNREADABLE) from error
    result = json.loads((documents / "pages.json").read_text(encoding="utf-8"))
    if not any(html for *others, html in result["pages"]):
        raise SourceRefused(gettext("There is no text in this Word file."))
    root = _tree(result["pages"])
    root.nav_title = root.nav_title or Path(name).stem
    root.meta["summary"] = result["summary"]
    if number := result["lost"]:
        text = gettext(
            "Equations, charts, SmartArt, comments, special characters and files inside it are "
            "left out, or only their text is here: %(number)s. Compare it with the Word file."
        )
        report.loss(Place(""), text, number=number)
    if result["changed"]:
        text = gettext(
            "Tracked changes were read as if all of them had been accepted, and text boxes are "
            "paragraphs here. Compare it with the Word file."
        )
        report.doubt(Place(""), text)
    if not root.children:
        text = gettext(
            "No text has the style Heading 1, so all of it is one page. Give headings that style "
            "in Word, and import the file again."
        )
        report.doubt(Place(""), text)
    return Site(
        key=f"file:{name}"[:200],
        name=root.nav_title,
        folder=SourceFolder(documents, documents, only=root.path, name=name),
        root=root,
        files={each.name: each for each in documents.glob("picture-*")},
    )


def _tree(pages: list[tuple[str, str, int, str]]) -> SourcePage:
    above: list[tuple[int, SourcePage]] = []
    for path, title, depth, html in pages:
        slug = slugify(title, allow_unicode=True)[:100] or "page"
        page = SourcePage(path, nav_title=title, slug=slug, html=html)
        while above and above[-1][0] >= depth:
            above.pop()
        if above:
            above[-1][1].children.append(page)
        above.append((depth, page))
    return above[0][1]
