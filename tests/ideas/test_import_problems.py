"""Bad spreadsheets: every reason in words with its place, and nothing is written."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ideas.models import Idea, Theme
from tests.factories import AreaFactory, IdeaFactory
from tests.factories.ideas import IdeaSetFactory

from .spreadsheets import Row, exported, refusal, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    """Return the spreadsheet of two ideas, of which the first was reworded by hand."""
    theme = IdeaFactory().theme
    IdeaFactory(theme=theme)
    rows = exported(tmp_path / "exported.csv")
    rows[0]["idea"] = "reworded"
    return rows


def reasons(rows: list[Row], folder: Path) -> list[str]:
    return refusal(write(folder / "wrong.csv", rows), "--publish")


# Cells.


@pytest.mark.parametrize(
    ("changes", "column", "said"),
    [
        (
            {"idea_status": "shelved"},
            "idea_status",
            "“shelved” is not one of proposed, testing, adopted, dropped.",
        ),
        (
            {"area_colour": "puce"},
            "area_colour",
            "“puce” is not one of teal, blue, violet, plum, rust, olive, slate.",
        ),
        ({"idea_status": "dropped"}, "idea_note", "Enter why the idea was dropped"),
        ({"idea": "x" * 251}, "idea", "it has 251 characters; enter up to 250."),
        ({"idea_note": "x" * 501}, "idea_note", "it has 501 characters; enter up to 500."),
        ({"area_summary": "x" * 501}, "area_summary", "it has 501 characters; enter up to 500."),
        (
            {"idea_description": "x" * 40_000},
            "idea_description",
            "it has 40,000 characters; a cell can hold up to 32,767.",
        ),
        (
            {"idea_description": "<b>" * 600 + "x"},
            "idea_description",
            "its HTML cannot be read. Use only p, b, i, a, ul, ol and li.",
        ),
        ({"area": "", "area_code": ""}, "area", "there is no name here, although the row"),
        ({"theme": "", "theme_code": ""}, "theme", "there is no name here, although the row"),
        ({"idea": "", "idea_code": ""}, "idea", "there is no name here, although the row"),
        ({"idea": "", "idea_code": "nothing"}, "idea_code", "this code does not exist."),
        ({"area": "", "area_code": "nothing"}, "area_code", "this code does not exist."),
        ({"idea_code": "two words"}, "idea_code", "Enter a valid “slug”"),
        ({"idea_code": "x" * 61}, "idea_code", "at most 60 characters"),
        (
            {"idea_code": "theme-days"},
            "idea_code",
            "its code cannot begin with “theme-”. Leave it blank to get another.",
        ),
        ({"idea": "#NAME?"}, "idea", "the spreadsheet program put “#NAME?” here."),
        ({"idea": "Err:508"}, "idea", "the spreadsheet program put “Err:508” here."),
        ({"idea": "a\x00b"}, "idea", "it has an invisible character (U+0000)."),
        ({"idea_note": "a\x0bb"}, "idea_note", "it has an invisible character (U+000B)."),
        ({"theme_short_title": "\x1b[31m"}, "theme_short_title", "invisible character (U+001B)."),
    ],
)
def test_a_cell_that_makes_no_sense_is_reported_with_its_row_and_column(
    rows: list[Row], tmp_path: Path, changes: Row, column: str, said: str
) -> None:
    shared = "area" in column or "theme" in column
    for row in rows if shared else rows[1:]:
        row.update(changes)
    told = reasons(rows, tmp_path)
    row_number = 2 if shared else 3
    if column in ("idea", "area", "theme") and "named" in said:
        # Without a name, the columns of the item have no owner.
        assert all(said in reason for reason in told)
    assert told[0].startswith(f"Row {row_number}, column {column}: ")
    assert said in told[0]


def test_all_faults_are_reported_at_once(rows: list[Row], tmp_path: Path) -> None:
    rows[0]["idea_status"] = rows[1]["idea_status"] = "shelved"
    told = reasons([*rows, {"area": "", "idea": "Lost"}], tmp_path)
    assert [reason.split(":")[0] for reason in told] == [
        "Row 2, column idea_status",
        "Row 3, column idea_status",
        "Row 4, column area",
    ]


def test_thousands_of_faults_are_not_all_told(rows: list[Row], tmp_path: Path) -> None:
    many = [
        {"area": f"Area {number}", "area_colour": "puce", "theme": "", "idea": ""}
        for number in range(1_000)
    ]
    told = reasons(many, tmp_path)
    assert len(told) == 101
    assert told[-1] == "And 900 more."


@pytest.mark.parametrize("column", ["area", "area_summary", "theme", "theme_short_title"])
def test_rows_that_contradict_each_other_are_reported(
    rows: list[Row], tmp_path: Path, column: str
) -> None:
    rows[0][column] = rows[0][column] or "Something"
    rows[1][column] = "Something else"
    assert reasons(rows, tmp_path) == [
        f"Row 3, column {column}: row 2 has a different value for the same item."
    ]


def test_a_theme_under_two_areas_is_reported(rows: list[Row], tmp_path: Path) -> None:
    other = AreaFactory(name="Another")
    rows[1] |= {"area_code": other.code, "area": "Another", "area_colour": "", "area_summary": ""}
    assert reasons(rows, tmp_path) == [
        f"Row 3, column area: the theme “{rows[1]['theme']}” is under another area in row 2."
    ]


@pytest.mark.parametrize("with_code", [True, False])
def test_an_idea_in_two_rows_is_reported(rows: list[Row], tmp_path: Path, with_code: bool) -> None:
    if not with_code:
        rows[0]["idea_code"] = ""
    column = "idea_code" if with_code else "idea"
    told = reasons([*rows, {}, rows[0]], tmp_path)
    # The empty row counts, as in a spreadsheet.
    assert told == [f"Row 5, column {column}: this idea is already in row 2."]


# Headings.


@pytest.mark.parametrize("column", ["area", "theme", "idea"])
def test_a_column_that_is_missing_is_named(rows: list[Row], tmp_path: Path, column: str) -> None:
    for row in rows:
        del row[column]
    assert reasons(rows, tmp_path) == [f"Row 1, column {column}: this column is missing."]


def test_a_column_that_is_unknown_is_named(rows: list[Row], tmp_path: Path) -> None:
    rows[0] |= {"idea_colour": "plum", "idea_statuss": "dropped"}
    assert reasons(rows, tmp_path) == [
        "Row 1, column idea_colour: this is not a column of ideas. Did you mean “area_colour”?",
        "Row 1, column idea_statuss: this is not a column of ideas. Did you mean “idea_status”?",
    ]


def raw(folder: Path, data: bytes) -> list[str]:
    path = folder / "raw.csv"
    path.write_bytes(data)
    return refusal(path)


def test_a_column_that_is_there_twice_is_named(tmp_path: Path) -> None:
    told = raw(tmp_path, b"area,theme,idea,Area\nA,B,C,D\n")
    assert told == ["Row 1, column area: this column appears more than once."]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf", "The file is empty"),
        (b"\r\n , \r\n", "The file is empty"),
        (b"area,theme,idea\n", "There are no rows below the headings."),
        (b"area,theme,idea\n,,\n\n", "There are no rows below the headings."),
        (b"PK\x03\x04rest of it", "This file is damaged or has a password."),
        (b"\xd0\xcf\x11\xe0rest of it", "This is a workbook of the old kind"),
        ("area,theme,idea\n".encode("utf-16-le"), "There are no rows below the headings."),
        (bytes(1000), "This is neither a CSV file nor an XLSX workbook."),
        (bytes(range(1, 32)) * 40, "This is neither a CSV file nor an XLSX workbook."),
    ],
)
def test_another_kind_of_file_is_refused_in_plain_words(
    tmp_path: Path, data: bytes, said: str
) -> None:
    (told,) = raw(tmp_path, data)
    assert told.startswith(said)


# Letters, quotation marks, separators.


@pytest.mark.parametrize(
    ("encoding", "named"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman")]
)
def test_other_encoding_is_read_and_named(tmp_path: Path, encoding: str, named: str) -> None:
    path = tmp_path / "ideas.csv"
    text = "area,theme,idea\nPlain,Plain,Plain\nDonnées,“Themes” – naïve,Idea\n"
    path.write_bytes(text.encode(encoding))
    assert named in run("import_ideas", path)
    assert {theme.title for theme in Theme.objects.all()} == {"Plain", "“Themes” – naïve"}


def test_unknown_heading_in_another_encoding_is_named(tmp_path: Path) -> None:
    told = raw(tmp_path, "area,thème,idea\nA,B,C\n".encode("cp1252"))
    assert told[1].startswith("Row 1, column thème: this is not a column of ideas")


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('area,theme,idea\nA,B,C\nA,B,"never ends\nA,B,D\n', 3),
        ('area,theme,idea\nA,B,"one" more\n', 2),
        ('area,theme,idea\nA,"B ""quoted"" b","C"D\n', 2),
        ('"area,theme,idea\nA,B,C\n', 1),
    ],
)
def test_quotation_marks_that_do_not_fit_are_reported(tmp_path: Path, text: str, row: int) -> None:
    (told,) = raw(tmp_path, text.encode())
    assert told.startswith(f"Row {row}: a quotation mark has no partner.")


def test_a_cell_without_end_is_reported(tmp_path: Path) -> None:
    (told,) = raw(tmp_path, b"area,theme,idea\nA,B," + b"x" * 140_000)
    assert told.startswith("Row 2, column idea: it has 140,000 characters")
    (told,) = raw(tmp_path, b"area,theme,idea\nA,B," + b"x" * 10_000_001)
    assert told.startswith("Row 2: a cell has more than 10,000,000 characters.")


def test_a_comma_without_quotation_marks_is_reported(tmp_path: Path) -> None:
    told = raw(tmp_path, b"area,theme,idea\nA,B,one, two\n")
    assert told == ['Row 2: a cell has no heading. Put “"” around a text that contains a comma.']


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_spreadsheet_programs_write_is_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    row = {
        "Area": "Données, et cetera",
        " theme ": "This; that",
        "IDEA": 'Say "yes"',
        "Idea status": "Being tested",
        "area_colour": "Plum",
    }
    run("import_ideas", write(tmp_path / "ideas.csv", [row], encoding, delimiter), "--publish")
    idea = Idea.objects.get()
    assert (idea.statement, idea.status) == ('Say "yes"', "testing")
    assert (idea.theme.title, idea.theme.area.name) == ("This; that", "Données, et cetera")
    assert idea.theme.area.colour == "plum"


def test_rows_cut_short_by_a_spreadsheet_program_are_read(tmp_path: Path) -> None:
    path = tmp_path / "ideas.csv"
    path.write_bytes(b"area,theme,idea,idea_note,\r\nA,B,C\r\nA,B,D,Note,\r\n\r\n")
    assert run("import_ideas", path).startswith("add area “A” (row 2 to 3)")
    assert [idea.public_note for idea in Idea.objects.order_by("pk")] == ["", "Note"]


def test_a_file_that_is_not_there_is_reported(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(CommandError, match="cannot be read: "):
            run("import_ideas", path)


def test_a_refusal_ends_the_command_with_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "ideas.csv"
    path.write_bytes(b"nothing\n")
    with pytest.raises(CommandError) as raised:
        call_command("import_ideas", str(path))
    assert raised.value.returncode == 1


def test_a_code_of_another_set_is_refused(rows: list[Row], tmp_path: Path) -> None:
    IdeaSetFactory(name="Harbour")
    path = write(tmp_path / "wrong.csv", rows)
    told = refusal(path, "--set", "Harbour")
    assert "this code belongs to the idea set “Ideas of the portal”" in told[0]
    with pytest.raises(CommandError, match="Name one of the idea sets with --set: “Harbour”"):
        run("import_ideas", path)
