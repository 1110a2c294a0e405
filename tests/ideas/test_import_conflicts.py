"""An import and what others do meanwhile: newer drafts, locks, reviews, schedules."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import registry

from ideas.models import Area, Idea, Theme
from tests.factories import IdeaFactory, ThemeFactory, idea_tree, make_user, redraft, reword

from .spreadsheets import Row, everything, exported, refusal, run, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "ideas.csv"


def changed(sheet: Path, **cells: str) -> list[Row]:
    """Export, and change the first row by hand."""
    rows = exported(sheet)
    rows[0].update(cells)
    write(sheet, rows)
    return rows


def redrafted_by_ann(idea: Idea) -> None:
    ann = make_user("Editor", username="ann", first_name="Ann", last_name="Other")
    draft = idea.get_latest_revision_as_object()
    draft.public_note = "A note of Ann’s"
    draft.save_revision(user=ann)


def published_by_the_server(idea: Idea) -> None:
    reword(idea, public_note="A note of others")


def test_a_draft_newer_than_the_file_stays_unless_requested(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    changed(sheet, idea="words of the sheet")
    redrafted_by_ann(idea)
    (reason,) = refusal(sheet)
    assert reason.startswith("Row 2: “Share old words” was changed by Ann Other on ")
    assert "after this spreadsheet was exported. Export again" in reason
    told = run("import_ideas", sheet, "--replace-newer")
    assert "Replaces the newer draft by Ann Other on " in told
    draft = Idea.objects.get().get_latest_revision_as_object()
    assert (draft.statement, draft.public_note) == ("words of the sheet", "")
    # The replaced draft can be looked up, and gone back to.
    assert idea.revisions.order_by("-pk")[1].as_object().public_note == "A note of Ann’s"


def test_what_was_published_since_is_not_taken_back_in_silence(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    changed(sheet, idea="words of the sheet")
    published_by_the_server(idea)
    (reason,) = refusal(sheet)
    assert "was changed by the server on " in reason
    run("import_ideas", sheet, "--replace-newer")
    idea.refresh_from_db()
    assert (idea.statement, idea.public_note) == ("old words", "A note of others")


@pytest.mark.parametrize("column", ["idea_note", "theme_summary", "area_summary"])
def test_items_that_the_file_does_not_change_may_have_newer_drafts(
    sheet: Path, column: str
) -> None:
    ideas = [IdeaFactory() for _ in range(2)]
    rows = exported(sheet)
    rows[1][column] = "Changed by hand"
    redraft(ideas[0], public_note="")
    run("import_ideas", write(sheet, rows))
    assert (
        sum(item.has_unpublished_changes for kind in (Area, Theme, Idea) for item in _all(kind))
        == 2
    )


def _all(model: type) -> list[Any]:
    return list(model.objects.all())  # type: ignore[attr-defined]


def test_the_drafts_in_a_file_may_be_changed_by_it(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    redrafted_by_ann(idea)
    changed(sheet, idea="words of the sheet")
    run("import_ideas", sheet)
    draft = Idea.objects.get().get_latest_revision_as_object()
    assert (draft.statement, draft.public_note) == ("words of the sheet", "A note of Ann’s")


def test_a_file_made_by_hand_replaces_no_unpublished_draft(sheet: Path) -> None:
    idea = IdeaFactory(statement="old words")
    row = {
        "area": idea.theme.area.name,
        "theme": idea.theme.title,
        "idea_code": idea.code,
        "idea": "words by hand",
    }
    write(sheet, [row])
    redrafted_by_ann(idea)
    (reason,) = refusal(sheet)
    assert "was changed by Ann Other on " in reason
    assert "and that draft is not yet published" in reason
    idea.get_latest_revision().publish()
    run("import_ideas", sheet)
    assert Idea.objects.get().get_latest_revision_as_object().statement == "words by hand"


def locked(idea: Idea) -> None:
    Idea.objects.filter(pk=idea.pk).update(locked=True, locked_at=timezone.now())


def in_review(idea: Idea) -> None:
    call_command("setup_portal")
    redraft(idea, public_note="For review")
    idea.refresh_from_db()
    idea.get_workflow().start(idea, make_user("Editor"))


def scheduled(idea: Idea) -> None:
    draft = idea.get_latest_revision_as_object()
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision().publish()


@pytest.mark.parametrize(
    ("hold", "said"),
    [
        (locked, "is locked. Unlock it first."),
        (in_review, "is in review. Decide about that first."),
        (scheduled, "is scheduled for publication. Cancel that first."),
    ],
)
def test_what_is_held_is_not_changed(sheet: Path, hold: Any, said: str) -> None:
    idea, other = IdeaFactory(), IdeaFactory()
    hold(idea)
    changed(sheet, idea="words of the sheet")
    for options in ([], ["--replace-newer"], ["--publish"]):
        (reason,) = refusal(sheet, *options)
        assert reason == f"Row 2: “{idea}” {said}"
    rows = exported(sheet)
    rows[1]["idea"] = "words of the sheet"
    run("import_ideas", write(sheet, rows))
    assert other.revisions.count() == 2


def test_an_import_publishes_nothing_unless_it_is_asked(sheet: Path) -> None:
    public, draft = IdeaFactory(), IdeaFactory(live=False)
    rows = exported(sheet)
    for row in rows:
        row["idea"] = f"{row['idea']} anew"
    write(sheet, [*rows, {"area": "New", "theme": "New", "idea": "New"}])
    run("import_ideas", sheet)
    for idea in (public, draft):
        before = idea.statement
        idea.refresh_from_db()
        assert idea.statement == before
    assert [idea.live for idea in Idea.objects.order_by("pk")] == [True, False, False]
    assert not Area.objects.get(name="New").live
    assert not Theme.objects.get(title="New").live


def test_an_import_deletes_and_moves_nothing_that_it_does_not_name(sheet: Path) -> None:
    idea_tree(2, 2, 2)
    rows = exported(sheet)
    before = everything()
    run("import_ideas", write(sheet, rows[:1]))
    run("import_ideas", write(sheet, reversed(rows)))
    assert everything() == before


def test_columns_that_are_not_there_change_nothing(sheet: Path) -> None:
    idea = IdeaFactory(description="<p>At length</p>", public_note="A note")
    row = {"area": idea.theme.area.name, "theme": idea.theme.title, "idea": idea.statement}
    assert run("import_ideas", write(sheet, [row])).startswith("0 to add, 0 to change, 3 unchanged")


def test_an_empty_cell_empties_what_may_be_empty(sheet: Path) -> None:
    IdeaFactory(description="<p>At length</p>", public_note="A note")
    changed(sheet, idea_description="", idea_note="", idea_status="", area_colour="", idea="")
    told = run("import_ideas", sheet)
    assert "    description: “At length” → “”\n    public note: “A note” → “”\n" in told
    draft = Idea.objects.get().get_latest_revision_as_object()
    assert (draft.description, draft.public_note, draft.status) == ("", "", "proposed")
    assert draft.statement


def test_the_history_tells_who_and_when(sheet: Path) -> None:
    idea = IdeaFactory()
    rows = changed(sheet, idea="words of the sheet")
    run("import_ideas", write(sheet, [*rows, rows[0] | {"idea_code": "", "idea": "another"}]))
    actions = {
        item.statement: [entry.action for entry in registry.get_logs_for_instance(item)]
        for item in Idea.objects.all()
    }
    assert actions["another"] == ["wagtail.create"]
    assert actions[idea.statement][0] == "wagtail.edit"


def test_a_code_from_another_portal_is_kept(sheet: Path) -> None:
    row = {"area": "A", "theme": "B", "idea": "C", "idea_code": "kept", "theme_code": "too"}
    run("import_ideas", write(sheet, [row]))
    idea = Idea.objects.get()
    assert (idea.code, idea.theme.code) == ("kept", "too")
    assert run("import_ideas", sheet).startswith("0 to add, 0 to change, 3 unchanged")


def test_words_refer_first_to_items_of_the_file_itself(sheet: Path) -> None:
    """A renamed area, and ideas added to it by its new name."""
    theme = IdeaFactory().theme
    rows = changed(sheet, area="Renamed")
    new = {"area": "Renamed", "theme": theme.title, "idea": "added"}
    run("import_ideas", write(sheet, [*rows, new]))
    assert (Area.objects.count(), Theme.objects.count(), Idea.objects.count()) == (1, 1, 2)


def test_looking_costs_no_more_queries_for_ten_than_for_one(sheet: Path) -> None:
    def queries() -> int:
        rows = exported(sheet)
        for row in rows:
            row["idea"] = f"{row['idea']} anew"
        write(sheet, rows)
        with CaptureQueriesContext(connection) as captured:
            run("import_ideas", sheet, "--dry-run")
        return len(captured)

    theme = ThemeFactory()
    IdeaFactory(theme=theme)
    redraft(theme, summary="Draft")
    one = queries()
    for idea in IdeaFactory.create_batch(9, theme=theme):
        redraft(idea, public_note="Draft")
    assert queries() == one
