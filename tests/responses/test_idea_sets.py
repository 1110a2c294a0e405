"""Consultations with the same ideas, with others and with none are kept apart."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page

from consultation.responses.results.views import feedback_url
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    question,
)
from tests.factories.ideas import IdeaSetFactory
from tests.responses.actions import list_url, sign_in, text_of
from tests.responses.idea_answers import answer_about, page_asking

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ALL = "/admin/all-responses/"
RESULTS = "/admin/responses/about/"


@pytest.fixture
def harbour() -> Page:
    return ConsultationPageFactory(title="Harbour", idea_set=IdeaSetFactory(name="Of the harbour"))


@pytest.fixture
def idea(harbour: Any) -> Idea:
    area = {"theme__area__idea_set": harbour.idea_set}
    return IdeaFactory(lead="Dredge", statement="the basin", theme__title="Ships", **area)


@pytest.fixture
def library() -> Page:
    return ConsultationPageFactory(title="Library", idea_set=None)


@pytest.fixture
def analyst() -> Client:
    return sign_in("Analyst")


def options(client: Client, url: str, name: str) -> str:
    """Return what a filter offers."""
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return " ".join(each.get_text(" ", strip=True) for each in page.select(f"[name={name}] *"))


def judged(client: Client, consultation: Page, idea: Idea, **answers: str) -> Page:
    """Answer about an idea on a new page of a consultation, and return the page."""
    page = page_asking("idea_judgement", parent=consultation)
    data = {f"judgement__{idea.code}__{key}": value for key, value in answers.items()}
    answer_about(client, page, **data)
    return page


def test_a_consultation_with_the_same_set_has_its_own_results(
    client: Client, analyst: Client, harbour: Any, idea: Idea
) -> None:
    quay = ConsultationPageFactory(title="Quay", idea_set=harbour.idea_set)
    for _ in range(2):
        judged(client, harbour, idea, true="Yes", comment="From the harbour")
    judged(client, quay, idea, true="No", comment="From the quay")
    of_harbour = text_of(analyst.get(feedback_url(idea, harbour.pk)))
    of_quay = text_of(analyst.get(feedback_url(idea, quay.pk)))
    assert "2 responses" in of_harbour
    assert "1 response" in of_quay
    assert "From the quay" not in of_harbour
    assert "From the harbour" not in of_quay
    for page, number in ((harbour, 2), (quay, 1)):
        cache.clear()
        shown = client.get(f"/api/v1/results?consultation={page.pk}").json()["items"]
        assert [(each["idea"], each["number"]) for each in shown] == [(idea.code, number)]
        cache.clear()
        listed = text_of(analyst.get(f"{RESULTS}?consultation={page.pk}"))
        assert f"{idea} {number} response" in listed


def test_an_idea_that_was_only_commented_on_is_found_by_its_consultation(
    client: Client, analyst: Client, harbour: Any, idea: Idea
) -> None:
    quay = ConsultationPageFactory(title="Quay", idea_set=harbour.idea_set)
    judged(client, harbour, idea, true="Yes")
    judged(client, quay, idea, comment="Nothing else")
    assert "Nothing else" in text_of(analyst.get(feedback_url(idea, quay.pk)))
    assert "Quay" in options(analyst, feedback_url(idea), "consultation")


def test_filters_offer_the_ideas_that_a_consultation_asked_about(
    client: Client, analyst: Client, harbour: Any, idea: Idea, library: Page
) -> None:
    other = IdeaFactory(statement="a later bus", theme__area__idea_set=IdeaSetFactory())
    asking = judged(client, harbour, idea, true="Yes")
    plain = SectionPageFactory(
        parent=library, blocks=[feedback_form(question("short_text", "words", "Words"))]
    )
    answer(client, plain, words="Longer hours")
    for url in (list_url(asking), f"{ALL}?consultation={harbour.pk}"):
        assert "the basin" in options(analyst, url, "idea"), url
        assert "Ships" in options(analyst, url, "theme"), url
        assert str(other) not in options(analyst, url, "idea"), url
    for url in (list_url(plain), f"{ALL}?consultation={library.pk}"):
        assert "the basin" not in options(analyst, url, "idea"), url
        assert "Ships" not in options(analyst, url, "theme"), url
    for each in ("the basin", "a later bus"):
        assert each in options(analyst, ALL, "idea")


def test_open_data_has_ideas_of_the_consultation_alone(
    client: Client, harbour: Any, idea: Idea, library: Page
) -> None:
    spare = IdeaFactory(theme__area__idea_set=IdeaSetFactory())
    for kind, code in (
        ("ideas", idea.code),
        ("themes", idea.theme.code),
        ("areas", idea.theme.area.code),
    ):
        for query, expected in (
            ("", [code]),
            (f"?consultation={harbour.pk}", [code]),
            (f"?consultation={library.pk}", []),
        ):
            cache.clear()
            found = client.get(f"/api/v1/{kind}{query}").json()["items"]
            assert [each["code"] for each in found] == expected, (kind, query)
    # No public consultation has its set.
    assert client.get(f"/api/v1/ideas/{spare.code}").status_code == 404
    assert client.get(f"/api/v1/ideas/{idea.code}").status_code == 200
    assert client.get("/api/v1/ideas?consultation=4711").status_code == 404
