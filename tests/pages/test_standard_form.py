"""The form that a new block arrives with: the page feedback form of the first consultation."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from tests.factories import ConsultationPageFactory, SectionPageFactory

pytestmark = [pytest.mark.django_db]

ROLES = [
    "Local authority data professional",
    "Local authority digital professional",
    "Local authority children’s social care professional",
    "Local authority leadership",
    "Central government data professional",
    "Central government digital professional",
    "Central government social care professional",
    "Central government leadership",
    "Other public sector professional role",
    "Data and digital supplier/partner",
    "Data and digital consultant",
    "Other private sector professional role",
    "Person (with current or previous social care involvement as a service user)",
    "Person (without current or previous social care involvement as a service user)",
]
REFLECTIONS = [
    "I’m enthusiastic about this",
    "I’m unsure about this",
    "I disagree with this",
    "I have a general reflection on this",
    "I’ve identified a specific issue with this",
    "Other",
]


def new_form_block() -> dict[str, Any]:
    """Return a feedback form as the editor adds it, before anything is typed."""
    field = ConsultationPageFactory._meta.model._meta.get_field("body")
    block = field.stream_block.child_blocks["feedback_form"]
    return {"type": "feedback_form", "value": block.get_prep_value(block.get_default())}


@pytest.fixture
def form(client: Client) -> Tag:
    page = SectionPageFactory(blocks=[new_form_block()])
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


def test_it_offers_the_fourteen_roles(form: Tag) -> None:
    assert options(form, "role") == ["", *ROLES]


def test_it_offers_the_six_reflections(form: Tag) -> None:
    assert options(form, "reflection") == ["", *REFLECTIONS]


def test_a_new_consultation_has_the_same_lists() -> None:
    page = ConsultationPageFactory()
    assert [child.value for child in page.roles] == ROLES
    assert [child.value for child in page.reflections] == REFLECTIONS


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
    answers = {"summary": "Right", "role": ROLES[0], field: value}
    response = client.post(str(form["action"]), answers)
    assert response.status_code == 422
    assert message in response.content.decode()


def test_it_is_content_with_a_summary_and_a_role(client: Client, form: Tag) -> None:
    answers = {"summary": "Right", "role": ROLES[0]}
    assert client.post(str(form["action"]), answers).status_code == 303


def test_its_button_and_heading_are_there(form: Tag) -> None:
    assert form.select_one("button").get_text() == "Send response"  # type: ignore[union-attr]
    heading = form.find_previous("h2")
    assert heading is not None
    assert heading.get_text() == "Page feedback"
