"""Ideas change while someone writes, perhaps more than once: no answer is lost or misread."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page

from consultation.pages.models import SectionPage
from consultation.responses.models import FormVersion, Response
from ideas.models import Idea
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    open_form,
    post_answer,
    question,
    reword,
)
from tests.factories.answers import hidden_fields
from tests.feedback.screens import error_summary

pytestmark = pytest.mark.django_db

KINDS = ["idea_scoring", "idea_judgement", "idea_picks"]
SCALES = [{"label": "Useful", "low_label": "Not", "high_label": "Very", "points": 5}]


@pytest.fixture
def ideas() -> list[Idea]:
    theme = ThemeFactory()
    return [IdeaFactory(theme=theme, lead="", statement=f"First {n}") for n in (1, 2)]


def questions(kind: str, **fields: Any) -> list[dict[str, Any]]:
    """Return a question about ideas of this kind, and a required one."""
    about = {"scales": SCALES} if kind == "idea_scoring" else {}
    return [
        question(kind, "about", **about, **fields),
        question("short_text", "summary", "In short", required=True),
    ]


def page_asking(kind: str) -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form(*questions(kind))])


def publish(page: Page, *asked: dict[str, Any]) -> None:
    """Publish a page with other questions."""
    page.body = page.body.stream_block.to_python([feedback_form(*asked)])
    page.save_revision().publish()


def said_of(kind: str, idea: Idea) -> tuple[dict[str, str], Any]:
    """Return what is sent about an idea, and how it is stored."""
    if kind == "idea_picks":
        return {"about": idea.code}, [idea.code]
    scale, value = ("useful", "4") if kind == "idea_scoring" else ("true", "No")
    stored: Any = int(value) if value.isdecimal() else value
    return {f"about__{idea.code}__{scale}": value}, {idea.code: {scale: stored}}


def shown_ideas(response: HttpResponse) -> set[str]:
    """Return the wordings of the ideas that a form asks about."""
    form = BeautifulSoup(response.content, "html5lib").select_one("#feedback form")
    assert form is not None
    names = form.select(".grid__label, .grid .govuk-checkboxes__label")
    return {" ".join(each.get_text().split()) for each in names}


def change_ideas(ideas: list[Idea], word: str) -> None:
    """Reword an idea, retire the other, publish one more."""
    reword(ideas[0], statement=f"{word} wording")
    ideas[1].unpublish()
    IdeaFactory(theme=ideas[0].theme, lead="", statement=f"{word} comer")


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_input_while_ideas_change_twice(client: Client, ideas: list[Idea], kind: str) -> None:
    page = page_asking(kind)
    sent, stored = said_of(kind, ideas[1])
    fields = open_form(client, page) | sent
    # The questions change too, so that what comes back is a mixture that no page ever had.
    publish(page, *questions(kind), question("long_text", "more", "More"))
    change_ideas(ideas, "Second")
    response = post_answer(client, page, fields)
    assert response.status_code == 422
    assert shown_ideas(response) == {"First 1", "First 2"}
    publish(page, *questions(kind), question("long_text", "still", "Still more"))
    reword(ideas[0], statement="Third wording")
    again = hidden_fields(response.content) | sent
    response = post_answer(client, page, again)
    assert list(error_summary(response)) == ["id_summary"]
    assert shown_ideas(response) == {"First 1", "First 2"}
    last = hidden_fields(response.content) | sent | {"summary": "At last"}
    assert post_answer(client, page, last).status_code == 303
    record = Response.objects.get()
    assert record.form_data == {"about": stored, "summary": "At last"}
    asked = record.form_version.definition.by_key()
    assert [row.label for row in asked["about"].rows] == ["First 1", "First 2"]
    assert "still" in asked


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_input_while_ideas_change_once(client: Client, ideas: list[Idea], kind: str) -> None:
    page = page_asking(kind)
    sent, stored = said_of(kind, ideas[1])
    fields = open_form(client, page) | sent
    change_ideas(ideas, "Second")
    again = hidden_fields(post_answer(client, page, fields).content)
    change_ideas(ideas, "Third")
    assert post_answer(client, page, again | sent | {"summary": "Now"}).status_code == 303
    assert Response.objects.get().form_data == {"about": stored, "summary": "Now"}


def test_sending_the_form_that_came_back_twice_is_one_response(
    client: Client, ideas: list[Idea]
) -> None:
    page = page_asking("idea_judgement")
    sent, _ = said_of("idea_judgement", ideas[1])
    fields = open_form(client, page) | sent
    publish(page, *questions("idea_judgement"), question("long_text", "more", "More"))
    change_ideas(ideas, "Second")
    again = hidden_fields(post_answer(client, page, fields).content) | sent | {"summary": "Now"}
    change_ideas(ideas, "Third")
    places = {post_answer(client, page, again)["Location"] for _ in range(2)}
    assert len(places) == Response.objects.count() == 1


def test_a_form_that_came_back_gives_no_column_its_wording(
    client: Client, ideas: list[Idea]
) -> None:
    page = page_asking("idea_judgement")
    fields = open_form(client, page)
    reword(ideas[0], statement="Second wording")
    publish(page, *questions("idea_judgement"), question("long_text", "more", "More"))
    assert post_answer(client, page, fields).status_code == 422
    latest = FormVersion.objects.of_page(page.pk).last()
    assert latest is not None
    assert latest.definition == page.feedback_definition()
    kept = [
        version.definition.by_key()["about"].rows[0].label
        for version in FormVersion.objects.of_page(page.pk)
        if "more" in version.definition.by_key()
    ]
    assert kept == ["First 1", "Second wording"]
