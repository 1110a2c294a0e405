"""A form or a question of a page's draft is saved to the question library."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.pages.library.models import LibraryEntry, LibraryUse
from tests.factories import (
    AreaFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    question,
)
from tests.library.actions import form_of, messages_of, save, save_url
from tests.releases.actions import change

pytestmark = pytest.mark.django_db

FORM = feedback_form(
    question("role", "role", "Your role"),
    question("single_choice", "often", "How often?", options=["Daily", "Never"], required=True),
)


def test_the_screen_offers_the_form_and_each_question(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    html = BeautifulSoup(editor.get(save_url(page)).content, "html.parser")
    offered = [" ".join(label.get_text().split()) for label in html.select("#id_block label")]
    assert offered == [
        "The whole form “Page feedback”",
        "“Your role” (Role)",
        "“How often?” (Single choice)",
    ]


def test_a_whole_form_is_saved(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    response = save(editor, page, name="Page form", description="For parks")
    assert response.url == f"/admin/pages/{page.pk}/edit/"
    entry = LibraryEntry.objects.get()
    assert (entry.name, entry.description, entry.kind) == ("Page form", "For parks", "form")
    assert entry.kind_in_words == "Form with 2 questions"
    assert entry.words == "Your role\nHow often?"
    assert entry.saved_by.username == "edith"
    assert entry.block.value["button_text"] == "Submit feedback"


def test_a_question_is_saved_as_it_is_asked(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    save(editor, page, 2)
    entry = LibraryEntry.objects.get()
    assert (entry.kind, entry.kind_in_words) == ("question", "Single choice")
    value = entry.block.value
    assert (value["key"], value["required"], list(value["options"])) == (
        "often",
        True,
        ["Daily", "Never"],
    )


def test_the_newest_draft_is_saved_not_what_is_live(editor: Client) -> None:
    page = SectionPageFactory()
    change(page, body=[("feedback_form", form_value("New words"))])
    save(editor, page, 1)
    assert LibraryEntry.objects.get().words == "New words"
    use = LibraryUse.objects.get()
    assert (use.page_id, use.is_live, use.in_draft) == (page.pk, False, True)


def form_value(label: str) -> dict:
    return feedback_form(question("long_text", "words", label))["value"]


def test_later_changes_of_the_page_do_not_change_it(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    save(editor, page)
    change(page, body=[("feedback_form", form_value("Other words"))])
    assert LibraryEntry.objects.get().words == "Your role\nHow often?"


def test_a_page_without_a_form_says_so(editor: Client) -> None:
    html = editor.get(save_url(SectionPageFactory())).content.decode()
    assert "This page has no form." in html


def test_a_name_can_be_used_once_and_something_has_to_be_chosen(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    save(editor, page, name="Mine")
    again = save(editor, page, name="Mine")
    assert "The library already has this name." in again.content.decode()
    empty = editor.post(save_url(page), {"name": "Other"})
    assert "Select the form or a question" in empty.content.decode()
    assert LibraryEntry.objects.count() == 1


def test_an_unfinished_question_is_refused(editor: Client) -> None:
    page = SectionPageFactory()
    unfinished = feedback_form(question("single_choice", "q", options=[""]))
    change(page, body=[("feedback_form", unfinished["value"])])
    assert list(form_of(page).value["questions"][0].value["options"]) == [""]
    response = save(editor, page, 1)
    assert "This is not finished." in response.content.decode()
    assert not LibraryEntry.objects.exists()


def test_chosen_ideas_are_left_out_and_the_editor_is_told(editor: Client) -> None:
    theme = ThemeFactory(area=AreaFactory())
    idea = IdeaFactory(theme=theme)
    asked = [
        question("idea_picks", "picks", "Which?", ideas=[idea.pk], theme=theme.pk),
        question(
            "idea_scoring",
            "scores",
            "How good?",
            area=theme.area_id,
            idea_set=theme.area.idea_set_id,
        ),
    ]
    page = SectionPageFactory(blocks=[feedback_form(*asked)])
    response = save(editor, page)
    picks, scores = (each.value for each in LibraryEntry.objects.get().questions)
    assert (picks["area"], picks["theme"], list(picks["ideas"])) == (None, None, [])
    assert (scores["area"], scores["idea_set"]) == (None, None)
    assert "were left out" in messages_of(editor.get(response.url))
    # The page still asks about its own.
    assert form_of(page).value["questions"][0].value["theme"] == theme
