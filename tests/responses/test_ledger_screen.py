"""The ledger as analysts see it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.services import change_status
from tests.factories import SectionPageFactory, answer, feedback_form, make_user
from tests.responses.acting import sign_in, store, table, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

URL = "/admin/responses/ledger/"


def test_it_says_so_when_there_is_nothing(analyst: Client) -> None:
    assert "No response has been received yet." in text_of(analyst.get(URL))


def test_it_shows_each_page_and_the_sum(analyst: Client, page: Page) -> None:
    store(page, summary="One")
    change_status([store(page, summary="Two")], Status.EXCLUDED, "Ours", make_user("Reviewer"))
    rows = table(analyst.get(URL))
    assert rows == [
        {
            "Page": f"Mechanisms page {page.pk}",
            "Received": "2",
            "Counted": "1",
            "In quarantine": "0",
            "Excluded": "1",
            "Erased": "0",
        }
    ]


def test_it_says_why_responses_are_excluded(analyst: Client, page: Page) -> None:
    person = make_user("Reviewer")
    for reason in ("Sent twice", "sent twice.", "Sent twice", "Not about this"):
        change_status([store(page, summary=reason)], Status.EXCLUDED, reason, person)
    shown = text_of(analyst.get(URL))
    assert "Why responses are excluded Sent twice: 3 Not about this: 1" in shown


def test_its_numbers_lead_to_the_responses_behind_them(
    client: Client, analyst: Client, page: Page, settings: Any
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    answer(client, page, summary="A summary", role="Local authority leadership")
    links = [
        (link["aria-label"], link["href"])
        for link in BeautifulSoup(analyst.get(URL).content, "html.parser").select(".ledger a")
    ]
    consultation = page.get_parent()
    assert links == [
        ("1 counted, Mechanisms", f"/admin/all-responses/?page={page.pk}&status=counted"),
        (
            f"1 counted, {consultation.title}",
            f"/admin/all-responses/?consultation={consultation.pk}&status=counted",
        ),
    ]


def test_it_says_so_when_it_does_not_add_up(analyst: Client, page: Page) -> None:
    response = store(page, summary="One")
    store(page, summary="Two")
    Response.objects.filter(pk=response.pk)._raw_delete("default")
    shown = text_of(analyst.get(URL))
    assert "The ledger does not add up here: 2 received, 1 there." in shown
    LedgerEntry.objects.filter(reference=response.reference)._raw_delete("default")
    assert "does not add up" not in text_of(analyst.get(URL))


def test_only_those_who_read_responses_find_it_in_the_menu() -> None:
    for role, sees in (("Analyst", True), ("Administrator", True), ("Publisher", False)):
        home = sign_in(role).get(reverse("wagtailadmin_home")).content.decode()
        assert (URL in home) is sees, role


def test_its_queries_do_not_grow_with_pages(analyst: Client) -> None:
    numbers = []
    for more in (1, 9):
        for _ in range(more):
            store(SectionPageFactory(blocks=[feedback_form()]), summary="One")
        analyst.get(URL)
        with CaptureQueriesContext(connection) as queries:
            analyst.get(URL)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
