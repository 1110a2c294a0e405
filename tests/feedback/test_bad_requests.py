"""What the addresses of the form answer to requests that are not an ordinary answer."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, site_home
from tests.factories.answers import STANDARD_ANSWERS
from tests.feedback.screens import screen, submitted_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


def endpoint(page_id: int) -> str:
    return reverse("respond:submit", args=[page_id])


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_endpoint_leads_to_the_form(
    client: Client, page: SectionPage, method: str
) -> None:
    response = getattr(client, method)(endpoint(page.pk))
    assert response.status_code == 302
    assert response["Location"] == f"{page.url}#feedback"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client: Client, page: SectionPage, method: str) -> None:
    assert getattr(client, method)(endpoint(page.pk)).status_code == 405


def test_nothing_is_taken_at_the_pages_own_address(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    response = client.post(page.url, fields)
    assert response.status_code == 405
    assert not Response.objects.exists()


@pytest.mark.parametrize("page_id", [999_999, 10**30])
def test_a_page_that_never_was(client: Client, page_id: int) -> None:
    assert client.get(endpoint(page_id)).status_code == 404
    response = client.post(endpoint(page_id), STANDARD_ANSWERS)
    assert response.status_code == 404
    assert list(submitted_texts(response).values()) == list(STANDARD_ANSWERS.values())


def test_a_page_of_a_kind_that_holds_no_form(client: Client) -> None:
    page = Page(title="Plain", slug="plain")
    site_home().add_child(instance=page)
    assert client.get(endpoint(page.pk)).status_code == 404
    response = post_answer(client, page, STANDARD_ANSWERS)
    assert response.status_code == 404
    assert list(submitted_texts(response).values()) == list(STANDARD_ANSWERS.values())


def test_a_draft_is_no_page_to_answer(client: Client) -> None:
    page = SectionPageFactory(live=False, blocks=[feedback_form()])
    assert client.get(endpoint(page.pk)).status_code == 404
    assert post_answer(client, page, STANDARD_ANSWERS).status_code == 404
    assert not Response.objects.exists()


def test_a_page_that_has_no_form_keeps_the_text(client: Client) -> None:
    page = SectionPageFactory()
    response = post_answer(client, page, STANDARD_ANSWERS)
    assert response.status_code == 409
    assert list(submitted_texts(response).values()) == list(STANDARD_ANSWERS.values())


def test_nothing_typed_is_wrong_input(client: Client, page: SectionPage) -> None:
    response = post_answer(client, page, {})
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize("encoding", ["multipart", "urlencoded"])
def test_more_than_the_server_takes_is_refused_in_a_sentence(
    client: Client, page: SectionPage, settings, encoding: str
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    fields["details"] = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    if encoding == "multipart":
        response = post_answer(client, page, fields)
    else:
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        form_type = "application/x-www-form-urlencoded"
        response = client.post(endpoint(page.pk), body, content_type=form_type)
    assert response.status_code == 413
    assert screen(response).h1.get_text() == "Your response is too long to send"
    assert "Go back in your browser" in response.content.decode()
    assert not Response.objects.exists()


def test_more_fields_than_the_server_takes_are_refused(
    client: Client, page: SectionPage, settings
) -> None:
    fields = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert post_answer(client, page, fields).status_code == 413


def test_a_megabyte_is_not_too_much(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS | {"details": "long " * 200_000}
    assert post_answer(client, page, fields).status_code == 303
    assert len(Response.objects.get().form_data["details"]) == 1_000_000
