"""robots.txt, sitemap.xml, security.txt and what other websites show of a link."""

import re

import pytest
import wagtail_factories
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from wagtail.models import Page, PageViewRestriction

from home.models import PortalSettings
from tests.factories import SectionPageFactory, ThemePageFactory, make_user, site_home

pytestmark = pytest.mark.django_db


def locations(client: Client) -> set[str]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return set(re.findall(r"<loc>(.*?)</loc>", response.content.decode()))


def open_graph(client: Client, page: Page) -> dict[str, str]:
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    return {tag["property"]: tag["content"] for tag in soup.select("meta[property^='og:']")}


def description(client: Client, page: Page) -> str:
    (tag,) = BeautifulSoup(client.get(page.url).content, "html.parser").select(
        "meta[name=description]"
    )
    return str(tag["content"])


def test_sitemap_names_public_pages_and_no_others(client: Client) -> None:
    public = SectionPageFactory()
    draft = SectionPageFactory(live=False)
    private = SectionPageFactory()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    below_private = SectionPageFactory(parent=private)
    found = locations(client)
    assert {public.full_url, site_home().full_url} <= found
    assert not {draft.full_url, private.full_url, below_private.full_url} & found


def test_sitemap_of_ten_pages_takes_as_many_queries_as_of_one(client: Client) -> None:
    counts = []
    for number in (1, 9):
        SectionPageFactory.create_batch(number)
        locations(client)
        with CaptureQueriesContext(connection) as queries:
            locations(client)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_robots_are_kept_off_the_admin_and_led_to_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in lines
    (sitemap,) = (line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap:"))
    assert sitemap == f"{site_home().full_url}sitemap.xml"
    assert client.get("/sitemap.xml").status_code == 200


def test_security_txt_needs_a_contact(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("security", "general", "contact"),
    [
        ("security@example.org", "hello@example.org", "security@example.org"),
        ("jörg@example.org", "", "j%C3%B6rg@example.org"),
        ("", "hello@example.org", "hello@example.org"),
    ],
)
def test_security_txt_names_the_contact_for_less_than_a_year(
    client: Client, security: str, general: str, contact: str
) -> None:
    settings = PortalSettings.load()
    settings.security_contact, settings.contact_email = security, general
    settings.save()
    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == f"mailto:{contact}"
    expires = parse_datetime(fields["Expires"])
    assert expires is not None
    assert 0 < (expires - now()).days < 365


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt"])
def test_site_files_only_answer_to_reading(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_shared_link_shows_title_summary_and_the_portal_picture(client: Client) -> None:
    page = SectionPageFactory(title="The quay", summary="How deep it is to be.")
    shown = open_graph(client, page)
    assert shown["og:title"] == "The quay"
    assert shown["og:description"] == "How deep it is to be."
    assert shown["og:url"] == page.full_url
    assert shown["og:image"].startswith("http")
    assert shown["og:image"].endswith("/static/images/share.png")


def test_a_theme_page_is_described_by_the_summary_of_its_theme(client: Client) -> None:
    summary = 'Where "harbour" begins\nand where it ends.'
    page = ThemePageFactory(theme__summary=summary)
    assert description(client, page) == summary
    assert open_graph(client, page)["og:description"] == summary
    page.search_description = "All about the harbour."
    page.save_revision().publish()
    assert description(client, page) == "All about the harbour."


def test_a_theme_that_is_not_public_describes_no_page(client: Client) -> None:
    page = ThemePageFactory(theme__summary="Not yet for readers.", theme__live=False)
    assert "Not yet for readers." not in client.get(page.url).content.decode()


def test_the_front_page_is_described_by_its_introduction(client: Client) -> None:
    page = site_home()
    page.introduction = "Read our plans."
    page.save_revision().publish()
    assert description(client, page) == "Read our plans."
    assert open_graph(client, page)["og:description"] == "Read our plans."


def test_shared_link_shows_the_picture_that_an_administrator_chose(client: Client) -> None:
    settings = PortalSettings.load()
    settings.share_picture = wagtail_factories.ImageFactory(file__width=1300, file__height=700)
    settings.save()
    image = open_graph(client, SectionPageFactory())["og:image"]
    assert image.startswith("http")
    assert image.endswith(".jpg")
    path = image[image.index("/media/") :]
    assert client.get(path)["Content-Type"] == "image/jpeg"


def test_shared_link_shows_the_first_picture_of_the_page(client: Client) -> None:
    picture = wagtail_factories.ImageFactory(file__width=1300, file__height=700)
    value = {"image": picture.pk, "decorative": False, "alt_text": "A quay"}
    block = {"type": "image", "value": {"image": value, "caption": ""}}
    shown = open_graph(client, SectionPageFactory(blocks=[block]))
    assert shown["og:image:alt"] == "A quay"
    path = shown["og:image"][shown["og:image"].index("/media/") :]
    assert client.get(path)["Content-Type"] == "image/jpeg"


def test_preview_of_a_draft_is_not_offered_for_sharing(client: Client) -> None:
    page = SectionPageFactory()
    client.force_login(make_user("Publisher"))
    html = client.get(f"/admin/pages/{page.pk}/view_draft/").content.decode()
    assert "og:title" not in html
