"""What the page editor refuses in a form's questions, with the message on the field concerned."""

from typing import Any

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, question
from tests.factories.editor import edit_page, stream_errors

pytestmark = pytest.mark.django_db

SUMMARY = question("short_text", "summary")


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory()


def refusal(client: Client, page: SectionPage, *questions: dict[str, Any]) -> dict[str, str]:
    """Return the messages for a form with these questions, by place under "questions"."""
    errors = stream_errors(edit_page(client, page, body=[feedback_form(*questions)]))
    assert not SectionPage.objects.get(pk=page.pk).body, "It was stored nevertheless"
    return {place.removeprefix("0/questions/"): message for place, message in errors.items()}


def test_two_questions_with_one_key(publisher: Client, page: SectionPage) -> None:
    errors = refusal(publisher, page, SUMMARY, question("date", "when"), SUMMARY)
    assert list(errors) == ["2/key"]
    assert "“summary”" in errors["2/key"]


@pytest.mark.parametrize("key", ["form_token", "further_notes", "csrfmiddlewaretoken"])
def test_a_key_that_the_form_needs_itself(publisher: Client, page: SectionPage, key: str) -> None:
    errors = refusal(publisher, page, SUMMARY, question("short_text", key))
    assert errors == {"1/key": "The form itself uses this key. Enter a different one."}


@pytest.mark.parametrize("key", ["Summary", "1st", "two words", "naïve", "a-b", "_a", "a.b"])
def test_a_malformed_key(publisher: Client, page: SectionPage, key: str) -> None:
    errors = refusal(publisher, page, question("short_text", key))
    assert list(errors) == ["0/key"]
    assert "small letters, digits and underscores" in errors["0/key"]


@pytest.mark.parametrize("kind", ["single_choice", "several_choices"])
def test_a_choice_without_options(publisher: Client, page: SectionPage, kind: str) -> None:
    assert refusal(publisher, page, question(kind, "choice", options=[])) == {
        "0/options": "Add at least one option."
    }


@pytest.mark.parametrize("kind", ["single_choice", "several_choices"])
@pytest.mark.parametrize("again", ["Yes", "yes", " Yes "])
def test_an_option_twice(publisher: Client, page: SectionPage, kind: str, again: str) -> None:
    errors = refusal(publisher, page, question(kind, "choice", options=["Yes", "No", again]))
    assert errors == {"0/options/2": "This option is already in the list."}


def test_an_empty_option(publisher: Client, page: SectionPage) -> None:
    errors = refusal(publisher, page, question("single_choice", "choice", options=["Yes", ""]))
    assert errors == {"0/options/1": "This field is required."}


@pytest.mark.parametrize(
    ("kind", "limits", "place"),
    [
        ("short_text", {"minimum_characters": 10, "maximum_characters": 5}, "maximum_characters"),
        ("short_text", {"minimum_characters": 0}, "minimum_characters"),
        ("long_text", {"limit": 0}, "limit"),
        ("number", {"minimum": 10, "maximum": 5}, "maximum"),
        ("number", {"minimum": 1.2, "maximum": 1.8, "whole": True}, "maximum"),
        ("rating", {"points": 1, "low_label": "Low", "high_label": "High"}, "points"),
        ("rating", {"points": 11, "low_label": "Low", "high_label": "High"}, "points"),
    ],
)
def test_limits_that_no_answer_can_meet(
    publisher: Client, page: SectionPage, kind: str, limits: dict[str, Any], place: str
) -> None:
    errors = refusal(publisher, page, SUMMARY, question(kind, "limited", **limits))
    assert list(errors) == [f"1/{place}"]


def test_a_scale_without_names_for_its_ends(publisher: Client, page: SectionPage) -> None:
    errors = refusal(publisher, page, question("rating", "useful"))
    assert set(errors) == {"0/low_label", "0/high_label"}


def test_a_question_without_words(publisher: Client, page: SectionPage) -> None:
    errors = refusal(publisher, page, {"type": "date", "value": {"label": "", "key": "when"}})
    assert errors == {"0/label": "This field is required."}


@pytest.mark.parametrize("kind", ["role", "reflection"])
def test_two_questions_from_one_list(publisher: Client, page: SectionPage, kind: str) -> None:
    errors = refusal(publisher, page, question(kind, "one"), question(kind, "two"))
    assert list(errors) == ["0/questions"]
    assert "maximum" in errors["0/questions"]


def test_a_form_without_questions(publisher: Client, page: SectionPage) -> None:
    form = feedback_form()
    form["value"]["questions"] = []
    errors = stream_errors(edit_page(publisher, page, body=[form]))
    assert errors == {"0/questions": "This field is required."}


@pytest.mark.parametrize("field", ["roles", "reflections"])
def test_an_answer_twice_in_the_lists_of_a_consultation(publisher: Client, field: str) -> None:
    consultation = ConsultationPageFactory()
    answers = [{"type": "option", "value": text} for text in ("One", "Two", "ONE")]
    errors = stream_errors(edit_page(publisher, consultation, **{field: answers}), field)
    assert errors == {"2": "This option is already in the list."}


@pytest.mark.parametrize("field", ["roles", "reflections"])
def test_a_list_of_a_consultation_without_answers(publisher: Client, field: str) -> None:
    errors = stream_errors(edit_page(publisher, ConsultationPageFactory(), **{field: []}), field)
    assert list(errors) == [""]


def test_every_type_of_question_is_taken_as_it_is_meant(
    publisher: Client, client: Client, page: SectionPage
) -> None:
    questions = [
        question("short_text", "a", minimum_characters=2, maximum_characters=9),
        question("long_text", "b", limit=20, limit_unit="characters"),
        question("single_choice", "c", options=["Yes", "No"], display="select"),
        question("several_choices", "d", options=["Tea", "Milk"]),
        question("rating", "e", points=4, low_label="Low", high_label="High"),
        question("number", "f", minimum=1, maximum=5),
        question("date", "g"),
        question("email", "h"),
        question("consent", "i", required=True),
        question("role", "j"),
        question("reflection", "k"),
    ]
    assert edit_page(publisher, page, body=[feedback_form(*questions)]).status_code == 302
    html = client.get(page.url).content.decode()
    for each in questions:
        assert f'name="{each["value"]["key"]}"' in html
