"""Where Wagtail shows or decides about versions, it says what changes in the questions."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.blocks import ContentBlock
from tests.factories import IdeaFactory, SectionPageFactory, feedback_form, make_user, redraft
from tests.factories.editor import editor_form, stream_data
from tests.ideas.admin import address
from tests.responses.actions import sign_in, store, was_refused
from tests.review.actions import decide_url, submit
from tests.snapshots.drafts import ASKED, asking, draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_portal")]

REWORDED = (asking("What did we forget?"), ASKED[1])
SENTENCE = "“What is missing?” now reads “What did we forget?”"
WARNING = (
    "2 responses were given to the earlier wording. Their answers will no longer be comparable."
)


@pytest.fixture
def page() -> Any:
    """Return a page with two answers, and a draft that rewords the question."""
    page = SectionPageFactory(blocks=[feedback_form(*ASKED)])
    for _ in range(2):
        store(page, what="Tools")
    draft(page, *REWORDED)
    page.refresh_from_db()
    return page


@pytest.fixture
def idea() -> Any:
    """Return an idea that two people judged, and a draft that rewords it."""
    idea = IdeaFactory(lead="", statement="What is missing?")
    form = feedback_form(asking("Judge", "judged", "idea_judgement", comments=False))
    asked = SectionPageFactory(blocks=[form])
    for _ in range(2):
        store(asked, judged={idea.code: {"true": "Agree"}})
    redraft(idea, statement="What did we forget?")
    return idea


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def compare_url(page: Page, old: object = "live", new: object = "latest") -> str:
    return reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old, new])


def shown(response: HttpResponse) -> str:
    """Return what a screen says about the questions, "" if nothing."""
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").select(".question-changes")
    assert len(found) < 2
    return " ".join(found[0].get_text(" ").split()) if found else ""


def shown_in_dialog(response: HttpResponse) -> str:
    assert response.status_code == 200
    found = BeautifulSoup(response.json()["html"], "html.parser").select_one(".question-changes")
    return " ".join(found.get_text(" ").split()) if found else ""


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_everybody_who_edits_a_page_is_told(page: Page, role: str) -> None:
    client = sign_in(role)
    for url in (edit_url(page), compare_url(page)):
        text = shown(client.get(url))
        assert WARNING in text
        assert f"{SENTENCE} 2 responses" in text


def test_everybody_who_edits_an_idea_is_told(idea: Any) -> None:
    client = sign_in("Editor")
    compare = address(type(idea), "revisions_compare", idea.pk, "live", "latest")
    for url in (address(type(idea), "edit", idea.pk), compare):
        text = shown(client.get(url))
        assert WARNING in text
        assert SENTENCE in text


def test_others_do_not_come_to_these_screens(client: Client, page: Page, idea: Any) -> None:
    urls = [edit_url(page), compare_url(page), address(type(idea), "edit", idea.pk)]
    analyst = sign_in("Analyst")
    for url in urls:
        assert was_refused(analyst.get(url))
        assert client.get(url)["Location"].startswith("/admin/login/")


def test_nothing_is_said_where_no_question_changes(idea: Any) -> None:
    page = SectionPageFactory(blocks=[feedback_form(*ASKED)])
    store(page, what="Tools")
    draft(page, *ASKED, title="Another title")
    client = sign_in("Editor")
    assert shown(client.get(edit_url(page))) == ""
    assert shown(client.get(compare_url(page))) == ""
    assert shown(client.get(edit_url(page.get_parent()))) == ""
    assert shown(client.get(address(type(idea.theme), "edit", idea.theme.pk))) == ""


def test_a_change_that_parts_no_answers_says_so() -> None:
    page = SectionPageFactory(blocks=[feedback_form(*ASKED)])
    store(page, what="Tools")
    draft(page, *ASKED, asking("And why?", "why"))
    text = shown(sign_in("Editor").get(edit_url(page)))
    assert "Earlier answers stay comparable with later ones." in text
    draft(page, ASKED[0])
    text = shown(sign_in("Editor", "other").get(edit_url(page)))
    assert "There are no answers to what changes." in text


def test_any_two_versions_are_compared(page: Page) -> None:
    first, second = page.live_revision_id, page.latest_revision_id
    third = draft(page, ASKED[0]).pk
    client = sign_in("Editor")
    assert SENTENCE in shown(client.get(compare_url(page, first, second)))
    assert "“What did we forget?” now reads" in shown(client.get(compare_url(page, second, third)))
    text = shown(client.get(compare_url(page, first, third)))
    assert text.endswith("Removed: “Used it?” (a single choice).")


def test_an_older_version_about_to_be_restored_is_compared_with_what_is_live(page: Page) -> None:
    revision = page.get_latest_revision()
    draft(page, *ASKED)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision.pk])
    client = sign_in("Editor")
    assert SENTENCE in shown(client.get(url))
    assert shown(client.get(edit_url(page))) == ""


def test_the_dialogue_to_approve_a_page_shows_them(page: Page) -> None:
    submit(make_user("Editor"), page)
    client = sign_in("Reviewer")
    assert WARNING in shown(client.get(edit_url(page)))
    text = shown_in_dialog(client.get(decide_url(page, "approve")))
    assert WARNING in text
    assert SENTENCE in text
    # To send it back, the effect on the answers does not matter.
    assert shown_in_dialog(client.get(decide_url(page, "reject"))) == ""


def test_the_dialogue_to_approve_an_idea_shows_them(idea: Any) -> None:
    submit(make_user("Editor"), idea)
    text = shown_in_dialog(sign_in("Reviewer").get(decide_url(idea, "approve")))
    assert WARNING in text
    assert SENTENCE in text


def test_the_dialog_still_takes_a_comment_and_a_decision(page: Page) -> None:
    submit(make_user("Editor"), page)
    client = sign_in("Reviewer")
    url = decide_url(page, "approve")
    dialog = BeautifulSoup(client.get(url).json()["html"], "html.parser")
    form = dialog.select_one("form")
    assert form is not None
    assert form["action"] == url
    assert form.select_one("textarea[name=comment]")
    before = page.specific.current_workflow_task_state.pk
    client.post(str(form["action"]), {"comment": "Fine"})
    page = Page.objects.get(pk=page.pk)
    assert page.current_workflow_task_state.pk != before


def test_a_draft_that_the_editor_saves_by_itself_brings_the_changes_up_to_date() -> None:
    page = SectionPageFactory(blocks=[feedback_form(*ASKED)])
    store(page, what="Tools")
    client = sign_in("Editor")
    assert shown(client.get(edit_url(page))) == ""
    (form,) = stream_data(page, "body")
    form["value"]["questions"][0]["value"]["label"] = "What did we forget?"
    saved = client.post(
        edit_url(page),
        editor_form(client, page, body=[form]),
        headers={"accept": "application/json"},
    )
    template = BeautifulSoup(saved.json()["html"], "html.parser").select_one(
        "template[data-w-teleport-target-value='#question-changes']"
    )
    assert template is not None
    assert SENTENCE in " ".join(template.get_text(" ").split())


def test_a_page_that_was_just_added_brings_nothing_where_there_is_no_place_for_it() -> None:
    page = SectionPageFactory(live=False)
    client = sign_in("Editor")
    saved = client.post(
        edit_url(page), editor_form(client, page), headers={"accept": "application/json"}
    )
    assert "#question-changes" not in saved.json()["html"]


def test_versions_made_by_programs_are_compared_question_by_question() -> None:
    """Without ids of their own, the questions of two versions would have none in common."""
    page = SectionPageFactory(blocks=[{**feedback_form(*ASKED), "id": "the-form"}])
    page.body = ContentBlock().to_python([{**feedback_form(*REWORDED[::-1]), "id": "the-form"}])
    page.save_revision()
    response = sign_in("Editor").get(compare_url(page))
    table = BeautifulSoup(response.content, "html.parser").select_one("table.listing")
    assert table is not None
    assert not table.select(".comparison__child-object.addition")
    labels = [" ".join(each.get_text(" ").split()) for each in table.select("dd:has(> span)")]
    assert "What is missing? did we forget?" in labels


@pytest.mark.parametrize("screen", [edit_url, compare_url])
def test_more_questions_and_answers_take_no_more_queries(page: Page, screen: Any) -> None:
    client = sign_in("Reviewer")

    def queries() -> int:
        client.get(screen(page))
        with CaptureQueriesContext(connection) as captured:
            assert SENTENCE in shown(client.get(screen(page)))
        return len(captured)

    with_few = queries()
    for _ in range(8):
        store(page, what="Tools")
    draft(page, *REWORDED, *(asking(f"New {n}?", f"new_{n}") for n in range(9)))
    assert queries() == with_few
