"""The list of contents of one page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from tests.factories import SectionPageFactory, feedback_form, site_home

pytestmark = [pytest.mark.django_db]

Entry = tuple[str, str, list[Any]]


def heading(text: str, level: str = "h2") -> dict[str, Any]:
    return {"type": "heading", "value": {"text": text, "level": level}}


def opened(client: Client, *blocks: dict[str, Any]) -> BeautifulSoup:
    page: Page = SectionPageFactory(blocks=list(blocks))
    return BeautifulSoup(client.get(page.url).content, "html.parser")


def entries(listing: Any) -> list[Entry]:
    """Return (text, address, entries below) for a list of contents."""
    found = []
    for item in listing.find_all("li", recursive=False):
        below = item.find("ol", recursive=False)
        found.append((item.a.get_text(), item.a["href"], entries(below) if below else []))
    return found


def contents(html: BeautifulSoup) -> list[Entry]:
    listing = html.select_one("nav.contents > ol")
    return entries(listing) if listing else []


def test_a_page_without_headings_has_none(client: Client) -> None:
    html = opened(client, {"type": "rich_text", "value": "<p>Short</p>"})
    assert html.select_one("nav.contents") is None


def test_one_heading_makes_no_list(client: Client) -> None:
    assert opened(client, heading("Why")).select_one("nav.contents") is None


def test_headings_are_listed_smaller_ones_below_larger_ones(client: Client) -> None:
    html = opened(
        client, heading("Why"), heading("Money", "h3"), heading("Time", "h3"), heading("How")
    )
    assert contents(html) == [
        ("Why", "#why", [("Money", "#money", []), ("Time", "#time", [])]),
        ("How", "#how", []),
    ]


def test_a_small_heading_before_any_other_is_listed_too(client: Client) -> None:
    html = opened(client, heading("First", "h3"), heading("Then"))
    assert contents(html) == [("First", "#first", []), ("Then", "#then", [])]


def test_the_form_is_listed_in_its_place(client: Client) -> None:
    html = opened(client, heading("Why"), feedback_form(heading="Tell us"), heading("After"))
    assert [(text, address) for text, address, _ in contents(html)] == [
        ("Why", "#why"),
        ("Tell us", "#feedback"),
        ("After", "#after"),
    ]


def test_every_entry_leads_to_its_own_heading(client: Client) -> None:
    texts = [
        "Why",
        "Why",
        "Why 2",
        "Feedback",
        "Main content",
        "Footnotes",
        "Contents",
        "Chapters",
        "Contents heading",
        "Feedback heading",
        "Privacy",
        "Contact",
        "ID summary",
        "???",
        "Предложения",
    ]
    html = opened(client, *(heading(text) for text in texts), feedback_form())
    listed = contents(html)
    assert [text for text, _, _ in listed] == [*texts, "Page feedback"]
    for text, address, _ in listed:
        found = html.find_all(id=address.removeprefix("#"))
        assert len(found) == 1, f"{address} is not one element"
        assert text in found[0].get_text()
    ids = [element["id"] for element in html.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


def test_a_heading_keeps_no_markup_of_its_own(client: Client) -> None:
    html = opened(client, heading("Bread & <b>butter</b>"), heading("Jam"))
    assert contents(html)[0] == ("Bread & <b>butter</b>", "#bread-bbutterb", [])


def test_headings_of_the_front_page_have_anchors(client: Client) -> None:
    home = site_home()
    home.body = [("heading", {"text": "Welcome", "level": "h2"})]
    home.save_revision().publish()
    html = BeautifulSoup(client.get("/").content, "html.parser")
    assert html.find(id="welcome").get_text() == "Welcome"  # type: ignore[union-attr]


def test_a_heading_keeps_the_end_of_its_address_that_it_was_given(client: Client) -> None:
    given = heading("Other words")
    given["value"]["anchor"] = "why"
    html = opened(client, heading("Why"), given, heading("Least", "h4"))
    assert contents(html) == [("Why", "#why-2", []), ("Other words", "#why", [])]
    assert [(each.name, each["id"]) for each in html.select(".content [id]")] == [
        ("h2", "why-2"),
        ("h2", "why"),
        ("h4", "least"),
    ]
