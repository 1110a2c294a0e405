"""Reading one response: its answers under the questions of that time, and its neighbours."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, answer, feedback_form, question
from tests.responses.actions import publish_form, read_url, store, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def answers_on(client: Client, response: Response) -> list[tuple[str, str]]:
    """Return the questions and answers as the reading page shows them."""
    html = BeautifulSoup(client.get(read_url(response)).content, "html.parser")
    section = html.select_one("section[aria-labelledby=answers]")
    assert section is not None
    return [
        (term.get_text().strip(), term.find_next_sibling("dd").get_text().strip())
        for term in section.select("dt")
    ]


def links_on(client: Client, response: Response) -> dict[str, str]:
    """Return the links to the neighbours, by their text."""
    html = BeautifulSoup(client.get(read_url(response)).content, "html.parser")
    return {
        link.get_text().strip(): str(link["href"])
        for link in html.select("nav[aria-label='Other responses'] a")
    }


def test_every_question_is_shown_with_its_answer(
    client: Client, analyst: Client, page: Page
) -> None:
    response = answer(
        client, page, summary="A good plan", role="Local authority leadership", details="1\n\n2"
    )
    assert answers_on(analyst, response) == [
        ("What do you think of this page?", "No answer"),
        ("Brief summary", "A good plan"),
        ("Details", "1\n\n2"),
        ("Your role", "Local authority leadership"),
        ("Your organisation", "No answer"),
        ("Your email", "No answer"),
    ]


def test_the_questions_are_those_that_were_asked(client: Client, analyst: Client) -> None:
    form = feedback_form(
        question("short_text", "what", "What is missing?"),
        question("rating", "use", "How useful?", points=5, low_label="Not", high_label="Very"),
    )
    page = SectionPageFactory(blocks=[form])
    response = answer(client, page, what="Tools", use="4")
    publish_form(page, question("long_text", "what", "What did we forget?"))
    expected = [("What is missing?", "Tools"), ("How useful?", "4 of 5")]
    assert answers_on(analyst, response) == expected
    publish_form(page)
    assert answers_on(analyst, response) == expected


def test_an_answer_to_a_question_no_one_knows_is_shown_all_the_same(
    analyst: Client, page: Page
) -> None:
    response = store(page, summary="Known", from_elsewhere="Unknown <b>", many=["a", "b"])
    shown = answers_on(analyst, response)
    assert ("from_elsewhere", "Unknown <b>") in shown
    assert ("many", "a; b") in shown


def test_a_hostile_answer_is_shown_whole_and_as_text(analyst: Client, page: Page) -> None:
    text = "<script>alert(1)</script>\x0b مرحبا 👍 =1+1 {{ x }} " + "long " * 10_000 + "end"
    response = store(page, summary="Hostile", details=text)
    html = analyst.get(read_url(response)).content.decode()
    assert "<script>alert(" not in html
    assert dict(answers_on(analyst, response))["Details"] == text.strip()


def test_the_facts_are_shown(analyst: Client, page: Page) -> None:
    response = store(page, datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC), summary="Summer")
    text = text_of(analyst.get(read_url(response)))
    assert response.reference_text in text
    assert "Wednesday 1 July 2026 at 1:30pm (UK time)" in text
    assert "Mechanisms" in text
    assert "Counted" in text
    assert "None yet." in text
    assert "just after closing" not in text


def test_it_says_when_it_arrived_after_closing(analyst: Client, page: Page) -> None:
    response = store(page, summary="Late")
    Response.objects.filter(pk=response.pk).update(after_closing=True)
    assert "just after closing" in text_of(analyst.get(read_url(response)))


def test_it_says_why_it_is_in_quarantine(client: Client, analyst: Client, page: Page) -> None:
    response = answer(client, page, seconds_ago=0)
    text = text_of(analyst.get(read_url(response)))
    assert "In quarantine" in text
    assert "seconds after the form was opened" in text


def test_one_reads_on_to_the_neighbours(analyst: Client, page: Page) -> None:
    now = timezone.now()
    first = store(page, now - timedelta(minutes=2), summary="First")
    second = store(page, now - timedelta(minutes=1), summary="Second")
    third = store(page, now - timedelta(minutes=1), summary="At the same time as the second")
    other = SectionPageFactory(blocks=[feedback_form()])
    store(other, now, summary="Of another page")
    assert links_on(analyst, first) == {"Newer response": read_url(second)}
    assert links_on(analyst, second) == {
        "Newer response": read_url(third),
        "Older response": read_url(first),
    }
    assert links_on(analyst, third) == {"Older response": read_url(second)}


def test_the_buttons_are_those_of_one_s_rights(
    analyst: Client, administrator: Client, page: Page
) -> None:
    response = store(page, summary="Something")
    url = read_url(response)
    assert "Change status" in text_of(analyst.get(url))
    assert "Erase" not in text_of(analyst.get(url))
    assert "Erase" in text_of(administrator.get(url))
