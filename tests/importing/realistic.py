"""A consultation as teams write them: thirty pages on a code host, with a form under most."""

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image

SEED = Path(__file__).parent / "seed" / "possible-mechanisms-for-change.md"
FORM = SEED.read_text("utf-8").partition("<!--- feedback -->")[2]
SCRIPTED = """
<form id="late">
  <label for="q">Which region?</label>
  <select id="q" name="region"></select>
  <label for="w">What else?</label>
  <textarea id="w" name="else"></textarea>
  <button>Send</button>
</form>
<script>fetch("/regions.json").then(fill)</script>
"""
CHAPTERS = ("Why now", "What we heard", "Mechanisms", "Häufige Fragen", "Appendices")


@dataclass
class Realistic:
    """What the site holds.

    Args:
        folder: where it lies.
        sentences: every sentence that readers must find, by the page's path.
    """

    folder: Path
    sentences: dict[str, list[str]] = field(default_factory=dict)
    notes: int = 0
    pictures: int = 0
    forms: int = 0


def picture(number: int) -> bytes:
    """Return a picture that is like no other."""
    file = BytesIO()
    Image.new("RGB", (40 + number, 30), (number * 9 % 255, 90, 120)).save(file, "PNG")
    return file.getvalue()


def write(path: Path, text: str, *, windows: bool = False) -> None:
    """Write a page, perhaps as a program on Windows would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = text.replace("\n", "\r\n").encode("utf-8-sig") if windows else text.encode()
    path.write_bytes(raw)


def build(folder: Path) -> Realistic:
    """Write the site into an empty folder: five chapters of four pages, and a few besides."""
    site = Realistic(folder)
    docs = folder / "docs"
    nav = ["  - Home: index.md"]
    _page(
        site, "index.md", "Welcome", links=["why-now/index.md", "mechanisms/page-2.md#why-it-works"]
    )
    for chapter_number, chapter in enumerate(CHAPTERS):
        name = chapter.lower().replace(" ", "-")
        nav.append(f"  - {chapter}:")
        if chapter != "Appendices":
            nav.append(f"      - {name}/index.md")
            _page(site, f"{name}/index.md", chapter)
        for number in range(1, 5):
            path = f"{name}/page-{number}.md"
            if (chapter_number, number) == (2, 3):
                path = f"{name}/Odd name & more (v2).md"
            nav.append(f'      - "Part {number} of {chapter}": "{path}"')
            _page(
                site,
                path,
                f"Part {number} of {chapter}",
                links=[f"../{name}/page-1.md", "../index.md", "/why-now/page-1/"],
                windows=number == 2,
            )
    nav.append("      - Deeper:")
    for number in range(1, 4):
        nav.append(f"          - appendices/deeper/note-{number}.md")
        _page(site, f"appendices/deeper/note-{number}.md", f"Note {number}")
    _page(site, "left-out.md", "Not in the list")
    _page(site, "why-now/also-left-out.md", "Nor me", links=["page-1.md"])
    nav += ["  - Gone: gone.md", "  - Elsewhere: https://example.org/"]
    broken = docs / "why-now/page-1.md"
    write(
        broken,
        broken.read_text("utf-8")
        + "\nA [broken link](nowhere.md), [a wrong place](page-2.md#no-such), and "
        '![A chart of need by year](../assets/missing.png "Need").\n' + SCRIPTED,
    )
    site.sentences["why-now/page-1.md"] += [
        "A broken link, a wrong place, and",
        "A chart of need by year",
    ]
    write(
        folder / "mkdocs.yml",
        "site_name: A shared centre\nsite_url: https://example.github.io/centre/\n"
        "site_author: The design team\nsite_description: What a centre could do.\n"
        "theme:\n  name: material\n  features: [navigation.indexes]\n"
        "markdown_extensions:\n  - attr_list\n  - md_in_html\n  - admonition\n  - footnotes\n"
        "  - pymdownx.details\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
        "extra:\n  key: !ENV [SECRET_KEY, nothing]\n"
        "nav:\n" + "\n".join(nav) + "\n",
    )
    return site


def _page(
    site: Realistic,
    path: str,
    title: str,
    links: list[str] | None = None,
    *,
    windows: bool = False,
) -> None:
    number = len(site.sentences)
    up = "../" * path.count("/")
    told = [
        f"On page {number} we say what we think should happen next.",
        f"Point {number} is the first one.",
        f"Within it, {number} has a smaller one.",
        f"Remember {number} before you go on.",
        f"What was said about {number} at the workshop.",
        f"Row {number} of the table",
        f"Under the fold of {number} is more.",
    ]
    text = [
        f'# <span style="color:dodgerblue">{title}</span>',
        told[0] + "[^1] **It matters.**[^2]",
        f"## Why it works\n\n- {told[1]}\n    - {told[2]}",
        "1. One[^3]\n2. Two[^4]",
        f'!!! warning "Mind {number}"\n\n    {told[3]}',
        f"> {told[4]}",
        f"| What | How much |\n|---|---|\n| {told[5]} | **{number}** |",
        f'??? note "More about {number}"\n\n    {told[6]}',
    ]
    if number % 2 == 0:
        name = f"figure {number}.png"
        write_picture(site, name, number)
        address = f"{up}assets/{name.replace(' ', '%20')}"
        text.append(f'![What figure {number} shows]({address} "Figure {number}")')
    for link in links or ():
        told.append(f"Go on to {link.rpartition('/')[2] or 'the part'} from {number}")
        text.append(f"[{told[-1]}]({link})")
    notes = [f"Source {n} of page {number}." for n in range(1, 5)]
    text.append("\n".join(f"[^{n}]: {note}" for n, note in enumerate(notes, 1)))
    told += notes
    site.notes += len(notes)
    if number % 5 != 4:
        text.append(FORM)
        site.forms += 1
    site.sentences[path] = told
    write(site.folder / "docs" / path, "\n\n".join(text) + "\n", windows=windows)


def write_picture(site: Realistic, name: str, number: int) -> None:
    """Put a picture next to the pages."""
    path = site.folder / "docs" / "assets" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture(number))
    site.pictures += 1
