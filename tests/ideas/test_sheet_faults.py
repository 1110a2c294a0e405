"""Sheets that make no sense: one message with every reason and its row, and nothing changed."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.factories import IdeaFactory

from .sheets import Row, everything, exported, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Return the sheet of two ideas, of which the first was reworded by hand."""
    theme = IdeaFactory().theme
    IdeaFactory(theme=theme)
    rows = exported(tmp_path / "exported.csv")
    rows[0]["idea"] = "reworded"
    return rows


def message_about(rows: list[Row], folder: Path) -> list[str]:
    """Read a sheet that cannot be read, make sure that nothing changed, and return the message."""
    before = everything()
    with pytest.raises(CommandError) as raised:
        run("import_ideas", write(folder / "wrong.csv", rows), "--publish")
    assert everything() == before
    first, *reasons = str(raised.value).splitlines()
    assert first == "Nothing was changed."
    return reasons


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"idea_status": "shelved"}, ["idea “", "status", "shelved", "is not a valid choice"]),
        ({"area_colour": "puce"}, ["area “", "colour", "puce", "is not a valid choice"]),
        ({"idea_status": "dropped"}, ["idea “", "public_note", "Say why the idea was dropped"]),
        ({"idea": "x" * 251}, ["idea “", "statement", "at most 250 characters"]),
        ({"area": "", "area_code": ""}, ["no area is named"]),
        ({"theme": "", "theme_code": ""}, ["the idea has no theme"]),
    ],
)
def test_a_cell_that_makes_no_sense_is_told_with_its_row(
    rows: list[Row], tmp_path: Path, changes: Row, said: list[str]
) -> None:
    for row in rows if "area_colour" in changes else rows[1:]:
        row.update(changes)
    row_number = 2 if "area_colour" in changes else 3
    reasons = message_about(rows, tmp_path)
    assert reasons[0].startswith(f"Row {row_number}: ")
    assert all(text in reasons[0] for text in said), reasons


def test_all_faults_are_told_at_once(rows: list[Row], tmp_path: Path) -> None:
    rows[0]["idea_status"] = rows[1]["idea_status"] = "shelved"
    reasons = message_about([*rows, {"area": "", "idea": "Lost"}], tmp_path)
    assert [reason.split(":")[0] for reason in reasons] == ["Row 2", "Row 3", "Row 4"]


@pytest.mark.parametrize("column", ["area", "theme", "idea"])
def test_a_column_that_is_missing_is_named(rows: list[Row], tmp_path: Path, column: str) -> None:
    for row in rows:
        del row[column]
    assert message_about(rows, tmp_path) == [f"The column “{column}” is missing."]


def test_a_column_that_is_unknown_is_named(rows: list[Row], tmp_path: Path) -> None:
    rows[0]["idea_colour"] = "plum"
    assert message_about(rows, tmp_path) == ["There is no column “idea_colour” in such a sheet."]


def test_a_file_that_is_no_text_is_told_plainly(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes("area,theme,idea\nDonn\xe9es,,\n".encode("latin-1"))
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_ideas", path)
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_ideas", tmp_path / "nowhere.csv")


@pytest.mark.parametrize("column", ["area", "area_summary", "theme", "theme_short_title"])
def test_rows_that_contradict_each_other_are_told(
    rows: list[Row], tmp_path: Path, column: str
) -> None:
    rows[1][column] = "Something else"
    (reason,) = message_about(rows, tmp_path)
    assert reason.startswith(f"Row 3: {column.split('_')[0]} “")
    assert reason.endswith(f"has another {column} in a row above.")
