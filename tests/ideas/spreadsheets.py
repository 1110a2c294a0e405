"""The tree of ideas as a file: written, changed by hand, and read back."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ideas.models import Area, Idea, Theme
from tests.factories import the_set

Row = dict[str, str]


def run(name: str, path: Path, *options: str) -> str:
    """Run a command on a spreadsheet and return what it prints."""
    output = StringIO()
    the_set()
    call_command(name, str(path), *options, stdout=output)
    return output.getvalue()


def exported(path: Path) -> list[Row]:
    """Export the tree to a file and return its rows."""
    run("export_ideas", path)
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def refusal(path: Path, *options: str) -> list[str]:
    """Import a bad spreadsheet, make sure that nothing changed, and return the reasons."""
    before = everything()
    with pytest.raises(CommandError) as raised:
        run("import_ideas", path, *options)
    assert everything() == before
    first, *reasons = str(raised.value).splitlines()
    assert first == "Nothing was changed."
    # A terminal takes nothing but text.
    assert all(reason.encode() for reason in reasons)
    return reasons


def write(path: Path, rows: Iterable[Row], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """Write rows to a file, under all the columns that any of them has."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding=encoding, newline="") as target:
        writer = csv.DictWriter(target, columns, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def everything() -> list[tuple]:
    """Return all there is of areas, themes and ideas, newest drafts included."""
    return [
        (type(item).__name__, item.pk, item.live, item.latest_revision_id, item.code, str(item))
        for model in (Area, Theme, Idea)
        for item in model.objects.order_by("pk")
    ]
