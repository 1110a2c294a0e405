"""The order of areas, themes and ideas: dragged as a whole or within one parent."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from ideas.models import Area, Idea, Theme
from tests.factories import (
    AreaFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    open_form,
    post_answer,
    question,
    redraft,
    reword,
)

from .admin import address, edit, listed, sign_in, was_refused

pytestmark = pytest.mark.django_db

IN_ORDER = "ordering=sort_order"


@pytest.fixture
def publisher() -> Client:
    return sign_in("Publisher")


def three(factory: Any) -> list[Any]:
    """Return three of a kind under one parent."""
    parents = {ThemeFactory: ("area", AreaFactory), IdeaFactory: ("theme", ThemeFactory)}
    if factory not in parents:
        return list(factory.create_batch(3))
    name, parent = parents[factory]
    return list(factory.create_batch(3, **{name: parent()}))


def place_url(client: Client, model: type, query: str) -> str | None:
    """Return where a list sends the new place of what is dragged; None if nothing can be."""
    page = BeautifulSoup(client.get(f"{address(model, 'list')}?{query}").content, "html.parser")
    table = page.select_one("[data-w-orderable-url-value]")
    return str(table["data-w-orderable-url-value"]) if table else None


def drag(client: Client, item: Any, position: int | str, query: str = IN_ORDER) -> None:
    """Drag something in a list to a place, counted from 0."""
    url = place_url(client, type(item), query)
    assert url is not None
    response = client.post(f"{url.replace('999999', str(item.pk))}?position={position}")
    assert response.json() == {"success": True}


def names(*items: Any) -> list[str]:
    return [str(item) for item in items]


@pytest.mark.parametrize("factory", [AreaFactory, ThemeFactory, IdeaFactory])
def test_dragging_changes_the_order_and_publishing_older_drafts_keeps_it(
    publisher: Client, factory: Any
) -> None:
    first, second, third = three(factory)
    model = type(first)
    for item in (first, third):
        redraft(item)
    drag(publisher, third, 0)
    order = names(third, first, second)
    assert listed(publisher, model) == order
    assert edit(publisher, third, "action-publish").status_code == 302
    assert edit(publisher, first, "action-publish").status_code == 302
    assert listed(publisher, model) == order


@pytest.mark.parametrize("position", ["2", "99", "", "x", "-1"])
def test_past_the_end_is_the_end(publisher: Client, position: str) -> None:
    first, second, third = three(IdeaFactory)
    drag(publisher, first, position)
    assert listed(publisher, Idea) == names(second, third, first)


def test_ideas_are_listed_theme_by_theme_and_area_by_area(publisher: Client) -> None:
    last, first = IdeaFactory(), IdeaFactory()
    second = IdeaFactory(theme=first.theme)
    drag(publisher, first.theme.area, 0)
    assert listed(publisher, Idea) == names(first, second, last)
    assert listed(publisher, Theme) == names(first.theme, last.theme)
    assert list(Idea.objects.in_order()) == [first, second, last]


@pytest.mark.parametrize("narrowed", ["theme", "theme__area"])
def test_ideas_are_dragged_while_only_those_of_one_parent_show(
    publisher: Client, narrowed: str
) -> None:
    before = IdeaFactory()
    first, second, third = three(IdeaFactory)
    after = IdeaFactory()
    parent = first.theme_id if narrowed == "theme" else first.theme.area_id
    query = f"{narrowed}={parent}&{IN_ORDER}"
    assert listed(publisher, Idea, f"?{query}") == names(first, second, third)
    drag(publisher, third, 1, query)
    assert listed(publisher, Idea, f"?{query}") == names(first, third, second)
    assert listed(publisher, Idea) == names(before, first, third, second, after)


def test_themes_are_dragged_within_their_area(publisher: Client) -> None:
    before = ThemeFactory()
    first, second, third = three(ThemeFactory)
    drag(publisher, first, 2, f"area={first.area_id}&{IN_ORDER}")
    assert listed(publisher, Theme) == names(before, second, third, first)


def test_the_way_to_dragging_keeps_the_filter(publisher: Client) -> None:
    idea = IdeaFactory()
    page = publisher.get(f"{address(Idea, 'list')}?theme={idea.theme_id}").content.decode()
    assert f"?{IN_ORDER}&amp;theme={idea.theme_id}" in page
    assert "Change order" in page


def test_two_in_one_place_have_a_fixed_order(publisher: Client) -> None:
    first, second, third = three(IdeaFactory)
    Idea.objects.update(sort_order=7)
    drag(publisher, third, 1, f"theme={first.theme_id}&{IN_ORDER}")
    assert listed(publisher, Idea) == names(first, third, second)


@pytest.mark.parametrize("query", ["status=proposed", "q=share", "theme={theme}&status=proposed"])
def test_a_list_with_gaps_cannot_be_dragged(publisher: Client, query: str) -> None:
    idea = IdeaFactory()
    query = query.format(theme=idea.theme_id)
    assert listed(publisher, Idea, f"?{query}&{IN_ORDER}") == names(idea)
    assert place_url(publisher, Idea, f"{query}&{IN_ORDER}") is None


@pytest.mark.parametrize("order", ["sort_order", "theme", "status", "-live", "_updated_at", "x"])
def test_what_was_searched_for_is_found_in_any_order(publisher: Client, order: str) -> None:
    idea = IdeaFactory(statement="Lighthouse")
    IdeaFactory(statement="Harbour")
    assert listed(publisher, Idea, f"?q=lighthouse&ordering={order}") == names(idea)


def test_nothing_is_dragged_among_what_it_does_not_belong_to(publisher: Client) -> None:
    idea, other = IdeaFactory(), IdeaFactory()
    url = address(Idea, "reorder_within", "theme", other.theme_id, idea.pk)
    assert publisher.post(f"{url}?position=0").status_code == 404
    url = address(Idea, "reorder_within", "status", 1, idea.pk)
    assert publisher.post(f"{url}?position=0").status_code == 404


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Analyst"])
def test_who_may_not_publish_does_not_put_in_order(role: str) -> None:
    first, second, third = three(IdeaFactory)
    client = sign_in(role)
    assert was_refused(client.post(f"{address(Idea, 'reorder', third.pk)}?position=0"))
    url = address(Idea, "reorder_within", "theme", first.theme_id, third.pk)
    assert was_refused(client.post(f"{url}?position=0"))
    assert list(Idea.objects.in_order()) == [first, second, third]
    if role == "Editor":
        assert place_url(client, Idea, IN_ORDER) is None


def test_who_put_what_in_order_is_in_its_history(publisher: Client) -> None:
    *_, third = three(AreaFactory)
    drag(publisher, third, 0)
    history = publisher.get(address(Area, "history", third.pk)).content.decode()
    assert "Reorder" in history


def test_a_form_opened_in_the_new_order_is_understood_when_ideas_change_again(
    publisher: Client,
) -> None:
    first, _, third = three(IdeaFactory)
    page = SectionPageFactory(blocks=[feedback_form(question("idea_judgement", "judged"))])
    drag(publisher, third, 0)
    reader = Client()
    fields = open_form(reader, page) | {f"judged__{first.code}__true": "Yes"}
    reword(third, statement="other words")
    first.unpublish()
    assert post_answer(reader, page, fields).status_code == 303
    response = page.responses.get()
    assert response.form_data == {"judged": {first.code: {"true": "Yes"}}}
    asked = response.form_version.definition.by_key()["judged"]
    assert asked.rows[0].key == third.code
