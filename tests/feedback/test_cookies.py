"""Answering needs no cookie and sets none, and a cache may keep the page for everybody."""

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


def varies_by_cookie(response: HttpResponse) -> bool:
    return "cookie" in response.get("Vary", "").lower()


def test_the_page_sets_no_cookie_and_carries_no_token(client: Client, page: SectionPage) -> None:
    response = client.get(page.url)
    assert not response.cookies
    assert not varies_by_cookie(response)
    html = BeautifulSoup(response.content, "html.parser")
    names = {field["name"] for field in html.select("#feedback form [name]")}
    assert "summary" in names
    assert "csrfmiddlewaretoken" not in names


def test_wrong_input_sets_no_cookie(client: Client, page: SectionPage) -> None:
    response = post_answer(client, page, open_form(client, page))
    assert response.status_code == 422
    assert not response.cookies
    assert not varies_by_cookie(response)


def test_the_whole_way_to_the_receipt_sets_no_cookie(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    accepted = post_answer(client, page, fields)
    receipt = client.get(accepted["Location"])
    assert receipt.status_code == 200
    for response in (accepted, receipt):
        assert not response.cookies
        assert not varies_by_cookie(response)
    assert not client.cookies


def test_a_refusal_sets_no_cookie(client: Client, page: SectionPage) -> None:
    response = post_answer(client, page, STANDARD_ANSWERS, headers={"Origin": "null"})
    assert response.status_code == 403
    assert not response.cookies
    assert not varies_by_cookie(response)


def test_nothing_from_the_endpoint_is_kept_by_a_shared_cache(
    client: Client, page: SectionPage
) -> None:
    fields = open_form(client, page)
    wrong = post_answer(client, page, fields)
    accepted = post_answer(client, page, fields | STANDARD_ANSWERS)
    for response in (wrong, accepted, client.get(accepted["Location"])):
        assert {"private", "no-cache"} <= set(response["Cache-Control"].split(", "))
