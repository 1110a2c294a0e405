"""Blocks of ideas: what they choose, in which order, and which theme pages they lead to."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from ideas.models import Idea
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    idea_tree,
    reword,
)

pytestmark = pytest.mark.django_db

LINKING = ["area_table", "idea_overview", "idea_list"]


def section_with(kind: str, parent: Page | None = None, **value: Any) -> Page:
    """Return a page with one block of ideas."""
    block = {"type": kind, "value": {"title": "The block", **value}}
    return SectionPageFactory(parent=parent or ConsultationPageFactory(), blocks=[block])


def block_of(client: Client, page: Page, kind: str) -> Tag:
    """Return the block as a reader gets it."""
    html = BeautifulSoup(client.get(page.url).content, "html5lib")
    found = html.select_one(f".{kind.replace('_', '-')}")
    assert found is not None
    assert found["aria-label"] == "The block"
    return found


def texts(block: Tag, selector: str) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in block.select(selector)]


def test_the_area_table_reads_area_by_area(client: Client) -> None:
    first, second = AreaFactory(name="One", colour="plum", summary="In short"), AreaFactory()
    ThemeFactory(area=second, short_title="Third")
    ThemeFactory(area=first, short_title="First")
    ThemeFactory(area=first, short_title="Second")
    block = block_of(client, section_with("area_table"), "area_table")
    columns = block.select("ul > li.area")
    assert [texts(column, "li") for column in columns] == [["First", "Second"], ["Third"]]
    assert columns[0].get_text(" ", strip=True).startswith("One In short First")
    assert "area--plum" in columns[0]["class"]


def test_the_overview_reads_area_theme_ideas(client: Client) -> None:
    idea_tree(2, 2, 3)
    block = block_of(client, section_with("idea_overview"), "idea_overview")
    expected = [idea.wording for idea in Idea.objects.in_order()]
    assert texts(block, ".idea-overview__ideas > li") == expected
    assert len(block.select(".idea-overview__area")) == 2
    assert len(block.select(".idea-overview__theme")) == 4
    assert block.select(".idea-overview__ideas b")[0].get_text() == "Share"


def test_a_list_is_narrowed_down_by_area_theme_and_status(client: Client) -> None:
    idea_tree(2, 2, 1)
    first, second, third, fourth = Idea.objects.in_order()
    reword(fourth, status="testing", public_note="Three towns try it")
    for value, expected in (
        ({}, [first, second, third, fourth]),
        ({"area": first.theme.area_id}, [first, second]),
        ({"theme": third.theme_id}, [third]),
        ({"status": "proposed"}, [first, second, third]),
        ({"status": "testing", "area": third.theme.area_id}, [fourth]),
    ):
        block = block_of(client, section_with("idea_list", **value), "idea_list")
        assert texts(block, ".idea__statement") == [str(idea) for idea in expected]
    assert texts(block, ".idea__status") == ["Being tested Three towns try it"]


@pytest.mark.parametrize("shown", [True, False])
def test_a_list_shows_descriptions_if_it_is_reported(client: Client, shown: bool) -> None:
    IdeaFactory(description="<p>At <b>length</b></p>")
    block = block_of(client, section_with("idea_list", descriptions=shown), "idea_list")
    assert texts(block, ".idea__description") == (["At length"] if shown else [])


def test_an_empty_list_says_so(client: Client) -> None:
    IdeaFactory()
    page = section_with("idea_list", status="adopted")
    assert "There are no ideas to show." in block_of(client, page, "idea_list").get_text()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("area_table", "There are no areas to show."),
        ("idea_overview", "There are no ideas to show."),
        ("idea_results", "There are no ideas to show."),
    ],
)
def test_blocks_say_so_where_there_is_nothing_yet(client: Client, kind: str, words: str) -> None:
    IdeaFactory(live=False, theme__live=False, theme__area__live=False)
    block = block_of(client, section_with(kind), kind)
    assert texts(block, "p") == ["The block", words]
    assert not block.select("ul")


@pytest.mark.parametrize("kind", ["area_table", "idea_overview", "idea_results"])
def test_areas_and_themes_without_anything_below_have_no_empty_lists(
    client: Client, kind: str
) -> None:
    AreaFactory(name="Empty area")
    ThemeFactory(title="Empty theme", short_title="Empty theme")
    block = block_of(client, section_with(kind), kind)
    assert ("Empty area" in block.get_text()) == (kind != "idea_results")
    assert ("Empty theme" in block.get_text()) == (kind != "idea_results")
    assert all(each.select("li") for each in block.select("ul"))


def test_results_are_shown_theme_by_theme(client: Client) -> None:
    first, second = IdeaFactory(), IdeaFactory()
    third = IdeaFactory(theme=first.theme)
    block = block_of(client, section_with("idea_results"), "idea_results")
    read = texts(block, ".idea-list__theme, .idea-results__words")
    assert read == [
        f"{first.theme.area}: {first.theme}",
        str(first),
        str(third),
        f"{second.theme.area}: {second.theme}",
        str(second),
    ]
    assert texts(block, ".idea-results__number") == ["No responses yet"] * 3


@pytest.mark.parametrize("kind", LINKING)
def test_themes_lead_to_their_pages_in_the_same_consultation(client: Client, kind: str) -> None:
    theme = IdeaFactory().theme
    ThemePageFactory(theme=theme)
    here = section_with(kind)
    assert not block_of(client, here, kind).select("a")
    page = ThemePageFactory(theme=theme, parent=here.get_parent())
    (link,) = block_of(client, here, kind).select("a")
    assert link["href"] == page.url
    assert link.get_text() in (theme.title, theme.short_title)


@pytest.mark.parametrize("kind", LINKING)
@pytest.mark.parametrize("how", ["unpublished", "login", "below a private page"])
def test_what_strangers_cannot_open_is_not_linked(client: Client, kind: str, how: str) -> None:
    consultation = ConsultationPageFactory()
    chapter = SectionPageFactory(parent=consultation)
    page = ThemePageFactory(parent=chapter, theme=IdeaFactory().theme)
    here = section_with(kind, consultation)
    assert block_of(client, here, kind).select("a")
    if how == "unpublished":
        page.unpublish()
    else:
        private = page if how == "login" else chapter
        PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert not block_of(client, here, kind).select("a")
