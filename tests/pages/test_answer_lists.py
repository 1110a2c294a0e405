"""The answers a consultation keeps once, for all of its forms and no other's."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from consultation.pages.models import ConsultationPage
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    question,
    site_home,
)
from tests.factories.editor import edit_page

pytestmark = pytest.mark.django_db

ROLES = (
    "Member of the public",
    "Local resident",
    "Business",
    "Charity or community group",
    "Public sector organisation",
    "Other",
)
REFLECTIONS = (
    "I support this",
    "I’m unsure about this",
    "I do not support this",
    "I have another comment",
)
FORM = feedback_form(question("role", "role"), question("reflection", "reflection"))


def as_typed(*answers: str) -> list[dict[str, str]]:
    return [{"type": "option", "value": answer} for answer in answers]


def offered(client: Client, page: Page, name: str) -> list[str]:
    """Return the answers that a page's form offers to a question."""
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    return [str(option["value"]) for option in html.select(f"select[name={name}] option")][1:]


def test_its_lists_are_those_of_every_form_in_it(publisher: Client, client: Client) -> None:
    consultation = ConsultationPageFactory(blocks=[FORM])
    section = SectionPageFactory(parent=consultation, blocks=[FORM])
    below = SectionPageFactory(parent=section, blocks=[FORM])
    roles, reflections = as_typed("Cook", "Waiter"), as_typed("Too hot", "Too cold")
    response = edit_page(publisher, consultation, roles=roles, reflections=reflections)
    assert response.status_code == 302
    for page in (consultation, section, below):
        assert offered(client, page, "role") == ["Cook", "Waiter"]
        assert offered(client, page, "reflection") == ["Too hot", "Too cold"]


def test_its_lists_are_no_one_elses(publisher: Client, client: Client) -> None:
    edit_page(publisher, ConsultationPageFactory(), roles=as_typed("Cook"))
    other = SectionPageFactory(blocks=[FORM])
    assert len(offered(client, other, "role")) == 14


def test_a_new_consultation_starts_with_lists_that_suit_any_subject() -> None:
    page = ConsultationPage()
    assert page.own_roles == ROLES
    assert page.own_reflections == REFLECTIONS


def test_a_page_outside_of_any_consultation_has_these_lists(client: Client) -> None:
    page = SectionPageFactory(parent=site_home(), blocks=[FORM])
    assert tuple(offered(client, page, "role")) == ROLES
    assert tuple(offered(client, page, "reflection")) == REFLECTIONS


def test_an_answer_that_was_taken_off_the_list_is_refused(
    publisher: Client, client: Client
) -> None:
    page = SectionPageFactory(blocks=[FORM])
    consultation = page.get_parent().specific
    edit_page(publisher, consultation, roles=as_typed("Cook"))
    response = client.post(f"/respond/{page.pk}/", {"role": "Local authority leadership"})
    assert response.status_code == 422
    assert "Select one of the answers" in response.content.decode()


def test_a_draft_of_the_list_changes_no_form(publisher: Client, client: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    edit_page(publisher, page.get_parent().specific, action="", roles=as_typed("Cook"))
    assert len(offered(client, page, "role")) == 14
