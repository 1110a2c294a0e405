"""Open data: published areas, themes, ideas and their results, for anyone, to read only."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.pages.open_data import CACHED_FOR
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    idea_tree,
    question,
    reword,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LISTS = ("areas", "themes", "ideas", "results", "results/themes")


def read(client: Client, path: str) -> Any:
    """Return what an address has to tell, uncached."""
    cache.clear()
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    return response.json()


def codes(client: Client, path: str) -> list[str]:
    return [item["code"] for item in read(client, path)["items"]]


def references(node: Any) -> Iterator[str]:
    """Yield everything that a description refers to within itself."""
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            yield from references(each)


def test_the_description_lists_everything_and_refers_to_what_it_holds(client: Client) -> None:
    description = read(client, "openapi.json")
    assert description["openapi"].startswith("3.")
    assert description["info"]["title"] == "Consultation open data"
    addresses = (*LISTS, "ideas/{code}", "consultations")
    assert set(description["paths"]) == {f"/api/v1/{name}" for name in addresses}
    for methods in description["paths"].values():
        assert list(methods) == ["get"]
        assert "200" in {str(status) for status in methods["get"]["responses"]}
    found = set(references(description))
    assert found
    for reference in found:
        place = description
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


def test_lists_come_page_by_page_in_order(client: Client) -> None:
    idea_tree(2, 2, 3)
    ConsultationPageFactory()
    expected = [idea.code for idea in Idea.objects.in_order()]
    assert codes(client, "ideas") == expected
    assert codes(client, "ideas?limit=5") == expected[:5]
    assert codes(client, "ideas?limit=5&offset=10") == expected[10:]
    assert [read(client, f"{name}?limit=1")["count"] for name in LISTS] == [2, 4, 12, 12, 4]
    assert [len(read(client, f"{name}?limit=1")["items"]) for name in LISTS] == [1, 1, 1, 1, 1]


def test_lists_are_narrowed_down(client: Client) -> None:
    idea_tree(2, 2, 1)
    ConsultationPageFactory()
    first, second, third, fourth = Idea.objects.in_order()
    reword(fourth, status="testing")
    for query, expected in (
        (f"area={first.theme.area.code}", [first, second]),
        (f"theme={third.theme.code}", [third]),
        ("status=testing", [fourth]),
        (f"status=testing&theme={third.theme.code}", []),
        ("area=nowhere", []),
    ):
        names = [idea.code for idea in expected]
        assert codes(client, f"ideas?{query}") == names
        assert [item["idea"] for item in read(client, f"results?{query}")["items"]] == names
    themes = codes(client, f"themes?area={third.theme.area.code}")
    assert themes == [third.theme.code, fourth.theme.code]


def test_one_idea_is_returned_in_full(client: Client) -> None:
    page = SectionPageFactory()
    idea = IdeaFactory(
        lead="Share",
        statement="what works",
        description=f'<p>See <a linktype="page" id="{page.pk}">there</a></p>',
        status="dropped",
        public_note="Too dear",
    )
    told = read(client, f"ideas/{idea.code}")
    assert told == {
        "code": "share-what-works",
        "theme": idea.theme.code,
        "statement": "Share what works",
        "description_html": f'<p>See <a href="{page.url}">there</a></p>',
        "status": "dropped",
        "status_label": "Dropped",
        "note": "Too dear",
    }
    assert told == read(client, "ideas")["items"][0]
    assert client.get("/api/v1/ideas/nothing").status_code == 404


@pytest.mark.parametrize(("times", "shown"), [(4, False), (5, True)])
def test_few_answers_are_not_broken_down(client: Client, times: int, shown: bool) -> None:
    idea = IdeaFactory()
    page = SectionPageFactory(blocks=[feedback_form(question("idea_picks", "picks"))])
    for _ in range(times):
        answer(Client(), page, picks=[idea.code])
    (result,) = read(client, "results")["items"]
    assert (result["idea"], result["number"]) == (idea.code, times)
    (scale,) = result["scales"]
    bars = [
        {"answer": "Chosen", "number": times, "percent": 100.0},
        {"answer": "Not chosen", "number": 0, "percent": 0.0},
    ]
    assert scale["answers"] == (bars if shown else [])
    assert scale["total"] == (times if shown else None)


@pytest.mark.parametrize("path", [*LISTS, "ideas/share"])
def test_everything_may_be_kept_for_a_while_and_sets_no_cookie(client: Client, path: str) -> None:
    IdeaFactory(lead="", statement="Share")
    ConsultationPageFactory()
    response = client.get(f"/api/v1/{path}")
    assert f"max-age={CACHED_FOR}" in response["Cache-Control"]
    assert "private" not in response["Cache-Control"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    with CaptureQueriesContext(connection) as captured:
        again = client.get(f"/api/v1/{path}")
    assert again.content == response.content
    assert not captured.captured_queries


def test_ten_cost_no_more_queries_than_one(client: Client) -> None:
    def queries() -> dict[str, int]:
        numbers = {}
        for path in ("consultations", *LISTS):
            with CaptureQueriesContext(connection) as captured:
                read(client, path)
            numbers[path] = len(captured)
        return numbers

    def add(number: int) -> None:
        for _ in range(number):
            page = ConsultationPageFactory(blocks=[feedback_form(question("idea_picks", "picks"))])
            link = f'<p><a linktype="page" id="{page.pk}">There</a></p>'
            idea = IdeaFactory(description=link)
            answer(client, page, picks=[idea.code])

    add(1)
    one = queries()
    add(9)
    assert queries() == one
