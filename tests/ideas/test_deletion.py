"""Deleting areas, themes and ideas: refused with the reason where they are used."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ideas.models import Area, Idea, Theme
from tests.factories import (
    AreaFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    question,
    redraft,
)

from .admin import address, messages, sign_in, was_refused

pytestmark = pytest.mark.django_db


def theme_with_a_page() -> Theme:
    return ThemePageFactory().theme


def area_that_a_list_shows() -> Area:
    area = AreaFactory()
    SectionPageFactory(blocks=[{"type": "idea_list", "value": {"area": area.pk}}])
    return area


def answered_idea() -> Idea:
    """Return an idea that someone picked, on a page that asks no longer."""
    idea = IdeaFactory()
    page = SectionPageFactory(blocks=[feedback_form(question("idea_picks", "picks"))])
    answer(Client(), page, picks=[idea.code])
    page.body = []
    page.save_revision().publish()
    return idea


def draft_in(parent: Any, name: str, child: Any) -> Any:
    """Return the parent after a draft has moved the child to it."""
    redraft(child, **{name: parent})
    return parent


USED: dict[str, tuple[Callable[[], Any], str]] = {
    "area with a theme": (lambda: ThemeFactory().area, "1 theme belongs to it"),
    "theme with ideas": (
        lambda: IdeaFactory(theme=IdeaFactory().theme).theme,
        "2 ideas belong to it",
    ),
    "area with a draft theme": (
        lambda: draft_in(AreaFactory(), "area", ThemeFactory()),
        "1 theme belongs to it",
    ),
    "theme with a draft idea": (
        lambda: draft_in(ThemeFactory(), "theme", IdeaFactory()),
        "1 idea belongs to it",
    ),
    "theme with a page": (theme_with_a_page, "1 page uses it"),
    "area in a list": (area_that_a_list_shows, "1 page uses it"),
    "answered idea": (answered_idea, "1 response is about it"),
}


def delete(client: Client, *items: Any) -> Any:
    """Delete one thing with its own screen, several with the list's, and follow to the end."""
    if len(items) == 1:
        return client.post(address(type(items[0]), "delete", items[0].pk), follow=True)
    model = type(items[0])
    url = reverse("wagtail_bulk_action", args=["ideas", model._meta.model_name, "delete"])
    ids = "&".join(f"id={item.pk}" for item in items)
    return client.post(f"{url}?{ids}", follow=True)


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("case", USED)
def test_what_is_used_stays_and_the_reason_is_reported(case: str, several: bool) -> None:
    make, reason = USED[case]
    item = make()
    others = [{Area: AreaFactory, Theme: ThemeFactory, Idea: IdeaFactory}[type(item)]()]
    response = delete(sign_in("Administrator"), item, *(others if several else []))
    assert type(item).objects.filter(pk=item.pk).exists()
    assert type(item).objects.filter(pk=others[0].pk).exists()
    assert f"“{item}” cannot be deleted: {reason}" in messages(response)


@pytest.mark.parametrize("factory", [AreaFactory, ThemeFactory, IdeaFactory])
def test_what_nothing_uses_can_be_deleted(factory: Any) -> None:
    first, second, third, kept = factory.create_batch(4)
    model, administrator = type(first), sign_in("Administrator")
    delete(administrator, first)
    delete(administrator, second, third)
    assert list(model.objects.all()) == [kept]


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher", "Analyst"])
def test_only_administrators_delete(role: str) -> None:
    ideas = IdeaFactory.create_batch(2)
    client = sign_in(role)
    assert was_refused(client.post(address(Idea, "delete", ideas[0].pk)))
    delete(client, *ideas)
    assert Idea.objects.count() == 2


@pytest.mark.parametrize("model", [Area, Theme, Idea])
def test_analysts_and_strangers_do_not_edit(model: type) -> None:
    idea = IdeaFactory()
    item = {Idea: idea, Theme: idea.theme, Area: idea.theme.area}[model]
    views = [("list",), ("add",), ("edit", item.pk), ("history", item.pk)]
    analyst = sign_in("Analyst")
    assert all(was_refused(analyst.get(address(model, *view))) for view in views)
    stranger = Client()
    for view in views:
        assert stranger.get(address(model, *view))["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("role", ["Reviewer", "Editor"])
def test_who_may_not_publish_does_not_unpublish(role: str) -> None:
    idea = IdeaFactory()
    sign_in(role).post(address(Idea, "unpublish", idea.pk))
    idea.refresh_from_db()
    assert idea.live


def test_a_reviewer_adds_nothing() -> None:
    assert was_refused(sign_in("Reviewer").get(address(Idea, "add")))
