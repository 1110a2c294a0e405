"""Screens of the analysts' side take as many queries for ten as for one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, question
from tests.responses.actions import list_url, publish_form, read_url, store

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def queries(client: Client, url: str) -> int:
    """Return how many queries a screen takes once everything is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def store_some(page: Page, number: int) -> list[Response]:
    """Store answers to one page, the newest last."""
    start = timezone.now() - timedelta(hours=1)
    return [
        store(page, start + timedelta(seconds=n), summary=f"Answer {n}", role=f"Role {n}")
        for n in range(number)
    ]


def test_the_forms_screen_with_more_responses(analyst: Client, page: Page) -> None:
    store_some(page, 1)
    with_one = queries(analyst, "/admin/forms/")
    store_some(page, 9)
    assert queries(analyst, "/admin/forms/") == with_one


def test_the_forms_screen_with_more_pages(analyst: Client, page: Page) -> None:
    store_some(page, 1)
    with_one = queries(analyst, "/admin/forms/")
    for _ in range(9):
        store_some(SectionPageFactory(blocks=[feedback_form()]), 2)
    assert queries(analyst, "/admin/forms/") == with_one


def test_the_list_of_one_page(analyst: Client, page: Page) -> None:
    store_some(page, 1)
    with_one = queries(analyst, list_url(page))
    store_some(page, 9)
    assert queries(analyst, list_url(page)) == with_one


def test_the_list_of_a_page_whose_questions_changed_often(analyst: Client, page: Page) -> None:
    store_some(page, 1)
    with_one = queries(analyst, list_url(page))
    for number in range(9):
        publish_form(page, question("short_text", f"question_{number}"))
        store_some(page, 1)
    assert queries(analyst, list_url(page)) == with_one


def test_all_responses(analyst: Client, page: Page) -> None:
    store_some(page, 1)
    with_one = queries(analyst, "/admin/all-responses/")
    store_some(page, 4)
    for _ in range(5):
        store_some(SectionPageFactory(blocks=[feedback_form()]), 1)
    assert queries(analyst, "/admin/all-responses/") == with_one


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda page: store_some(page, 9), id="more responses"),
        pytest.param(
            lambda page: publish_form(page, *(question("date", f"day_{n}") for n in range(9))),
            id="more questions",
        ),
    ],
)
def test_reading_one_response(analyst: Client, page: Page, act: Callable[[Page], object]) -> None:
    _before, response, _after = store_some(page, 3)
    with_three = queries(analyst, read_url(response))
    act(page)
    assert queries(analyst, read_url(response)) == with_three


def test_reading_a_response_that_was_often_decided_about(
    analyst: Client, administrator: Client, page: Page
) -> None:
    (response,) = store_some(page, 1)

    def decide() -> None:
        for client in (analyst, administrator):
            for status in ("excluded", "counted"):
                client.post(
                    f"/admin/responses/status/?selected-submissions={response.pk}",
                    {"status": status, "reason": "Back and forth"},
                )

    decide()
    with_few = queries(analyst, read_url(response))
    for _ in range(3):
        decide()
    assert queries(analyst, read_url(response)) == with_few


def test_the_menu_costs_one_query_however_many_pages_there_are(analyst: Client, page: Page) -> None:
    with_one = queries(analyst, "/admin/")
    for _ in range(9):
        SectionPageFactory(blocks=[feedback_form()])
    assert queries(analyst, "/admin/") == with_one
