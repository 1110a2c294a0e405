"""The page of a theme: its ideas in order, each under an anchor that lasts."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from home.models import PortalSettings
from ideas.models import Idea, Theme
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemePageFactory,
    feedback_form,
    idea_tree,
    question,
    reword,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    """Return the page of a theme of three ideas."""
    page = ThemePageFactory(theme__summary="What it is about")
    for lead in ("Share", "Open", "Train"):
        IdeaFactory(theme=page.theme, lead=lead, statement="it")
    return page


def html_of(client: Client, page: Page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def anchors(html: BeautifulSoup) -> list[str]:
    return [str(each["id"]) for each in html.select(".theme-ideas .idea")]


def test_ideas_are_in_order_under_a_heading_in_the_contents(client: Client, page: Page) -> None:
    html = html_of(client, page)
    assert [each.get_text().strip() for each in html.select(".theme-ideas .idea__statement")] == [
        "Share it",
        "Open it",
        "Train it",
    ]
    assert html.select_one("h2#theme-ideas")
    assert "What it is about" in html.get_text()


def test_anchors_stay_when_an_idea_is_reworded(client: Client, page: Page) -> None:
    before = anchors(html_of(client, page))
    assert before == ["idea-share-it", "idea-open-it", "idea-train-it"]
    reword(Idea.objects.get(code="open-it"), lead="Unlock", statement="all of it")
    html = html_of(client, page)
    assert anchors(html) == before
    statement = html.select_one("#idea-open-it .idea__statement")
    assert statement.get_text().strip() == "Unlock all of it"


def test_no_id_is_given_twice(client: Client, page: Page) -> None:
    headings = ["Idea share it", "Theme ideas", "Idea open it"]
    blocks = [{"type": "heading", "value": {"text": text, "level": "h2"}} for text in headings]
    blocks += [{"type": kind, "value": {}} for kind in ("idea_list", "idea_overview")]
    blocks += [feedback_form(question("idea_judgement", "judged", theme=page.theme_id))]
    other = ThemePageFactory(theme=page.theme, blocks=blocks)
    html = html_of(client, other)
    ids = Counter(str(each["id"]) for each in html.select("[id]"))
    assert [name for name, number in ids.items() if number > 1] == []
    assert anchors(html) == ["idea-share-it", "idea-open-it", "idea-train-it"]
    for link in html.select("nav a[href^='#']"):
        assert link["href"].removeprefix("#") in ids


def test_a_page_whose_theme_is_not_public_shows_what_else_it_has(
    client: Client, page: Page
) -> None:
    text = [{"type": "rich_text", "value": "<p>Still here</p>"}]
    other = ThemePageFactory(theme=page.theme, blocks=text)
    Theme.objects.get().unpublish()
    html = html_of(client, other)
    assert "Still here" in html.get_text()
    assert not html.select(".theme-ideas, #theme-ideas, a[href='#theme-ideas']")
    assert "What it is about" not in html.get_text()


def test_a_theme_without_ideas_has_no_empty_heading(client: Client) -> None:
    assert not html_of(client, ThemePageFactory()).select(".theme-ideas, #theme-ideas")


def queries(page: Page) -> list[str]:
    """Return the queries of a stranger's first visit."""
    cache.clear()
    Site.clear_site_root_paths_cache()
    with CaptureQueriesContext(connection) as captured:
        assert Client().get(page.url).status_code == 200
    return [query["sql"] for query in captured]


def test_a_page_costs_the_same_however_many_ideas_there_are() -> None:
    PortalSettings.load()
    consultation = ConsultationPageFactory()
    kinds = ("area_table", "idea_overview", "idea_list", "idea_results")
    section = SectionPageFactory(
        parent=consultation, blocks=[{"type": kind, "value": {"title": ""}} for kind in kinds]
    )
    idea_tree(1, 1, 1)
    theme_page = ThemePageFactory(
        parent=consultation,
        theme=Theme.objects.get(),
        blocks=[feedback_form(question("idea_scoring", "scores"))],
    )
    one = [len(queries(page)) for page in (section, theme_page)]
    idea_tree(5, 2, 3)
    for theme in Theme.objects.exclude(pk=theme_page.theme_id):
        ThemePageFactory(parent=consultation, theme=theme)
    IdeaFactory.create_batch(5, theme=theme_page.theme)
    many = [queries(page) for page in (section, theme_page)]
    assert [len(each) for each in many] == one, many
