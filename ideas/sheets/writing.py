import csv
from collections.abc import Iterator
from typing import IO

from ideas.models import Area, Idea, Theme
from ideas.sheets import COLUMNS
from ideas.tree import read_tree


def _area(area: Area) -> dict[str, str]:
    return {
        "area_code": area.code,
        "area": area.name,
        "area_colour": area.colour,
        "area_summary": area.summary,
    }


def _theme(theme: Theme) -> dict[str, str]:
    return {
        "theme_code": theme.code,
        "theme": theme.title,
        "theme_short_title": theme.short_title,
        "theme_summary": theme.summary,
    }


def _idea(idea: Idea) -> dict[str, str]:
    return {
        "idea_code": idea.code,
        "idea_first_word": idea.lead,
        "idea": idea.statement,
        "idea_description": idea.description,
        "idea_status": idea.status,
        "idea_note": idea.public_note,
    }


def _rows() -> Iterator[dict[str, str]]:
    """Yield a row for each idea, and one for each theme or area that has none below it."""
    for area in read_tree(drafts=True):
        if not area.themes:
            yield _area(area.area)
        for theme in area.themes:
            above = _area(area.area) | _theme(theme.theme)
            if not theme.ideas:
                yield above
            for idea in theme.ideas:
                yield above | _idea(idea)


def write_sheet(target: IO[str]) -> int:
    """Write the tree, newest drafts included, as CSV; return the number of rows.

    Args:
        target: a text file opened with newline="".
    """
    writer = csv.DictWriter(target, COLUMNS, restval="")
    writer.writeheader()
    number = 0
    for row in _rows():
        writer.writerow(row)
        number += 1
    return number
