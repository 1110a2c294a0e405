"""Browsers are told which of a respondent's own details a question asks for (WCAG 1.3.5)."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.feedback.blocks.questions import AUTOCOMPLETE_CHOICES
from tests.factories import SectionPageFactory, feedback_form, question

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["short_text", "long_text"])
def test_control_carries_the_token_of_the_chosen_detail(client: Client, kind: str) -> None:
    tokens = [token for token, _ in AUTOCOMPLETE_CHOICES]
    asked = [
        question(kind, f"detail_{number}", autocomplete=token)
        for number, token in enumerate(tokens)
    ]
    page = SectionPageFactory(blocks=[feedback_form(*asked)])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert [each["autocomplete"] for each in soup.select("[name^=detail_]")] == tokens


def test_question_about_nothing_personal_has_no_token(client: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "detail"))])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert "autocomplete" not in soup.select_one("[name=detail]").attrs


def test_standard_form_asks_browsers_for_organisation_and_email(client: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form()])
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    tokens = {each["name"]: each["autocomplete"] for each in soup.select("[autocomplete][id^=id_]")}
    assert tokens["organisation"] == "organization"
    assert tokens["email"] == "email"
