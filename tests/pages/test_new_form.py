"""The form that a new block starts with."""

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from consultation.feedback.blocks.form import FeedbackFormBlock
from tests.factories import SectionPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(client: Client) -> Tag:
    block = FeedbackFormBlock()
    new = {"type": "feedback_form", "value": block.get_prep_value(block.get_default())}
    page = SectionPageFactory(blocks=[new])
    shown = BeautifulSoup(client.get(page.url).content, "html.parser").select_one("#feedback form")
    assert shown is not None
    return shown


def test_it_requires_a_comment_and_nothing_about_the_person(form: Tag) -> None:
    labels = [" ".join(label.get_text().split()) for label in form.select("label.govuk-label")]
    assert labels == [
        "What do you think of this page? (optional)",
        "Your comments",
        "Your role (optional)",
    ]
    assert "Do not include personal information" in form.get_text()


def test_a_comment_is_enough(client: Client, form: Tag) -> None:
    response = client.post(str(form["action"]), {})
    assert response.status_code == 422
    assert "Enter your comments" in response.content.decode()
    assert client.post(str(form["action"]), {"comments": "Yes"}).status_code == 303


def test_its_heading_and_button_are_there(form: Tag) -> None:
    assert form.select_one("button").get_text() == "Send response"  # type: ignore[union-attr]
    heading = form.find_previous("h2")
    assert heading is not None
    assert heading.get_text() == "Page feedback"
