"""The import of a site of many pages: seconds for a dry run, the drafts, and all of it again."""

import random
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from consultation.importing.sites.services import import_site
from tests.load.measure import report, seconds

MOST_PAGES = 1000
# How many pages stand in one folder.
OF_A_PART = 40
WORDS = ("the", "harbour", "council", "people", "water", "plan", "change", "school", "quay")
SETTINGS = (
    "site_name: Many pages\nsite_url: https://many.example.org/\nmarkdown_extensions: [admonition, "
    "attr_list, footnotes, pymdownx.details, pymdownx.superfences]\n"
)


def write_site(folder: Path, pages: int) -> Path:
    """Write pages of about 400 words, each with two pictures, a table and links to others."""
    chance = random.Random(1)
    names = ["index.md"]
    for number in range(1, pages):
        part, place = divmod(number - 1, OF_A_PART)
        names.append(f"part-{part}/{f'page-{place}' if place else 'index'}.md")

    def say(words: int) -> str:
        return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize() + "."

    for number, name in enumerate(names):
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for kind in ("chart", "map"):
            _draw(path.parent / f"{kind}-{number}.png", (number * 2 + (kind == "map")))
        up = "../" * name.count("/")
        text = [f"# Page {number}", f"{say(80)}[^1]", "## First part", say(90)]
        text += [f"![The chart of {number}](chart-{number}.png)", f"- {say(9)}\n- {say(9)}"]
        text += [f"Go to [another page]({up}{chance.choice(names)}). {say(80)}", "## Second part"]
        text += [f"| a | b |\n|---|---|\n| {say(4)} | {say(4)} |", f"!!! note\n\n    {say(40)}"]
        text += [f"![The map of {number}](map-{number}.png)", say(80), f"[^1]: {say(8)}"]
        path.write_text("\n\n".join(text) + "\n", "utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    return folder


def _draw(path: Path, number: int) -> None:
    file = BytesIO()
    Image.new("RGB", (320, 200), (number % 251, number // 251, 90)).save(file, "PNG")
    path.write_bytes(file.getvalue())


def measure_sites(count: int) -> None:
    """Measure the import of as many pages, 1,000 at most."""
    pages = min(count, MOST_PAGES)
    with tempfile.TemporaryDirectory(prefix="portal-bench-site-") as name:
        folder = write_site(Path(name), pages)
        runs: dict[str, Callable[[], object]] = {
            "dry run": lambda: import_site(folder, dry_run=True),
            "as drafts": lambda: import_site(folder),
            "once more, nothing changed": lambda: import_site(folder),
        }
        report(f"Import of {pages:,} pages", {name: seconds(run) for name, run in runs.items()})
