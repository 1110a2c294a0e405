"""Links inside texts: to pages and documents wherever they are by now, or gone."""

from typing import Any

import pytest
import wagtail_factories
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from tests.factories import ConsultationPageFactory, SectionPageFactory, site_home

pytestmark = pytest.mark.django_db


def page_link(page: Page, text: str = "the page") -> str:
    return f'<p>See <a linktype="page" id="{page.pk}">{text}</a> first</p>'


def links(client: Client, *blocks: dict[str, Any], text: str = "the page") -> list[str | None]:
    """Return the addresses of all links with this text, on a page with these blocks."""
    page = SectionPageFactory(blocks=list(blocks))
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    article = html.select_one(".content")
    assert article is not None
    return [link.get("href") for link in article.find_all("a") if link.get_text() == text]


def every_block(rich_text: str) -> list[dict[str, Any]]:
    """Return one block of each kind that holds rich text, all with this text."""
    return [
        {"type": "rich_text", "value": rich_text},
        {"type": "callout", "value": {"kind": "important", "title": "Look", "text": rich_text}},
        {"type": "details", "value": {"items": [{"summary": "Open", "text": rich_text}] * 2}},
        {
            "type": "table",
            "value": {
                "caption": "Where to look",
                "row_headers": False,
                "table": {
                    "columns": [{"type": "rich_text", "heading": "Where"}],
                    "rows": [{"values": [rich_text]}],
                    "caption": "",
                },
            },
        },
        {
            "type": "embed",
            "value": {
                "title": "A film",
                "url": "https://video.example.org/film",
                "transcript": rich_text,
            },
        },
    ]


def test_a_page_link_leads_there_from_every_kind_of_block(client: Client) -> None:
    target = SectionPageFactory()
    assert links(client, *every_block(page_link(target))) == [target.url] * 6


def test_a_link_follows_a_target_that_moved(client: Client) -> None:
    target = SectionPageFactory(title="Wanderer", slug="wanderer")
    page = SectionPageFactory(blocks=every_block(page_link(target)))
    target.move(ConsultationPageFactory(slug="new-place"), pos="last-child")
    html = client.get(page.url).content.decode()
    assert html.count('href="/new-place/wanderer/"') == 6
    assert client.get("/new-place/wanderer/").status_code == 200


def test_a_link_follows_a_target_whose_parent_got_another_address(client: Client) -> None:
    parent = ConsultationPageFactory(slug="old-name")
    target = SectionPageFactory(parent=parent, slug="target")
    page = SectionPageFactory(blocks=every_block(page_link(target)))
    parent.slug = "new-name"
    parent.save_revision().publish()
    assert client.get(page.url).content.decode().count('href="/new-name/target/"') == 6


def test_the_words_of_a_link_stay_when_its_target_is_gone(client: Client) -> None:
    target = SectionPageFactory()
    blocks = every_block(page_link(target))
    target.delete()
    assert links(client, *blocks) == [None] * 6


def test_a_document_link_leads_to_the_document(client: Client) -> None:
    document = wagtail_factories.DocumentFactory(title="The report")
    gone = wagtail_factories.DocumentFactory()
    text = (
        f'<p><a linktype="document" id="{document.pk}">the page</a> and '
        f'<a linktype="document" id="{gone.pk}">the page</a></p>'
    )
    gone.delete()
    assert links(client, *every_block(text)) == [document.url, None] * 6
    assert client.get(document.url).status_code == 200


def test_other_links_stay_as_they_are(client: Client) -> None:
    text = (
        '<p><a href="https://example.org/?a=1&amp;b=2">the page</a>'
        '<a href="mailto:us@example.org">the page</a><a href="#here">the page</a></p>'
    )
    expected = ["https://example.org/?a=1&b=2", "mailto:us@example.org", "#here"]
    assert links(client, {"type": "rich_text", "value": text}) == expected


def test_links_in_contact_and_privacy_texts_lead_to_pages_too(client: Client) -> None:
    target = SectionPageFactory()
    page = ConsultationPageFactory(contact=page_link(target), privacy=page_link(target))
    assert client.get(page.url).content.decode().count(f'href="{target.url}">the page') == 2


def test_a_quote_links_to_its_source(client: Client) -> None:
    quote = {"quote": "Yes", "attribution": "the page", "source": "https://example.org/said"}
    assert links(client, {"type": "quote", "value": quote}) == ["https://example.org/said"]


def test_links_of_one_request_are_not_those_of_the_next(client: Client) -> None:
    target = SectionPageFactory(slug="first-name")
    page = SectionPageFactory(blocks=[{"type": "rich_text", "value": page_link(target)}])
    assert "first-name" in client.get(page.url).content.decode()
    target.slug = "second-name"
    target.save_revision().publish()
    assert "first-name" not in client.get(page.url).content.decode()
    assert "second-name" in client.get(page.url).content.decode()


def test_links_on_the_front_page_lead_there_too(client: Client) -> None:
    target = SectionPageFactory()
    home = site_home()
    home.body = [("rich_text", page_link(target))]
    home.save_revision().publish()
    assert f'href="{target.url}">the page' in client.get("/").content.decode()
