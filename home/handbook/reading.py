from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from markdown import Markdown

from home.handbook.links import HandbookLinks

FOLDER = settings.BASE_DIR / "docs" / "handbook"
PICTURES = settings.BASE_DIR / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """A page of the handbook.

    Args:
        name: its file's name without the ending.
        title: its first heading.
        html: what stands below that heading.
    """

    name: str
    title: str
    html: str


def page_names() -> frozenset[str]:
    """Return the names of all pages."""
    return frozenset(path.stem for path in FOLDER.glob("*.md"))


def find_picture(name: str) -> Path | None:
    """Return the file of a picture of the handbook; None where there is none of this name.

    The name is looked up among the files that are there and never made part of a path.
    """
    return next((path for path in PICTURES.glob("*.png") if path.name == name), None)


def read_page(name: str) -> HandbookPage | None:
    """Return a page of the handbook; None where there is none of this name."""
    if name not in page_names():
        return None
    path = FOLDER / f"{name}.md"
    return _read(name, path.stat().st_mtime_ns)


@lru_cache(maxsize=100)
def _read(name: str, changed: int) -> HandbookPage:
    """Read a page as it was changed last."""
    heading, _, text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    html = Markdown(
        extensions=["tables", "sane_lists", "toc", HandbookLinks(page_names())],
        output_format="html",
    ).convert(text)
    return HandbookPage(name, heading.removeprefix("# ").strip(), html)
