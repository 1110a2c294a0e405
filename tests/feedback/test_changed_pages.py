"""What editors do to a page while someone writes: the text comes back, or is stored as meant."""

from typing import Any

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from ideas.deletion import on_purpose
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.factories.answers import hidden_fields
from tests.feedback.screens import error_summary, screen, shown_value, submitted_texts

pytestmark = pytest.mark.django_db

SUMMARY = question("short_text", "summary", "Brief summary", required=True)
DETAILS = question("long_text", "details", "All the details")
WRITTEN = {"summary": "In short", "details": "At\nlength  "}


def colours(*options: str) -> dict[str, Any]:
    return question("single_choice", "colour", "Which colour?", options=list(options))


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form(SUMMARY, DETAILS)])


def publish(page: SectionPage, *questions: dict[str, Any]) -> None:
    """Publish the page with other questions; with none, without a form."""
    blocks = [feedback_form(*questions)] if questions else []
    page.body = page.body.stream_block.to_python(blocks)
    page.save_revision().publish()


def test_a_page_unpublished_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    page.unpublish()
    response = post_answer(client, page, fields)
    assert response.status_code == 404
    assert list(submitted_texts(response).values()) == list(WRITTEN.values())
    assert page.title not in response.content.decode()


def test_a_page_deleted_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    page_id = page.pk
    with on_purpose("Behind the admin’s back"):
        page.delete()
    page.pk = page_id
    response = post_answer(client, page, fields)
    assert response.status_code == 404
    assert list(submitted_texts(response).values()) == list(WRITTEN.values())


def test_a_page_moved_and_renamed_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    page.move(SectionPageFactory(), pos="last-child")
    page = SectionPage.objects.get(pk=page.pk)
    page.slug = "elsewhere"
    page.save_revision().publish()
    assert post_answer(client, page, fields).status_code == 303
    assert Response.objects.get().form_data == WRITTEN


def test_the_form_removed_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    publish(page)
    response = post_answer(client, page, fields)
    assert response.status_code == 409
    assert list(submitted_texts(response).values()) == list(WRITTEN.values())
    assert screen(response).select_one(f"main a[href='{page.url}']")
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "now", [[SUMMARY], [SUMMARY, question("long_text", "more", "All the details")]]
)
def test_a_question_removed_or_given_another_key_meanwhile(
    client: Client, page: SectionPage, now: list[dict[str, Any]]
) -> None:
    fields = open_form(client, page) | WRITTEN
    publish(page, *now)
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert submitted_texts(response) == {"All the details": "At\nlength  "}
    assert shown_value(response, "summary") == "In short"
    assert "A question was removed while you were writing" in response.content.decode()
    assert not Response.objects.exists()
    # What is left goes through with the form that came back.
    again = hidden_fields(response.content) | {"summary": "In short, and at length"}
    assert post_answer(client, page, again).status_code == 303
    record = Response.objects.get()
    assert record.form_data == {"summary": "In short, and at length"}
    assert [each.key for each in record.form_version.definition.questions] == [
        each["value"]["key"] for each in now
    ]


def test_a_removed_question_that_was_left_open_stops_no_one(
    client: Client, page: SectionPage
) -> None:
    fields = open_form(client, page) | {"summary": "In short", "details": " \r\n "}
    publish(page, SUMMARY)
    assert post_answer(client, page, fields).status_code == 303


def test_a_text_question_turned_into_a_choice_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    publish(page, SUMMARY, question("single_choice", "details", options=["Yes", "No"]))
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert submitted_texts(response) == {"All the details": "At\nlength  "}


def test_an_option_removed_meanwhile(client: Client, page: SectionPage) -> None:
    publish(page, DETAILS, colours("Red", "Green"))
    fields = open_form(client, page) | {"details": "At\nlength  ", "colour": "Green"}
    publish(page, DETAILS, colours("Red", "Blue"))
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert error_summary(response) == {
        "id_colour_0": "You had chosen “Green”, which has been reworded or is no longer offered. "
        "Check your answer to “Which colour?”."
    }
    assert shown_value(response, "details") == "At\nlength  "
    again = hidden_fields(response.content) | {"colour": "Blue"}
    assert post_answer(client, page, again).status_code == 303


def test_an_option_removed_that_was_not_chosen(client: Client, page: SectionPage) -> None:
    publish(page, colours("Red", "Green"))
    fields = open_form(client, page) | {"colour": "Red"}
    publish(page, colours("Red", "Blue"))
    assert post_answer(client, page, fields).status_code == 303
    options = Response.objects.get().form_version.definition.questions[0].options
    assert options == ("Red", "Green")


def test_a_required_question_added_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    publish(page, SUMMARY, DETAILS, question("short_text", "new", "A new one", required=True))
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert error_summary(response) == {"id_new": "Enter an answer to “A new one”"}
    assert shown_value(response, "details") == "At\nlength  "


def test_questions_put_in_another_order_meanwhile(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | WRITTEN
    publish(page, DETAILS, SUMMARY)
    assert post_answer(client, page, fields).status_code == 303
    record = Response.objects.get()
    assert record.form_data == WRITTEN
    assert [each.key for each in record.form_version.definition.questions] == ["summary", "details"]
