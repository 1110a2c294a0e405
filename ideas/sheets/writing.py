import csv
from collections.abc import Iterator
from typing import IO

from consultation.common.csv_safety import guard
from ideas.models.base import Reviewed
from ideas.sheets import AREA_FIELDS, COLUMNS, IDEA_FIELDS, THEME_FIELDS, VERSIONS
from ideas.sheets.rich_text import without_keys
from ideas.tree import read_tree

_ALL_FIELDS = {"area": AREA_FIELDS, "theme": THEME_FIELDS, "idea": IDEA_FIELDS}


def _cells(*items: Reviewed) -> dict[str, str]:
    """Return the cells that tell of an area, perhaps a theme in it, perhaps an idea in that."""
    cells = {}
    versions = []
    for item, (kind, fields) in zip(items, _ALL_FIELDS.items(), strict=False):
        cells[f"{kind}_code"] = item.code
        for column, name in fields.items():
            cells[column] = guard(str(getattr(item, name)))
        versions.append(f"{kind}:{item.latest_revision_id or 0}")
    if "idea_description" in cells:
        cells["idea_description"] = without_keys(cells["idea_description"])
    return cells | {VERSIONS: " ".join(versions)}


def _rows(drafts: bool) -> Iterator[dict[str, str]]:
    """Yield a row for each idea, and one for each theme or area that has none below it."""
    for area in read_tree(drafts=drafts):
        if not area.themes:
            yield _cells(area.area)
        for theme in area.themes:
            if not theme.ideas:
                yield _cells(area.area, theme.theme)
            for idea in theme.ideas:
                yield _cells(area.area, theme.theme, idea)


def write_sheet(target: IO[str], *, drafts: bool = True) -> int:
    """Write the tree as CSV; return the number of rows.

    Args:
        target: a text file opened with newline="".
        drafts: write everything as its newest draft has it; else only what is public.
    """
    writer = csv.DictWriter(target, COLUMNS, restval="")
    writer.writeheader()
    number = 0
    for row in _rows(drafts):
        writer.writerow(row)
        number += 1
    return number
