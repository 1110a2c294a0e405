"""From an address to a page, and from an old address to the new one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from home.models import HomePage
from tests.factories import ConsultationPageFactory, SectionPageFactory, make_user, site_home
from tests.factories.editor import edit_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep() -> Page:
    """Return a page five levels down, at /plan/a/b/c/d/."""
    page: Page = ConsultationPageFactory(slug="plan", title="The plan")
    for name in "abcd":
        page = SectionPageFactory(parent=page, slug=name, title=f"Part {name}")
    return page


def status(client: Client, address: str) -> int:
    return client.get(address).status_code


def title(client: Client, address: str) -> str:
    return client.get(address).content.decode().split("</h1>")[0].rsplit(">", 1)[1]


def test_every_level_is_found_by_its_address(client: Client, deep: Page) -> None:
    assert deep.url == "/plan/a/b/c/d/"
    assert title(client, "/plan/") == "The plan"
    assert title(client, "/plan/a/b/") == "Part b"
    assert title(client, "/plan/a/b/c/d/") == "Part d"


def test_a_deep_page_is_found_as_quickly_as_a_high_one(client: Client, deep: Page) -> None:
    counts = []
    for address in ("/plan/a/", "/plan/a/b/c/d/"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert status(client, address) == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "address",
    [
        "/plan/x/",
        "/plan/a/b/c/d/e/",
        "/a/",
        "/plan/b/",
        "/home/",
        "/home/plan/",
        "/plan//a/",
        "/Plan/",
        "/plan/a/b/c/d/%20/",
        "/pl_n/",
        "/plan/a/index.html/",
    ],
)
def test_what_is_no_page_is_not_found(client: Client, deep: Page, address: str) -> None:
    assert status(client, address) == 404


def test_an_unpublished_page_is_not_found_and_those_below_it_are(
    client: Client, deep: Page
) -> None:
    Page.objects.get(slug="b").unpublish()
    assert status(client, "/plan/a/b/") == 404
    assert status(client, "/plan/a/b/c/") == 200


def test_an_address_without_its_slash_leads_to_the_one_with_it(client: Client, deep: Page) -> None:
    response = client.get("/plan/a/b?from=letter")
    assert response.status_code == 301
    assert response["Location"] == "/plan/a/b/?from=letter"


def test_query_strings_change_nothing(client: Client, deep: Page) -> None:
    assert title(client, "/plan/a/?utm_source=letter&page=2") == "Part a"


def test_a_page_of_another_site_is_not_found_here(client: Client, deep: Page) -> None:
    other = HomePage(title="Elsewhere", slug="elsewhere")
    Page.get_first_root_node().add_child(instance=other)
    Site.objects.create(hostname="elsewhere.example", root_page=other)
    SectionPageFactory(parent=other, slug="only-there")
    assert status(client, "/only-there/") == 404


def test_a_page_that_moved_is_found_at_its_new_address(client: Client, deep: Page) -> None:
    deep.move(Page.objects.get(slug="plan"), pos="last-child")
    assert title(client, "/plan/d/") == "Part d"
    response = client.get("/plan/a/b/c/d/")
    assert (response.status_code, response["Location"]) == (301, "/plan/d/")


def test_an_old_address_leads_to_where_an_administrator_sent_it(client: Client, deep: Page) -> None:
    Redirect.add_redirect("/mechanisms.html", deep)
    Redirect.add_redirect("/old/", "https://example.org/archive", is_permanent=False)
    response = client.get("/mechanisms.html")
    assert (response.status_code, response["Location"]) == (301, deep.url)
    response = client.get("/old/")
    assert (response.status_code, response["Location"]) == (302, "https://example.org/archive")


def test_the_address_of_a_renamed_page_leads_to_its_new_one(
    client: Client, deep: Page, django_capture_on_commit_callbacks: Any
) -> None:
    staff = Client()
    staff.force_login(make_user("superuser"))
    page = Page.objects.get(slug="c").specific
    with django_capture_on_commit_callbacks(execute=True):
        assert edit_page(staff, page, slug="chapter").status_code == 302
    for old, new in (("/plan/a/b/c/", "/plan/a/b/chapter/"), ("/plan/a/b/c/d/", None)):
        response = client.get(old)
        assert response.status_code == 301, old
        assert response["Location"] == (new or "/plan/a/b/chapter/d/")


def test_the_front_page_is_at_the_top(client: Client) -> None:
    home = site_home()
    assert title(client, "/") == home.title
