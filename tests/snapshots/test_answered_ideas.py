"""A response shows ideas in the words that its author read."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Revision

from consultation.responses.models import Response
from tests.factories import (
    AreaFactory,
    IdeaFactory,
    ThemeFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    open_form,
    post_answer,
    question,
    reword,
)
from tests.snapshots.versions import day, opened, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def theme_page() -> Any:
    """Return the page of a theme, in which the ideas of the theme are judged."""
    with day(1):
        theme = ThemeFactory(
            title="Ways in", summary="How it was.", area=AreaFactory(name="Careers")
        )
        for number in (1, 2):
            IdeaFactory(theme=theme, lead="Try", statement=f"thing {number}", code=f"idea-{number}")
        form = feedback_form(
            question("idea_judgement", "judged", "Judge them", theme=theme.pk, comments=True)
        )
        return ThemePageFactory(theme=theme, blocks=[form])


def test_ideas_are_worded_as_they_were(client: Client, theme_page: Any) -> None:
    theme = theme_page.theme
    idea, gone = theme.ideas.order_by("pk")
    with day(2):
        reword(idea, statement="second words")
    with day(3):
        fields = {"judged__idea-1__true": "Yes", "judged__idea-1__comment": "Yes indeed"}
        response = answer(client, theme_page, **fields)
    with day(4):
        reword(idea, statement="third words", status="dropped", public_note="Too dear.")
        gone.unpublish()
        reword(theme, title="Ways out", summary="How it is.")
        IdeaFactory(theme=theme, lead="", statement="something new")
    screen = opened(response)
    ideas = words(screen, ".theme-ideas")
    assert "Try second words" in ideas
    assert "Try thing 2" in ideas
    assert "third words" not in ideas
    assert "Dropped" not in ideas
    assert "something new" not in ideas
    assert "How it was." in words(screen, ".hero")
    form = words(screen, "#feedback")
    assert "Try second words" in form
    assert "Yes indeed" in form
    chosen = screen.select("#feedback input[checked][value=Yes]")
    assert [each["name"] for each in chosen] == ["judged__idea-1__true"]
    assert "not known" not in words(screen, ".shown-again")


def test_an_idea_reworded_while_someone_wrote_is_as_they_saw_it(
    client: Client, theme_page: Any
) -> None:
    idea = theme_page.theme.ideas.order_by("pk").first()
    with day(2):
        fields = open_form(client, theme_page)
        reword(idea, statement="second words")
        post_answer(client, theme_page, fields | {"judged__idea-1__true": "Yes"})
    assert "Try thing 1" in words(opened(Response.objects.get()), ".theme-ideas")


def test_an_idea_taken_off_while_someone_wrote_is_as_they_saw_it(
    client: Client, theme_page: Any
) -> None:
    idea = theme_page.theme.ideas.order_by("pk").first()
    with day(2):
        fields = open_form(client, theme_page)
        idea.unpublish()
        post_answer(client, theme_page, fields | {"judged__idea-1__true": "Yes"})
    assert "Try thing 1" in words(opened(Response.objects.get()), ".theme-ideas")


def test_unknown_wordings_are_mentioned(client: Client, theme_page: Any) -> None:
    theme = theme_page.theme
    idea = theme.ideas.order_by("pk").first()
    with day(2):
        response = answer(client, theme_page, **{"judged__idea-1__true": "Yes"})
    old = [idea.latest_revision_id, theme.latest_revision_id]
    with day(3):
        reword(idea, statement="second words")
        reword(theme, summary="How it is.")
    # Past every rule that would keep them.
    Revision.objects.filter(pk__in=old)._raw_delete("default")
    screen = opened(response)
    assert "Try thing 1" in words(screen, ".theme-ideas"), "the form has kept the words"
    # The idea's description and the theme's summary have not.
    assert "themes and ideas, 2 are current versions." in words(screen, ".shown-again")
    assert "How it is." in words(screen, ".hero")
