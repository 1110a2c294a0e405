"""One spreadsheet of ideas: exported, changed and imported again, by the commands."""

from pathlib import Path

import pytest

from ideas.models import Area, Idea, Theme
from tests.factories import AreaFactory, IdeaFactory, ThemeFactory, idea_tree, redraft

from .spreadsheets import everything, exported, run, write

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NEW = {
    "area": "Careers strategy",
    "area_colour": "plum",
    "theme": "Ways into the sector",
    "idea_first_word": "Open",
    "idea": "one door to every job",
}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "ideas.csv"


def test_what_was_exported_changes_nothing_when_it_is_read_back(sheet: Path) -> None:
    idea_tree(2, 2, 3)
    AreaFactory(name="Without themes")
    ThemeFactory(title="Without ideas")
    IdeaFactory(live=False)
    assert len(exported(sheet)) == 12 + 3
    before = everything()
    for options in (["--dry-run"], [], ["--publish"], []):
        assert run("import_ideas", sheet, *options).startswith(
            "0 to add, 0 to change, 24 unchanged"
        )
        assert everything() == before


def test_the_newest_drafts_are_exported(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    redraft(idea, statement="new words")
    assert [row["idea"] for row in exported(sheet)] == ["new words"]


def test_rewording_one_idea_is_one_change_with_before_and_after(sheet: Path) -> None:
    idea_tree(1, 2, 3)
    rows = exported(sheet)
    old, rows[4]["idea"] = rows[4]["idea"], "what does not"
    before = everything()
    told = run("import_ideas", write(sheet, rows), "--dry-run")
    assert told.splitlines() == [
        f"change idea {rows[4]['idea_code']} (row 6)",
        f"    statement: “{old}” → “what does not”",
        "0 to add, 1 to change, 8 unchanged. This was a dry run: nothing was written.",
    ]
    assert everything() == before


def test_a_change_is_a_draft_for_review(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    rows = exported(sheet)
    rows[0]["idea"] = "new words"
    run("import_ideas", write(sheet, rows))
    idea.refresh_from_db()
    assert idea.statement == "old words"
    assert idea.has_unpublished_changes
    assert idea.get_latest_revision_as_object().statement == "new words"
    run("import_ideas", sheet, "--publish")
    newest = [exported(sheet)[0] | {"idea": "newest words"}]
    run("import_ideas", write(sheet, newest), "--publish")
    idea.refresh_from_db()
    assert (idea.statement, idea.has_unpublished_changes) == ("newest words", False)


@pytest.mark.parametrize(("options", "live"), [([], False), (["--publish"], True)])
def test_an_area_a_theme_and_an_idea_are_added_together(
    sheet: Path, options: list[str], live: bool
) -> None:
    told = run("import_ideas", write(sheet, [NEW]), *options)
    assert told.count("add ") == 3
    area, theme, idea = Area.objects.get(), Theme.objects.get(), Idea.objects.get()
    assert (area.live, theme.live, idea.live) == (live, live, live)
    assert (area.name, area.colour, area.code) == ("Careers strategy", "plum", "careers-strategy")
    assert (theme.area, theme.short_title) == (area, "Ways into the sector")
    assert (idea.theme, idea.wording) == (theme, "Open one door to every job")
    assert idea.get_latest_revision_as_object().theme == theme


@pytest.mark.parametrize("options", [[], ["--publish"]])
@pytest.mark.parametrize("empty", [[], ["area_colour", "theme_short_title", "idea_status"]])
def test_the_same_file_twice_is_harmless(sheet: Path, options: list[str], empty: list[str]) -> None:
    write(sheet, [NEW | dict.fromkeys(empty, "")])
    run("import_ideas", sheet, *options)
    before = everything()
    assert run("import_ideas", sheet, *options).startswith("0 to add, 0 to change, 3 unchanged")
    assert everything() == before


def test_ideas_of_the_same_words_under_two_themes_are_two(sheet: Path) -> None:
    rows = [NEW, NEW | {"theme": "Ways out of it"}, NEW | {"area": "Leadership strategy"}]
    run("import_ideas", write(sheet, rows))
    assert (Area.objects.count(), Theme.objects.count(), Idea.objects.count()) == (2, 3, 3)
    assert {idea.theme for idea in Idea.objects.all()} == set(Theme.objects.all())


def test_an_idea_moves_to_another_theme_by_its_code(sheet: Path) -> None:
    here, there = IdeaFactory(), IdeaFactory()
    rows = exported(sheet)
    for name in rows[0]:
        if name.startswith(("area", "theme")):
            rows[0][name] = rows[1][name]
    told = run("import_ideas", write(sheet, rows), "--publish")
    assert f"change idea {here.code} (row 2)\n    theme: “{here.theme}” → “{there.theme}”" in told
    assert told.count("→") == 1
    here.refresh_from_db()
    assert here.theme == there.theme
    assert Idea.objects.count() == 2


def test_what_is_there_moves_to_what_is_new(sheet: Path) -> None:
    idea = IdeaFactory()
    (row,) = exported(sheet)
    row |= {"theme_code": "", "theme": "A new theme", "theme_short_title": ""}
    run("import_ideas", write(sheet, [row]))
    draft = Idea.objects.get(pk=idea.pk).get_latest_revision_as_object()
    assert draft.theme == Theme.objects.get(title="A new theme")
    run("import_ideas", write(sheet, exported(sheet)))
    assert Theme.objects.count() == 2


def test_a_large_file_is_read_and_finds_itself_again(sheet: Path) -> None:
    rows = [
        {"area": f"Area {number % 6}", "theme": f"Theme {number % 12}", "idea": f"Idea {number}"}
        for number in range(10_000)
    ]
    told = run("import_ideas", write(sheet, rows), "--dry-run")
    assert told.splitlines()[-1].startswith("10018 to add, 0 to change, 0 unchanged.")
    assert not Area.objects.exists()
    run("import_ideas", write(sheet, rows[:300]))
    assert len(exported(sheet)) == 300
    assert run("import_ideas", sheet).startswith("0 to add, 0 to change, 318 unchanged.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_character_comes_through(sheet: Path, encoding: str) -> None:
    description = '<p>She said “no”, "never";<br/>in two lines, café — 数据, Ελλάδα</p>'
    new = {"area": "Données", "theme": "数据", "idea": "Zażółć", "idea_description": description}
    run("import_ideas", write(sheet, [new], encoding), "--publish")
    idea = Idea.objects.get()
    assert (idea.description, idea.statement) == (description, "Zażółć")
    assert (idea.theme.title, idea.theme.area.name) == ("数据", "Données")
    assert {key: value for key, value in exported(sheet)[0].items() if key in new} == new
    assert run("import_ideas", sheet, "--dry-run").startswith("0 to add, 0 to change")
