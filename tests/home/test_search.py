"""Searching public pages, and the page that is shown where there is none."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories import ConsultationPageFactory, SectionPageFactory, ThemePageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(client: Client, words: str, **query: str) -> list[str]:
    response = client.get("/search/", {"q": words, **query})
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return [title.get_text(strip=True) for title in soup.select(".search-results__title")]


def test_search_finds_public_pages_by_title_summary_and_body(client: Client) -> None:
    SectionPageFactory(title="Harbour dues")
    SectionPageFactory(title="Second", summary="Where the harbour begins")
    SectionPageFactory(
        title="Third", blocks=[{"type": "rich_text", "value": "<p>A harbour wall.</p>"}]
    )
    SectionPageFactory(title="Fourth")
    assert sorted(found(client, "harbour")) == ["Harbour dues", "Second", "Third"]


def test_search_finds_nothing_that_readers_may_not_see(client: Client) -> None:
    SectionPageFactory(title="Harbour draft", live=False)
    private = SectionPageFactory(title="Harbour for members")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    SectionPageFactory(title="Harbour below members", parent=private)
    assert found(client, "harbour") == []


def test_search_names_the_consultation_of_each_page(client: Client) -> None:
    for name in ("Harbour", "Library"):
        consultation = ConsultationPageFactory(title=f"{name} plan")
        SectionPageFactory(parent=consultation, title="Your view")
    response = client.get("/search/", {"q": "view"})
    soup = BeautifulSoup(response.content, "html.parser")
    places = [place.get_text() for place in soup.select(".search-results__place")]
    assert sorted(places) == ["Harbour plan", "Library plan"]


def test_search_describes_a_theme_page_by_its_public_theme(client: Client) -> None:
    ThemePageFactory(title="Harbour dues", theme__summary="What ships pay.")
    ThemePageFactory(title="Harbour wall", theme__summary="Not yet.", theme__live=False)
    text = client.get("/search/", {"q": "harbour"}).content.decode()
    assert "Harbour wall" in text
    assert "What ships pay." in text
    assert "Not yet." not in text


def test_search_says_when_it_finds_nothing(client: Client) -> None:
    response = client.get("/search/", {"q": "<b>harbour</b>"})
    assert "No pages found for “&lt;b&gt;harbour&lt;/b&gt;”." in response.content.decode()


def test_search_takes_quotation_marks_for_spaces(client: Client) -> None:
    SectionPageFactory(title="Harbour dues")
    assert found(client, '"harbour dues') == ["Harbour dues"]


@pytest.mark.parametrize("words", ["", "   ", '"', "long " * 100])
def test_search_asks_again_where_it_cannot_search(client: Client, words: str) -> None:
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert "govuk-error-message" in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "two", "99", "9" * 30])
def test_search_shows_a_page_of_results_for_any_number(client: Client, number: str) -> None:
    SectionPageFactory(title="Harbour dues")
    assert found(client, "harbour", page=number) == ["Harbour dues"]


def test_search_shows_twenty_pages_at_a_time(client: Client) -> None:
    SectionPageFactory.create_batch(21, summary="The harbour")
    assert len(found(client, "harbour")) == 20
    assert len(found(client, "harbour", page="2")) == 1


def test_search_with_ten_results_takes_as_many_queries_as_with_one(client: Client) -> None:
    counts = []
    for number in (1, 9):
        SectionPageFactory.create_batch(number, summary="The harbour")
        found(client, "harbour")
        with CaptureQueriesContext(connection) as queries:
            found(client, "harbour")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/plan/possible-mechanisms_for-change/", "possible mechanisms for change"),
        ("/plan/%3Cscript%3E/", "script"),
        ("/%FF%FE/", ""),
    ],
)
def test_missing_page_offers_to_search_for_the_words_of_its_address(
    client: Client, address: str, words: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    soup = BeautifulSoup(response.content, "html.parser")
    form = soup.select_one("form[role=search]")
    assert form["action"] == "/search/"
    assert form.select_one("[name=q]")["value"] == words
