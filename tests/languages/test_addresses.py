"""Pages are at addresses of their language, and are shown in it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import get_language

from consultation.pages.models import ConsultationPage, SectionPage
from consultation.pages.navigation import list_translations
from home.models import HomePage, PortalSettings
from tests.factories import SectionPageFactory, site_home
from tests.feedback.screens import screen

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def links(page: BeautifulSoup, rel: str) -> dict[str, str]:
    return {
        link.get("hreflang", ""): link["href"].removeprefix("http://localhost")
        for link in page.select(f"link[rel={rel}]")
    }


def test_a_portal_in_one_language_says_nothing_of_others(client: Client) -> None:
    section = SectionPageFactory()
    response = client.get(section.url)
    page = screen(response)
    assert page.html["lang"] == "en-GB"
    assert page.select_one("meta[property='og:locale']")["content"] == "en_GB"
    assert not response.has_header("Content-Language")
    assert not response.has_header("Vary") or "Language" not in response["Vary"]
    assert not page.select("link[rel=alternate], .masthead__languages")
    assert client.get("/cy/").status_code == 404
    assert "/cy/" not in client.get("/robots.txt").content.decode()


def test_pages_are_at_addresses_of_their_language(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    assert (section.url, welsh_section.url) == ("/tools/part/", "/cy/offer/rhan/")
    for page, tag, country in ((section, "en-GB", "en_GB"), (welsh_section, "cy", "cy_GB")):
        response = client.get(page.url)
        assert response.status_code == 200
        assert response["Content-Language"] == page.locale.language_code
        assert "Accept-Language" not in response.get("Vary", "")
        assert not response.cookies
        shown = screen(response)
        assert shown.html["lang"] == tag
        assert shown.select_one("meta[property='og:locale']")["content"] == country
    assert client.get("/cy/tools/part/").status_code == 404
    assert client.get("/offer/rhan/").status_code == 404
    assert client.get("/en-gb/tools/part/").status_code == 404
    assert get_language() == "en-gb"


def test_a_welsh_page_is_in_welsh_to_its_last_word(
    client: Client, welsh_section: SectionPage
) -> None:
    page = screen(client.get(welsh_section.url))
    assert page.select_one(".masthead__name")["href"] == "/cy/"
    assert page.select_one("#feedback form")["action"] == f"/cy/respond/{welsh_section.pk}/"
    footer = [link["href"] for link in page.select(".footer a")]
    assert {"/cy/search/", "/cy/respond/counted/"} <= set(footer)


def test_neither_cookie_nor_browser_choose_the_language(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    client.cookies["django_language"] = "cy"
    response = client.get(section.url, headers={"accept-language": "cy"})
    assert response["Content-Language"] == "en-gb"


def test_pages_link_to_their_translations(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    page = screen(client.get(section.url))
    (link,) = page.select(".masthead__languages a")
    assert (link["href"], link["lang"], link.get_text()) == ("/cy/offer/rhan/", "cy", "Cymraeg")
    alternate = links(page, "alternate")
    assert alternate == {"en-GB": "/tools/part/", "cy": "/cy/offer/rhan/"}
    back = screen(client.get(welsh_section.url))
    (link,) = back.select(".masthead__languages a")
    assert (link["href"], link["lang"], link.get_text()) == ("/tools/part/", "en-GB", "English")
    assert links(back, "alternate") == alternate
    assert links(back, "canonical") == {"": "/cy/offer/rhan/"}


def test_drafts_and_private_translations_are_not_linked(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    restriction = welsh_section.view_restrictions.create(restriction_type="login")
    assert not screen(client.get(section.url)).select(".masthead__languages")
    restriction.delete()
    welsh_section.unpublish()
    assert not screen(client.get(section.url)).select(".masthead__languages")


def test_translations_cost_one_query(
    client: Client, section: SectionPage, welsh_section: SectionPage, django_assert_num_queries: Any
) -> None:
    client.get(section.url)
    with django_assert_num_queries(1):
        assert len(list_translations(section, [], None)) == 1


def test_no_query_without_languages(django_assert_num_queries: Any) -> None:
    section = SectionPageFactory()
    with django_assert_num_queries(0):
        assert list_translations(section, [], None) == []


def test_a_welsh_page_in_the_english_tree_is_in_welsh(
    client: Client, lone_section: SectionPage
) -> None:
    response = client.get(lone_section.url)
    assert response["Content-Language"] == "cy"
    page = screen(response)
    assert page.html["lang"] == "cy"
    assert page.select_one("#feedback form")["action"] == f"/cy/respond/{lone_section.pk}/"


def test_a_welsh_page_behind_a_password_asks_for_it_in_welsh(
    client: Client, lone_section: SectionPage
) -> None:
    lone_section.view_restrictions.create(restriction_type="password", password="secret")
    response = client.get(lone_section.url)
    assert screen(response).html["lang"] == "cy"
    answer = client.post(
        screen(response).select_one("main form")["action"],
        {"password": "secret", "return_url": lone_section.url},
    )
    assert answer["Location"] == lone_section.url
    assert "Tudalen" in client.get(lone_section.url).content.decode()


def test_without_a_welsh_front_page_its_address_shows_the_english_one(
    client: Client, consultation: ConsultationPage, welsh: Any
) -> None:
    response = client.get("/cy/")
    assert (response.status_code, response["Content-Language"]) == (200, "en-gb")


def test_the_welsh_front_page_lists_welsh_consultations(
    client: Client, welsh_consultation: ConsultationPage, welsh_home: HomePage
) -> None:
    shown = screen(client.get("/cy/"))
    assert shown.h1.get_text() == "Ymgyngoriadau"
    assert [link["href"] for link in shown.select(".listing__link")] == ["/cy/offer/"]
    listed = screen(client.get("/")).select(".listing__link")
    assert [link["href"] for link in listed] == ["/tools/"]


def test_missing_pages_are_told_in_the_language_of_the_address(
    client: Client, welsh_home: HomePage
) -> None:
    response = client.get("/cy/dim/")
    assert (response.status_code, response["Content-Language"]) == (404, "cy")
    assert screen(response).html["lang"] == "cy"
    assert client.get("/nothing/")["Content-Language"] == "en-gb"


def test_a_missing_slash_is_added(client: Client, welsh_section: SectionPage) -> None:
    assert client.get("/cy/offer/rhan")["Location"] == "/cy/offer/rhan/"
    assert client.get("/cy")["Location"] == "/cy/"


def test_search_finds_pages_in_its_language(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    def found(address: str) -> set[str]:
        return {a["href"] for a in screen(client.get(address)).select(".search-results__title a")}

    assert found("/search/?q=Tools") == {"/tools/", "/tools/part/"}
    assert found("/search/?q=Offer") == set()
    assert found("/cy/search/?q=Offer") == {"/cy/offer/", "/cy/offer/rhan/"}


def test_site_files_know_all_languages(client: Client, welsh_section: SectionPage) -> None:
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/tools/part/</loc>" in sitemap
    assert "/cy/offer/rhan/</loc>" in sitemap
    robots = client.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /respond/", "Disallow: /cy/respond/", "Disallow: /cy/search/"} <= {*robots}


def test_addresses_of_the_staff_and_of_machines_have_no_prefix(
    client: Client, welsh_home: HomePage
) -> None:
    for address in ("/admin/login/", "/health/", "/robots.txt"):
        assert client.get(address).status_code == 200
        assert client.get(f"/cy{address}").status_code == 404
    assert site_home().url == "/"


def test_the_footer_links_to_translations(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    portal = PortalSettings.load()
    portal.privacy_notice = section
    link = {"type": "link", "value": {"page": section.pk, "wording": "About tools"}}
    portal.footer_links = PortalSettings.footer_links.field.stream_block.to_python([link])
    portal.save()

    def footer(address: str) -> dict[str, str]:
        links = screen(client.get(address)).select(".footer__links a")
        return {link.get_text(): link["href"] for link in links}

    assert footer(section.url)["About tools"] == "/tools/part/"
    welsh = footer(welsh_section.url)
    assert welsh["Offer"] == "/cy/offer/rhan/"
    assert "/tools/part/" not in welsh.values()
