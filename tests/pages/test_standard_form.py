"""The page feedback form, with the answer lists of the consultation that it is put into."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from consultation.pages.models import ConsultationPage
from tests.factories import SectionPageFactory, feedback_form

pytestmark = [pytest.mark.django_db]

ROLE = "Local authority leadership"


@pytest.fixture
def form(client: Client) -> Tag:
    page = SectionPageFactory(blocks=[feedback_form()])
    shown = BeautifulSoup(client.get(page.url).content, "html.parser").select_one("#feedback form")
    assert shown is not None
    return shown


def options(form: Tag, name: str) -> list[str]:
    return [str(option["value"]) for option in form.select(f"select[name={name}] option")]


def test_it_asks_six_questions_in_this_order(form: Tag) -> None:
    controls = form.select(".govuk-form-group :is(input, textarea, select)")
    assert [(control["name"], control.name, control.get("type")) for control in controls] == [
        ("reflection", "select", None),
        ("summary", "input", "text"),
        ("details", "textarea", None),
        ("role", "select", None),
        ("organisation", "input", "text"),
        ("email", "input", "email"),
    ]


def test_its_labels_say_what_may_be_left_out(form: Tag) -> None:
    labels = [" ".join(label.get_text().split()) for label in form.select("label.govuk-label")]
    assert labels == [
        "What do you think of this page? (optional)",
        "Brief summary",
        "Details (optional)",
        "Your role",
        "Your organisation (optional)",
        "Your email (optional)",
    ]
    assert "We will email you a receipt." in form.get_text()


def test_it_offers_the_lists_of_its_consultation(form: Tag) -> None:
    consultation = ConsultationPage.objects.live().get()
    assert options(form, "role") == ["", *consultation.own_roles]
    assert options(form, "reflection") == ["", *consultation.own_reflections]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("summary", "", "Enter a brief summary"),
        ("summary", "four", "“Brief summary” must be 5 characters or more"),
        ("summary", " four ", "“Brief summary” must be 5 characters or more"),
        ("role", "", "Select your role"),
        ("role", "King", "Select one of the answers to “Your role”"),
        ("email", "not an address", "Enter an email address in the correct format"),
    ],
)
def test_what_it_insists_on(
    client: Client, form: Tag, field: str, value: str, message: str
) -> None:
    answers = {"summary": "Right", "role": ROLE, field: value}
    response = client.post(str(form["action"]), answers)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_it_is_content_with_a_summary_and_a_role(client: Client, form: Tag) -> None:
    answers = {"summary": "Right", "role": ROLE}
    assert client.post(str(form["action"]), answers).status_code == 303


def test_its_button_and_heading_are_there(form: Tag) -> None:
    assert form.select_one("button").get_text() == "Submit feedback"  # type: ignore[union-attr]
    heading = form.find_previous("h2")
    assert heading is not None
    assert heading.get_text() == "Page feedback"
