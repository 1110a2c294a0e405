"""Whose answers the open data and the block of results show: those of public consultations."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from consultation.common.addresses import absolute_url
from consultation.responses.results.idea_results import CountKey, add_counts
from consultation.responses.results.public_results import SMALLEST_GROUP
from ideas.models import Idea
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    site_home,
    the_set,
)

pytestmark = pytest.mark.django_db

LABEL = "Usefulness"


def heard(consultation: Page | None, key: str, number: int, role: str = "Leader") -> None:
    """Count answers as if so many people of a role had given an idea a 5."""
    place = consultation.pk if consultation else 0
    add_counts(
        {
            CountKey(place, key, "idea_scoring", "usefulness", LABEL, "5", role): number,
            CountKey(place, key, "idea_scoring", "any", "", "", role): number,
        }
    )


def results(client: Client, query: str = "", path: str = "results") -> list[tuple]:
    """Return (number of responses, number on each scale) for each idea."""
    cache.clear()
    response = client.get(f"/api/v1/{path}{query}")
    assert response.status_code == 200, response.content
    return [
        (item["number"], [scale["total"] for scale in item["scales"]])
        for item in response.json()["items"]
    ]


def restricted(kind: str) -> Callable[[Page], None]:
    def restrict(page: Page) -> None:
        restriction = PageViewRestriction.objects.create(
            page=page, restriction_type=kind, password="open" if kind == "password" else ""
        )
        if kind == "groups":
            restriction.groups.add(Group.objects.get_or_create(name="Friends")[0])

    return restrict


def off_its_site(page: Page) -> None:
    page.move(Page.get_first_root_node(), pos="last-child")


def opens_tomorrow(page: Page) -> None:
    type(page).objects.filter(pk=page.pk).update(opens_at=timezone.now() + timedelta(days=1))


def closed_yesterday(page: Page) -> None:
    type(page).objects.filter(pk=page.pk).update(closes_at=timezone.now() - timedelta(days=1))


HIDDEN: dict[str, Callable[[Page], Any]] = {
    "login": restricted("login"),
    "password": restricted("password"),
    "group": restricted("groups"),
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "off its site": off_its_site,
}


@pytest.mark.parametrize("how", [*HIDDEN, "a page above is private"])
def test_what_not_everybody_can_read_does_not_count(client: Client, how: str) -> None:
    idea = IdeaFactory()
    public, other = ConsultationPageFactory(), ConsultationPageFactory()
    heard(public, idea.code, 7)
    heard(other, idea.code, 20)
    assert results(client) == [(27, [27])]
    assert results(client, f"?consultation={other.pk}") == [(20, [20])]
    if how == "a page above is private":
        restricted("login")(site_home())
        assert results(client) == []
    else:
        HIDDEN[how](other)
        assert results(client) == [(7, [7])]
        assert results(client, f"?consultation={public.pk}") == [(7, [7])]
    cache.clear()
    hidden = client.get(f"/api/v1/results?consultation={other.pk}")
    nowhere = client.get("/api/v1/results?consultation=4711")
    assert hidden.status_code == nowhere.status_code == 404
    assert hidden.json() == nowhere.json()
    assert "20" not in str(results(client))


def test_a_person_signed_in_gets_no_more_than_others(client: Client, admin_user: Any) -> None:
    idea, secret = IdeaFactory(), ConsultationPageFactory()
    heard(secret, idea.code, 20)
    restricted("login")(secret)
    client.force_login(admin_user)
    assert results(client) == []
    cache.clear()
    assert client.get("/api/v1/consultations").json()["items"] == []


def test_before_it_opens_a_consultation_is_listed_but_does_not_count(client: Client) -> None:
    idea, consultation = IdeaFactory(), ConsultationPageFactory()
    heard(consultation, idea.code, 20)
    opens_tomorrow(consultation)
    assert results(client) == results(client, f"?consultation={consultation.pk}") == [(0, [])]
    cache.clear()
    (listed,) = client.get("/api/v1/consultations").json()["items"]
    assert (listed["id"], listed["state"]) == (consultation.pk, "not_yet_open")


def test_after_it_closed_it_still_counts(client: Client) -> None:
    idea, consultation = IdeaFactory(), ConsultationPageFactory()
    heard(consultation, idea.code, 20)
    closed_yesterday(consultation)
    assert results(client) == [(20, [20])]


def test_answers_outside_of_any_consultation_do_not_count(client: Client) -> None:
    idea = IdeaFactory()
    ConsultationPageFactory()
    heard(None, idea.code, 20)
    assert results(client) == [(0, [])]


@pytest.mark.parametrize("how", HIDDEN)
def test_public_consultations_are_listed(client: Client, how: str) -> None:
    public = ConsultationPageFactory(title="The plan", summary="In short", organisation="A town")
    HIDDEN[how](ConsultationPageFactory())
    (item,) = client.get("/api/v1/consultations").json()["items"]
    assert item == {
        "id": public.pk,
        "title": "The plan",
        "summary": "In short",
        "organisation": "A town",
        "url": absolute_url(public.url),
        "opens_at": None,
        "closes_at": None,
        "state": "open",
    }


def test_themes_have_results_of_their_own(client: Client) -> None:
    theme, consultation = ThemeFactory(), ConsultationPageFactory()
    idea = IdeaFactory(theme=theme)
    heard(consultation, theme.row_key, 9)
    assert results(client) == [(0, [])]
    assert results(client, path="results/themes") == [(9, [9])]
    query = f"?consultation={consultation.pk}&area={theme.area.code}"
    assert results(client, query, "results/themes") == [(9, [9])]
    assert idea.row_key != theme.row_key


def test_a_small_group_cannot_be_calculated_from_the_total(client: Client) -> None:
    idea = IdeaFactory()
    large, small = ConsultationPageFactory(), ConsultationPageFactory()
    heard(large, idea.code, 10)
    heard(small, idea.code, SMALLEST_GROUP - 1)
    assert results(client, f"?consultation={small.pk}") == [(4, [None])]
    # 14 less the 10 of the other would give the 4 away.
    assert results(client) == [(14, [10])]


# The block, on pages.


def shown(client: Client, page: Page) -> str:
    """Return the words of the block on a page, spaces made one."""
    page = BeautifulSoup(client.get(page.url).content, "html5lib")
    block = page.select_one(".idea-results")
    assert block is not None
    return " ".join(block.get_text(" ").split())


def page_with_results(parent: Page, **value: Any) -> Page:
    return SectionPageFactory(parent=parent, blocks=[{"type": "idea_results", "value": value}])


def test_a_page_shows_what_its_own_consultation_heard(client: Client) -> None:
    idea, other = IdeaFactory(), ConsultationPageFactory()
    page = page_with_results(ConsultationPageFactory())
    heard(other, idea.code, 20)
    assert "No responses yet" in shown(client, page)
    heard(page.get_parent(), idea.code, 6)
    assert " 6 responses " in shown(client, page)


def test_a_private_consultation_shows_its_own_to_those_who_may_read_it(
    client: Client, admin_user: Any
) -> None:
    idea, secret = IdeaFactory(), ConsultationPageFactory()
    page = page_with_results(secret)
    heard(secret, idea.code, 20)
    restricted("login")(secret)
    assert client.get(page.url).status_code == 302
    client.force_login(admin_user)
    assert " 20 responses " in shown(client, page)


@pytest.mark.parametrize("how", HIDDEN)
def test_outside_of_any_consultation_the_public_ones_are_added_up(client: Client, how: str) -> None:
    idea, hidden = IdeaFactory(), ConsultationPageFactory()
    page = page_with_results(site_home(), idea_set=the_set().pk)
    for consultation, number in ((ConsultationPageFactory(), 6), (ConsultationPageFactory(), 7)):
        heard(consultation, idea.code, number)
    heard(hidden, idea.code, 20)
    heard(None, idea.code, 40)
    assert " 33 responses " in shown(client, page)
    HIDDEN[how](hidden)
    assert " 13 responses " in shown(client, page)
    assert Idea.objects.count() == 1
