"""The block of the ledger's figures: the status of every response, never its content."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consultation.pages.models import ConsultationPage
from consultation.responses.models import Response, Status
from consultation.responses.services import change_status, erase
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    site_home,
)
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

SECRET = "Jane Roe wrote this twice"


def block(**fields: Any) -> dict[str, Any]:
    value = {"title": "", "by_page": False, "running": False, "reasons": []}
    return {"type": "ledger_figures", "value": value | fields}


def shown(page: Page, client: Client | None = None) -> Tag | None:
    return screen((client or Client()).get(page.get_url())).select_one(".accounted")


def words(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


def rows(tag: Tag | None) -> list[list[str]]:
    assert tag is not None
    return [
        [cell.get_text(strip=True) for cell in row.select("th, td")] for row in tag.select("tr")
    ]


def close(consultation: ConsultationPage) -> None:
    ConsultationPage.objects.filter(pk=consultation.pk).update(
        closes_at=timezone.now() - timedelta(hours=1)
    )


@pytest.fixture
def consultation(settings: Any) -> ConsultationPage:
    settings.PORTAL_MINIMUM_SECONDS = 0
    return ConsultationPageFactory()


@pytest.fixture
def responses(consultation: ConsultationPage, client: Client) -> list[Response]:
    """Seven responses to one page, of which two are counted; one to another."""
    person = make_user("Administrator")
    form = {"parent": consultation, "blocks": [feedback_form()]}
    page, other = SectionPageFactory(title="One", **form), SectionPageFactory(title="Two", **form)
    mine = [
        answer(client, page, summary=f"{SECRET} {n}", role="Local authority leadership")
        for n in range(7)
    ]
    change_status(mine[:1], Status.QUARANTINED, SECRET, person)
    change_status(mine[1:2], Status.EXCLUDED, "Sent twice", person)
    change_status(mine[2:3], Status.EXCLUDED, " sent  twice.", person)
    change_status(mine[3:4], Status.EXCLUDED, SECRET, person)
    erase(mine[4:5], SECRET, person)
    return [*mine, answer(client, other, summary="Another", role="Local authority leadership")]


HEADINGS = ["Received", "Counted", "Waiting to be checked", "Not counted", "Erased"]


def test_figures_follow_when_it_has_closed(
    consultation: ConsultationPage, responses: list[Response]
) -> None:
    page = OutcomePageFactory(parent=consultation, blocks=[block(title="All of them")])
    assert words(shown(page)) == (
        "All of them After the consultation closes, you can see here how many responses we "
        "received and how many are counted."
    )
    close(consultation)
    assert rows(shown(page)) == [HEADINGS, ["8", "3", "1", "3", "1"]]
    assert f"{timezone.localtime():%A %-d %B %Y}" in words(shown(page))


def test_each_page_its_line_and_only_named_reasons(
    consultation: ConsultationPage, responses: list[Response]
) -> None:
    page = OutcomePageFactory(
        parent=consultation,
        blocks=[block(by_page=True, running=True, reasons=["Sent twice", "sent twice", "Spam"])],
    )
    seen = shown(page)
    assert rows(seen) == [
        ["Page", *HEADINGS],
        ["One", "7", "2", "1", "3", "1"],
        ["Two", "1", "1", "0", "0", "0"],
        ["Total", "8", "3", "1", "3", "1"],
    ]
    assert [each.get_text() for each in seen.select("li")] == [
        "Sent twice: 2",
        "For other reasons: 1",
    ]
    # Pages that not everybody can read are not named, and are counted all the same.
    PageViewRestriction.objects.create(page=responses[-1].page, restriction_type="login")
    assert rows(shown(page))[2] == ["Other pages", "1", "1", "0", "0", "0"]
    assert SECRET.split()[0] not in Client().get(page.get_url()).content.decode()


def test_a_decision_is_seen_at_once(
    consultation: ConsultationPage, responses: list[Response]
) -> None:
    page = OutcomePageFactory(parent=consultation, blocks=[block(running=True)])
    assert rows(shown(page))[1] == ["8", "3", "1", "3", "1"]
    change_status(responses[:1], Status.COUNTED, "A person", make_user("Analyst", "ann"))
    assert rows(shown(page))[1] == ["8", "4", "0", "3", "1"]


def test_what_does_not_add_up_says_so(
    consultation: ConsultationPage, responses: list[Response]
) -> None:
    page = OutcomePageFactory(parent=consultation, blocks=[block(running=True)])
    Response.objects.filter(pk=responses[-1].pk)._raw_delete("default")
    assert rows(shown(page))[1] == ["8", "2", "1", "3", "1"]
    assert "do not add up" in words(shown(page))


def test_outside_a_consultation_there_is_nothing_to_account_for(
    responses: list[Response],
) -> None:
    page = SectionPageFactory(parent=site_home(), blocks=[block(running=True)])
    assert shown(page) is None


def test_the_queries_grow_with_neither_pages_nor_blocks(
    consultation: ConsultationPage, client: Client
) -> None:
    numbers = []
    for number in (1, 9):
        for _ in range(number):
            section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
            answer(client, section, summary="A summary", role="Local authority leadership")
        page = SectionPageFactory(
            parent=consultation, blocks=[block(by_page=True, running=True)] * number
        )
        cache.clear()
        client.get(page.get_url())
        cache.clear()
        with CaptureQueriesContext(connection) as cold:
            assert len(screen(client.get(page.get_url())).select(".accounted")) == number
        with CaptureQueriesContext(connection) as warm:
            client.get(page.get_url())
        numbers.append((len(cold), len(warm)))
        counted = [query for query in warm.captured_queries if "COUNT" in query["sql"]]
        assert not counted, "The ledger is not counted again while nothing has changed"
    assert numbers[0] == numbers[1]
