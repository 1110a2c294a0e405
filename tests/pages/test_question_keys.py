"""The key of a question: made from its wording once, and kept when the wording changes."""

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form, question
from tests.factories.editor import edit_page, stream_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory()


def wordings(page: SectionPage) -> list[tuple[str, str]]:
    """Return (key, label) of the page's published questions in their order."""
    live = SectionPage.objects.get(pk=page.pk)
    definition = live.feedback_definition()
    assert definition is not None
    return [(each.key, each.label) for each in definition.questions]


def keys_for(client: Client, page: SectionPage, *labels: str) -> list[str]:
    """Return the keys that questions without a key are given in the editor."""
    questions = [question("short_text", "", label) for label in labels]
    assert edit_page(client, page, body=[feedback_form(*questions)]).status_code == 302
    return [key for key, _ in wordings(page)]


def test_a_question_without_a_key_is_given_one_from_its_wording(
    publisher: Client, page: SectionPage
) -> None:
    assert keys_for(publisher, page, "What would help you most?") == ["what_would_help_you_most"]


def test_questions_with_one_wording_are_given_different_keys(
    publisher: Client, page: SectionPage
) -> None:
    assert keys_for(publisher, page, "Why?", "Why?", "Why?") == ["why", "why_2", "why_3"]


def test_a_made_key_avoids_one_that_an_editor_chose(publisher: Client, page: SectionPage) -> None:
    questions = [question("short_text", "", "Why?"), question("date", "why", "When?")]
    edit_page(publisher, page, body=[feedback_form(*questions)])
    assert [key for key, _ in wordings(page)] == ["why_2", "why"]


@pytest.mark.parametrize(
    "label",
    [
        "2026 plans",
        "???",
        "Форма",
        "日本語",
        "Form key",
        "Further notes",
        "A " + "very " * 30 + "long one",
    ],
)
def test_any_wording_makes_a_good_key(publisher: Client, page: SectionPage, label: str) -> None:
    first, second = keys_for(publisher, page, label, label)
    assert first != second
    # What the editor made itself, the editor takes again.
    assert edit_page(publisher, page).status_code == 302


def test_a_key_survives_new_words_and_a_new_place(publisher: Client, page: SectionPage) -> None:
    keys_for(publisher, page, "Your view", "Your reason")
    body = stream_data(page, "body")
    questions = body[0]["value"]["questions"]
    questions.reverse()
    questions[1]["value"]["label"] = "What do you think?"
    assert edit_page(publisher, page, body=body).status_code == 302
    assert wordings(page) == [("your_reason", "Your reason"), ("your_view", "What do you think?")]


def test_a_key_survives_a_question_put_before_it_in_the_same_words(
    publisher: Client, page: SectionPage
) -> None:
    keys_for(publisher, page, "Your view")
    body = stream_data(page, "body")
    body[0]["value"]["questions"].insert(0, question("long_text", "", "Your view"))
    assert edit_page(publisher, page, body=body).status_code == 302
    assert [key for key, _ in wordings(page)] == ["your_view_2", "your_view"]


def test_a_key_is_made_when_a_draft_is_saved_and_stays_on_publishing(
    publisher: Client, page: SectionPage
) -> None:
    form = feedback_form(question("short_text", "", "Your view"))
    edit_page(publisher, page, action="", body=[form])
    body = stream_data(page, "body")
    assert body[0]["value"]["questions"][0]["value"]["key"] == "your_view"
    body[0]["value"]["questions"][0]["value"]["label"] = "Your opinion"
    edit_page(publisher, page, body=body)
    assert wordings(page) == [("your_view", "Your opinion")]
