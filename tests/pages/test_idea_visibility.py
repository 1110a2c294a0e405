"""What is not published shows nowhere in public, nor does anything below it; previews show all."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from wagtail.models import Page

from ideas.models import Area, Idea, Theme
from ideas.tree import read_tree
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemePageFactory,
    redraft,
    the_set,
)

pytestmark = pytest.mark.django_db

BLOCKS = [
    {"type": kind, "value": {"title": kind}}
    for kind in ("area_table", "idea_overview", "idea_list", "idea_results")
]
# What each thing is called, and what hangs below it.
WORDS = {Area: "Areaword", Theme: "Themeword", Idea: "Ideaword"}
BELOW = {Area: ["Areaword", "Themeword", "Ideaword"], Theme: ["Themeword", "Ideaword"]}
API = ("areas", "themes", "ideas", "results")


@pytest.fixture
def idea() -> Idea:
    """Return an idea under a theme under an area, each known by a word of its own."""
    return IdeaFactory(
        statement="Ideaword",
        theme__title="Themeword",
        theme__short_title="Themeword",
        theme__area__name="Areaword",
    )


@pytest.fixture
def pages(idea: Idea) -> list[Page]:
    """Return a page of all blocks and a page of the theme."""
    consultation = ConsultationPageFactory()
    return [
        SectionPageFactory(parent=consultation, blocks=BLOCKS),
        ThemePageFactory(parent=consultation, theme=idea.theme, title="Its page"),
    ]


def public(client: Client, pages: list[Page]) -> dict[str, str]:
    """Return everything that anyone can read, by its address."""
    cache.clear()
    addresses = [page.url for page in pages] + [f"/api/v1/{name}" for name in API]
    return {address: client.get(address).content.decode() for address in addresses}


def preview(page: Page) -> str:
    """Return a page as its preview shows it."""
    return page.make_preview_request(RequestFactory().get("/"), "").render().content.decode()


def item_of(model: type, idea: Idea) -> Any:
    return {Idea: idea, Theme: idea.theme, Area: idea.theme.area}[model]


@pytest.mark.parametrize("model", [Area, Theme, Idea])
def test_what_is_taken_back_takes_all_below_it_along(
    client: Client, idea: Idea, pages: list[Page], model: type
) -> None:
    gone = BELOW.get(model, ["Ideaword"])
    section, theme_page = pages
    for word in gone:
        assert word in public(client, pages)[section.url]
    assert "Ideaword" in public(client, pages)[theme_page.url]
    item_of(model, idea).unpublish()
    for address, text in public(client, pages).items():
        for word in gone:
            assert word not in text, address
            assert word.lower() not in text, address
    assert WORDS[model] not in repr(read_tree(the_set().pk))
    assert client.get(f"/api/v1/ideas/{idea.code}").status_code == 404


@pytest.mark.parametrize("model", [Area, Theme, Idea])
def test_the_rest_stays(client: Client, idea: Idea, pages: list[Page], model: type) -> None:
    IdeaFactory(statement="Stays")
    item_of(model, idea).unpublish()
    shown = public(client, pages)
    assert shown[pages[0].url].count("Stays") == 3
    assert "Stays" in shown["/api/v1/ideas"]


@pytest.mark.parametrize(
    ("model", "field"),
    [(Area, "name"), (Theme, "short_title"), (Theme, "title"), (Idea, "statement")],
)
def test_drafts_show_in_previews_only(
    client: Client, idea: Idea, pages: list[Page], model: type, field: str
) -> None:
    redraft(item_of(model, idea), **{field: "Draftword"})
    assert "Draftword" not in "".join(public(client, pages).values())
    assert "Draftword" in preview(pages[0])


def test_an_idea_that_was_never_published_shows_in_previews_only(
    client: Client, idea: Idea, pages: list[Page]
) -> None:
    IdeaFactory(statement="Newword", theme=idea.theme, live=False)
    assert "Newword" not in "".join(public(client, pages).values())
    for page in pages:
        assert "Newword" in preview(page)


def test_a_draft_that_moves_an_idea_moves_it_in_previews(idea: Idea) -> None:
    other = IdeaFactory(statement="Other").theme
    redraft(idea, theme=other)
    (first, second) = [area.themes[0] for area in read_tree(the_set().pk, drafts=True)]
    assert ([each.statement for each in first.ideas], len(second.ideas)) == ([], 2)
    assert [len(area.themes[0].ideas) for area in read_tree(the_set().pk)] == [1, 1]
