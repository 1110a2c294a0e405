"""A form or a question from the library is added to a page's draft."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.feedback.answer_options import AnswerOptions
from tests.factories import (
    ConsultationPageFactory,
    IdeaSetFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    question,
    site_home,
)
from tests.factories.editor import editor_form
from tests.library.actions import (
    add,
    add_url,
    draft_of,
    form_of,
    keys_of,
    make_entry,
    messages_of,
)
from tests.releases.actions import change, fresh, submit

pytestmark = pytest.mark.django_db

CONSENT = question("consent", "publish", "You may publish it", quoting=True)
SUMMARY = question("short_text", "summary", "In short")


def test_a_form_goes_to_the_end_of_the_draft(editor: Client) -> None:
    heading = {"type": "heading", "value": {"text": "First", "level": "h2"}}
    page = SectionPageFactory(blocks=[heading])
    response = add(editor, page, make_entry(), follow=False)
    body = draft_of(page).body
    assert [block.block_type for block in body] == ["heading", "feedback_form"]
    assert response.url == f"/admin/pages/{page.pk}/edit/#block-{body[1].id}-section"
    assert keys_of(page) == ["reflection", "summary", "details", "role", "organisation", "email"]
    # Readers see it once it has been reviewed.
    assert fresh(page).feedback_block() is None
    version = fresh(page).latest_revision
    assert version.user.username == "edith"
    assert "was added to the draft" in messages_of(editor.get(response.url))


def test_the_draft_can_be_saved_in_the_editor_as_it_is(editor: Client) -> None:
    page = SectionPageFactory()
    add(editor, page, make_entry())
    before = form_of(page)
    response = editor.post(f"/admin/pages/{page.pk}/edit/", editor_form(editor, page))
    assert response.status_code == 302
    after = form_of(page)
    assert after.id == before.id
    first, second = (each.block.definition(each.value, AnswerOptions()) for each in (before, after))
    assert first == second


def test_a_question_goes_to_the_end_of_the_page_s_form(editor: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(SUMMARY)])
    entry = make_entry(block=question("rating", "clear", low_label="No", high_label="Yes"))
    response = add(editor, page, entry, follow=False)
    questions = form_of(page).value["questions"]
    assert [each.block_type for each in questions] == ["short_text", "rating"]
    assert response.url.endswith(f"#block-{questions[1].id}-section")


def test_a_question_brings_a_form_to_a_page_without_one(editor: Client) -> None:
    page = SectionPageFactory()
    add(editor, page, make_entry(block=SUMMARY))
    assert keys_of(page) == ["summary"]
    assert form_of(page).value["heading"] == "Page feedback"


def test_keys_stay_unique_within_the_form(editor: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(SUMMARY)])
    entry = make_entry(block=SUMMARY)
    add(editor, page, entry)
    add(editor, page, entry)
    assert keys_of(page) == ["summary", "in_short", "in_short_2"]
    ids = [each.id for each in form_of(page).value["questions"]]
    assert len(set(ids)) == 3


@pytest.mark.parametrize(
    ("form", "block", "reason"),
    [
        (feedback_form(SUMMARY), feedback_form(), "This page already has a form"),
        (
            feedback_form(question("role", "role")),
            question("role", "who"),
            "The form already has a question of this kind (Role)",
        ),
        (feedback_form(CONSENT), CONSENT, "already has a question for consent to publish"),
    ],
)
def test_what_the_form_cannot_take_is_refused_with_the_reason(
    editor: Client, form: dict[str, Any], block: dict[str, Any], reason: str
) -> None:
    page = SectionPageFactory(blocks=[form])
    entry = make_entry(block=block)
    html = BeautifulSoup(editor.get(add_url(page)).content, "html.parser")
    assert reason in html.get_text()
    assert html.select("button[name=entry]") == []
    before = fresh(page).latest_revision_id
    assert reason in messages_of(add(editor, page, entry))
    assert fresh(page).latest_revision_id == before


@pytest.mark.parametrize("role", ["Editor", "Publisher", "Administrator"])
def test_a_page_in_review_is_refused(client: Client, role: str) -> None:
    client.force_login(make_user(role))
    page = SectionPageFactory()
    change(page, summary="Other words")
    submit(page)
    before = fresh(page).latest_revision_id
    for response in (client.get(add_url(page), follow=True), add(client, page, make_entry())):
        assert response.redirect_chain[-1][0] == f"/admin/pages/{page.pk}/edit/"
        assert "is in review" in messages_of(response)
    assert fresh(page).latest_revision_id == before


def test_a_locked_page_is_refused(editor: Client) -> None:
    page = SectionPageFactory()
    page.locked, page.locked_by = True, make_user("Publisher")
    page.save()
    response = add(editor, page, make_entry())
    assert "was locked" in messages_of(response) or "is locked" in messages_of(response)
    assert draft_of(page).feedback_block() is None


def test_an_alias_is_refused(editor: Client) -> None:
    alias = SectionPageFactory().create_alias(update_slug="alias")
    assert "is an alias" in messages_of(add(editor, alias, make_entry()))


def test_what_others_wrote_is_kept(editor: Client) -> None:
    page = SectionPageFactory()
    change(page, summary="Other words")
    add(editor, page, make_entry())
    assert draft_of(page).summary == "Other words"


def test_roles_and_reflections_are_those_of_the_consultation_it_is_put_into(
    client: Client,
) -> None:
    client.force_login(make_user("superuser"))
    consultation = ConsultationPageFactory(
        roles=[("option", "Cook")], reflections=[("option", "Too hot")]
    )
    page = SectionPageFactory(parent=consultation)
    add(client, page, make_entry())
    draft_of(page).save_revision().publish()
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    for name, own in (("role", "Cook"), ("reflection", "Too hot")):
        assert [each["value"] for each in html.select(f"select[name={name}] option")] == ["", own]
    response = answer(Client(), fresh(page), summary="It is good", role="Cook")
    assert response.role == "Cook"


def test_every_type_of_page_takes_it(editor: Client) -> None:
    for page in (site_home(), ConsultationPageFactory()):
        add(editor, page, make_entry(f"For {page.pk}", SUMMARY))
        assert keys_of(page) == ["summary"]


def test_the_list_is_searched_and_shows_what_is_asked(editor: Client) -> None:
    page = SectionPageFactory()
    make_entry("Parks", question("rating", "q", "How green?", low_label="No", high_label="Yes"))
    make_entry("Buses", question("long_text", "q", "How late?", required=True))

    def shown(query: str) -> list[str]:
        html = BeautifulSoup(editor.get(add_url(page), {"q": query}).content, "html.parser")
        return [each.get_text() for each in html.select(".library-entry h2")]

    assert shown("") == ["Buses", "Parks"]
    assert shown("green") == ["Parks"]
    assert shown("BUS") == ["Buses"]
    assert shown("%") == []
    html = editor.get(add_url(page), {"q": "nothing"}).content.decode()
    assert "The library has nothing with “nothing”." in html
    assert "How late? (Long text, required)" in editor.get(add_url(page)).content.decode()


def test_its_editor_links_to_both_screens(editor: Client) -> None:
    page = SectionPageFactory()
    html = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Add from the question library" in html
    assert "Save to the question library" not in html
    add(editor, page, make_entry())
    html = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "Save to the question library" in html


def test_a_reviewer_sees_neither(client: Client) -> None:
    client.force_login(make_user("Reviewer"))
    page = SectionPageFactory(blocks=[feedback_form()])
    html = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "question library" not in html


def test_an_entry_that_is_gone_is_not_found(editor: Client) -> None:
    page = SectionPageFactory()
    for entry in ("999999", "x", ""):
        assert editor.post(add_url(page), {"entry": entry}).status_code == 404


@pytest.mark.parametrize(
    ("has_ideas", "told"), [(True, "all ideas of this consultation"), (False, "has no idea set")]
)
def test_which_ideas_are_asked_about_is_said(editor: Client, has_ideas: bool, told: str) -> None:
    consultation = ConsultationPageFactory(idea_set=IdeaSetFactory() if has_ideas else None)
    page = SectionPageFactory(parent=consultation)
    entry = make_entry(block=question("idea_picks", "picks"))
    assert told in messages_of(add(editor, page, entry))
