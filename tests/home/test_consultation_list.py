"""The consultations on the front page: their order, their filters and their pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel
from wagtail.models import Page, PageViewRestriction, Site

from consultation.pages.models import ConsultationPage, Topic
from home.consultation_list import FEWEST_TO_FILTER, PAGE_SIZE
from home.models import HomePage
from tests.factories import ConsultationPageFactory, OutcomePageFactory
from tests.feedback.screens import screen

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def make(title: str, opens: int = -30, closes: int | None = 30, **fields: Any) -> ConsultationPage:
    """Return a consultation that opens and closes so many days from now."""
    page: ConsultationPage = ConsultationPageFactory(
        title=title,
        opens_at=NOW + opens * DAY,
        closes_at=None if closes is None else NOW + closes * DAY,
        **fields,
    )
    return page


def look(client: Client, address: str = "/", **asked: str) -> Any:
    with travel(NOW, tick=False):
        response: Any = client.get(address, asked)
    assert response.status_code == 200
    assert not response.cookies
    return screen(response)


def titles(shown: Any) -> list[str]:
    return [link.get_text() for link in shown.select(".listing__link")]


def number(shown: Any) -> str:
    return str(shown.select_one(".listing__number").get_text(strip=True))


def give(page: ConsultationPage, *topics: Topic) -> None:
    page.topics.set(topics)
    page.save()


@pytest.fixture
def many() -> list[ConsultationPage]:
    """Return one consultation in each state and of each date."""
    heard = make("Answered long ago", -90, -60)
    newer = make("Answered", -90, -40)
    for page in (heard, newer):
        OutcomePageFactory(parent=page)
    draft = make("Outcome as a draft", -90, -30)
    OutcomePageFactory(parent=draft, live=False)
    return [
        heard,
        newer,
        draft,
        make("Closed long ago", -90, -80),
        make("Later", 20),
        make("Soon", 10),
        make("Open without end", closes=None),
        make("Open for long", closes=20),
        make("Open today", closes=1),
    ]


IN_ORDER = [
    "Open today",
    "Open for long",
    "Open without end",
    "Soon",
    "Later",
    "Answered",
    "Answered long ago",
    "Outcome as a draft",
    "Closed long ago",
]


def test_consultations_are_in_the_order_in_which_readers_can_do_something(
    client: Client, many: list[ConsultationPage]
) -> None:
    assert titles(look(client)) == IN_ORDER
    assert number(look(client)) == "9 consultations"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("open", IN_ORDER[:3]),
        ("not_yet_open", IN_ORDER[3:5]),
        ("closed", IN_ORDER[5:]),
        ("outcome", IN_ORDER[5:7]),
        ("", IN_ORDER),
        ("no such state", IN_ORDER),
    ],
)
def test_readers_filter_by_state(
    client: Client, many: list[ConsultationPage], state: str, expected: list[str]
) -> None:
    shown = look(client, state=state)
    assert titles(shown) == expected
    chosen = [option["value"] for option in shown.select("#id_state [selected]")]
    assert chosen == ([state] if len(expected) < 9 else [])


def test_readers_filter_by_topics_that_public_consultations_have(
    client: Client, many: list[ConsultationPage]
) -> None:
    parks, roads, secret = (Topic.objects.create(name=name) for name in ("Parks", "Roads", "Plans"))
    give(many[0], parks, roads)
    give(many[5], parks)
    give(make("Not public", live=False), secret)
    many[6].topics.set([roads])
    many[6].save_revision()
    shown = look(client)
    assert [option.get_text() for option in shown.select("#id_topic option")] == [
        "Any topic",
        "Parks",
        "Roads",
    ]
    assert [each.get_text() for each in shown.select(".listing__topics")] == [
        "Parks",
        "Parks, Roads",
    ]
    assert titles(look(client, topic=str(parks.pk))) == ["Soon", "Answered long ago"]
    assert titles(look(client, topic=str(roads.pk))) == ["Answered long ago"]
    assert titles(look(client, topic=str(roads.pk), state="open")) == []
    for unknown in (str(secret.pk), "9" * 30, "-1", "parks"):
        assert titles(look(client, topic=unknown)) == IN_ORDER


def test_readers_search_titles_summaries_and_organisations(
    client: Client, many: list[ConsultationPage]
) -> None:
    make("Harbour wall", closes=3)
    make("The east side", -90, -20, summary="Where the harbour begins.")
    make("Ferries", closes=2, organisation="Harbour office")
    make("Harbour draft", live=False)
    assert titles(look(client, q="harbour")) == ["Ferries", "Harbour wall", "The east side"]
    assert titles(look(client, q="harbour wall", state="open")) == ["Harbour wall"]
    shown = look(client, q="harbour", state="closed")
    assert shown.select_one("#id_q")["value"] == "harbour"
    assert number(shown) == "1 consultation"


@pytest.mark.parametrize("words", ["  ", "!!!", "* OR", "<b>", '"', "x" * 5000])
def test_any_words_can_be_looked_for(
    client: Client, many: list[ConsultationPage], words: str
) -> None:
    shown = look(client, q=words)
    assert len(titles(shown)) in (0, 9)
    assert len(shown.select_one("#id_q")["value"]) <= 200


def test_an_empty_list_says_what_to_do(client: Client, many: list[ConsultationPage]) -> None:
    shown = look(client, q="elephants")
    assert titles(shown) == []
    assert number(shown).startswith("No consultations match.")
    clear = shown.select_one(".listing-filter__send a")
    assert clear.get_text() == "Clear filters"
    assert titles(look(client, clear["href"])) == IN_ORDER
    assert look(client).select_one(".listing-filter__send a") is None


def test_a_few_consultations_are_listed_without_a_form(client: Client) -> None:
    for index in range(FEWEST_TO_FILTER - 1):
        make(f"Open {index}")
    make("Not public", live=False)
    shown = look(client, state="closed", q="elephants")
    assert shown.select_one("form") is shown.select_one(".listing__number") is None
    assert len(titles(shown)) == FEWEST_TO_FILTER - 1
    make("One more")
    assert look(client).select_one("form[role=search]")


def test_a_front_page_without_consultations_has_no_heading_for_them(client: Client) -> None:
    assert look(client).select_one(".listing") is None


def test_the_list_comes_by_pages_that_keep_the_filters(client: Client) -> None:
    for index in range(PAGE_SIZE * 2 + 1):
        make(f"Open {index:02}", closes=index + 1)
    make("Closed", -90, -60)
    first = look(client, state="open")
    assert number(first) == "41 consultations"
    assert titles(first) == [f"Open {index:02}" for index in range(PAGE_SIZE)]
    pages = {link.get_text(): link["href"] for link in first.select(".govuk-pagination a")}
    assert pages["3"] == "?state=open&page=3#_consultations"
    last = look(client, f"/{pages['3']}")
    assert titles(last) == ["Open 40"]
    assert last.select_one("[aria-current=page]").get_text() == "3"
    assert "(page 3 of 3)" in last.title.get_text()
    assert titles(look(client, page="99", state="open")) == ["Open 40"]
    assert len(titles(look(client, page="two"))) == PAGE_SIZE


def test_only_public_consultations_of_this_site_are_listed_and_counted(
    client: Client, many: list[ConsultationPage]
) -> None:
    private = make("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    give(private, Topic.objects.create(name="Secret"))
    make("Unpublished").unpublish()
    other = HomePage(title="Another portal", slug="another")
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.create(hostname="other.example.org", root_page=other)
    make("Of another site", parent=other)
    shown = look(client)
    assert titles(shown) == IN_ORDER
    assert number(shown) == "9 consultations"
    assert "Secret" not in shown.get_text()
    assert titles(look(client, q="private")) == []


def test_a_cached_list_ends_when_any_consultation_changes_also_on_another_page(
    client: Client,
) -> None:
    for index in range(PAGE_SIZE + 1):
        make(f"Open {index:02}", closes=index + 1)
    last = ConsultationPage.objects.get(title="Open 20")
    last.expire_at = NOW + timedelta(seconds=20)
    last.save()
    with travel(NOW, tick=False):
        response = client.get("/")
    assert "Open 20" not in response.content.decode()
    assert "s-maxage=20" in response["Cache-Control"]
    assert "Vary" not in response or "Cookie" not in response["Vary"]


def test_the_list_takes_as_many_queries_for_forty_five_consultations_as_for_one(
    client: Client,
) -> None:
    topic = Topic.objects.create(name="Parks")

    def count(**asked: str) -> int:
        look(client, **asked)
        with CaptureQueriesContext(connection) as queries:
            look(client, **asked)
        return len(queries)

    give(make("First"), topic)
    one = count()
    for index in range(44):
        page = make(f"Open {index}", -90, -index)
        give(page, topic)
        if index % 3 == 0:
            OutcomePageFactory(parent=page)
    assert count() == one
    assert count(state="closed", topic=str(topic.pk)) == one
    assert count(q="open") == one + 1
