"""The place of a page in its consultation: breadcrumbs, chapters, previous and next page."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page

from consultation.pages.models import ConsultationPage
from tests.factories import ConsultationPageFactory, SectionPageFactory, site_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> ConsultationPage:
    """Return a consultation of chapters one (with parts A and B) and two (with part C)."""
    home = site_home()
    home.title = "All consultations"
    home.save_revision().publish()
    consultation = ConsultationPageFactory(parent=Page.objects.get(pk=home.pk), title="The plan")
    one = SectionPageFactory(parent=consultation, title="One")
    SectionPageFactory(parent=one, title="A")
    SectionPageFactory(parent=one, title="B")
    two = SectionPageFactory(parent=consultation, title="Two")
    SectionPageFactory(parent=two, title="C")
    return consultation


def opened(client: Client, title: str) -> BeautifulSoup:
    page = Page.objects.get(title=title)
    return BeautifulSoup(client.get(page.url).content, "html.parser")


def breadcrumbs(html: BeautifulSoup) -> list[str]:
    return [link.get_text() for link in html.select("nav.govuk-breadcrumbs a")]


def chapters(listing: Any) -> list[Any]:
    """Return the titles of a tree of chapters; a chapter with parts is (title, parts)."""
    found: list[Any] = []
    for item in listing.find_all("li", recursive=False):
        below = item.find("ul", recursive=False)
        title = item.a.get_text()
        found.append((title, chapters(below)) if below else title)
    return found


def test_breadcrumbs_lead_from_the_front_page_to_the_parent(
    client: Client, consultation: ConsultationPage
) -> None:
    html = opened(client, "A")
    assert breadcrumbs(html) == ["All consultations", "The plan", "One"]
    for link in html.select("nav.govuk-breadcrumbs a"):
        assert link.get_text() in client.get(str(link["href"])).content.decode()


def test_the_front_page_has_no_breadcrumbs(client: Client, consultation: ConsultationPage) -> None:
    assert breadcrumbs(opened(client, "All consultations")) == []


def test_chapters_are_the_pages_of_the_consultation_as_a_tree(
    client: Client, consultation: ConsultationPage
) -> None:
    for title in ("The plan", "One", "C"):
        listing = opened(client, title).select_one("nav.chapters > ul")
        assert chapters(listing) == [("One", ["A", "B"]), ("Two", ["C"])]


def test_the_page_being_read_is_marked_in_the_chapters(
    client: Client, consultation: ConsultationPage
) -> None:
    marked = opened(client, "B").select("nav.chapters [aria-current=page]")
    assert [link.get_text() for link in marked] == ["B"]


def test_next_and_previous_lead_through_the_whole_consultation_and_back(
    client: Client, consultation: ConsultationPage
) -> None:
    order = ["The plan", "One", "A", "B", "Two", "C"]
    address, way = consultation.url, []
    for _ in order:
        html = BeautifulSoup(client.get(address).content, "html.parser")
        way.append(html.h1.get_text() if html.h1 else "")
        following = html.select_one("a[rel=next]")
        address = str(following["href"]) if following else ""
    assert (way, address) == (order, "")
    for title, before in zip(order[1:], order[:-1], strict=True):
        link = opened(client, title).select_one("a[rel=prev]")
        assert link is not None
        assert link["href"] == Page.objects.get(title=before).url
    assert opened(client, "The plan").select_one("a[rel=prev]") is None


def test_it_follows_pages_that_are_moved(client: Client, consultation: ConsultationPage) -> None:
    part, chapter = Page.objects.get(title="C"), Page.objects.get(title="One")
    part.move(chapter, pos="first-child")
    listing = opened(client, "Two").select_one("nav.chapters > ul")
    assert chapters(listing) == [("One", ["C", "A", "B"]), "Two"]
    assert breadcrumbs(opened(client, "C")) == ["All consultations", "The plan", "One"]


def test_another_consultation_is_not_in_it(client: Client, consultation: ConsultationPage) -> None:
    other = ConsultationPageFactory(title="Another plan")
    SectionPageFactory(parent=other, title="Elsewhere")
    html = opened(client, "C")
    assert "Elsewhere" not in html.get_text()
    assert html.select_one("a[rel=next]") is None


def test_parts_of_an_unpublished_chapter_stay_in_the_order(
    client: Client, consultation: ConsultationPage
) -> None:
    chapter = Page.objects.get(title="One")
    chapter.unpublish()
    listing = opened(client, "B").select_one("nav.chapters > ul")
    assert chapters(listing) == ["A", "B", ("Two", ["C"])]


def test_a_section_outside_of_any_consultation_has_breadcrumbs_only(client: Client) -> None:
    home = site_home()
    SectionPageFactory(parent=home, title="About us")
    html = opened(client, "About us")
    assert breadcrumbs(html) == [home.title]
    assert html.select_one("nav.chapters, a[rel=next], a[rel=prev]") is None


def test_drafts_that_were_never_saved_can_be_previewed(publisher: Client) -> None:
    page = SectionPageFactory.build(parent=None, title="Not yet in the tree")
    navigation = page.navigation(None)
    assert (navigation.breadcrumbs, navigation.chapters) == ([], [])
