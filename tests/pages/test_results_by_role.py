"""Results by role have an address for each theme, and give no one away."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from consultation.responses.results.idea_results import CountKey, add_counts
from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    site_home,
    the_set,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LABEL = "Usefulness"


def heard(consultation: Page, key: str, role: str, *numbers: int) -> None:
    """Count answers from 1 upwards about an idea, as if so many people of a role gave each."""
    counts = {
        CountKey(consultation.pk, key, "idea_scoring", "usefulness", LABEL, str(answer), role): n
        for answer, n in enumerate(numbers, start=1)
        if n
    }
    whole = CountKey(consultation.pk, key, "idea_scoring", "any", "", "", role)
    add_counts(counts | {whole: sum(numbers)})  # type: ignore[arg-type]


@pytest.fixture
def idea() -> Any:
    return IdeaFactory(theme=ThemeFactory(title="Jobs", code="jobs"))


@pytest.fixture
def page(idea: Any) -> Page:
    consultation = ConsultationPageFactory()
    block = {"type": "idea_results", "value": {"by_role": True}}
    heard(consultation, idea.row_key, "Leader", 3, 20, 30)
    heard(consultation, idea.row_key, "Analyst", 9, 21, 31)
    heard(consultation, idea.row_key, "Parent", 1, 0, 1)
    heard(consultation, idea.row_key, "Carer", 0, 1, 3)
    return SectionPageFactory(parent=consultation, title="Results", blocks=[block])


def look(client: Client, page: Page, query: str = "?by=role&theme=jobs") -> BeautifulSoup:
    cache.clear()
    response = client.get(f"{page.url}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html5lib")


def table(html: BeautifulSoup) -> list[list[str]]:
    rows = html.select(".idea-results__table--roles tr")
    return [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]


def test_small_roles_are_put_together_and_small_numbers_and_what_tells_them_left_out(
    client: Client, page: Page
) -> None:
    assert table(look(client, page)) == [
        ["Role", "1", "2", "3", "Total"],
        ["Analyst", "9", "21", "31", "61"],
        ["Leader", "[c]", "[c]", "[c]", "53"],
        ["Other roles", "[c]", "[c]", "[c]", "6"],
        ["All roles", "13", "42", "65", "120"],
    ]


def test_the_page_says_what_is_left_out(client: Client, page: Page) -> None:
    words = " ".join(look(client, page).select_one(".by-role__rules").get_text().split())
    assert "fewer than 5 answers" in words
    assert "a number below 5" in words
    assert "could reveal" in words
    assert "[c]" in words


def test_the_page_of_all_results_holds_no_table_by_role_and_leads_to_each_theme(
    client: Client, page: Page
) -> None:
    html = look(client, page, "")
    assert table(html) == []
    assert "Leader" not in html.select_one(".idea-results").get_text()
    (link,) = html.select(".idea-results__to-roles a")
    assert table(look(client, page, str(link["href"]))) != []


def test_the_page_by_role_has_a_name_of_its_own_and_leads_back(client: Client, page: Page) -> None:
    html = look(client, page)
    assert html.select_one("h1").get_text(strip=True) == "Jobs: results by role"
    assert html.title.get_text().startswith("Jobs: results by role – Results")
    assert html.select_one(".by-role__back a")["href"] == page.url
    # For search engines it is a view of the page.
    assert html.select_one("link[rel=canonical]")["href"].endswith(page.url)


@pytest.mark.parametrize(
    "query",
    ["?by=role", "?by=role&theme=other", "?by=age&theme=jobs", "?theme=jobs"],
)
def test_any_other_query_shows_the_page_itself(client: Client, page: Page, query: str) -> None:
    assert look(client, page, query).select_one("h1").get_text(strip=True) == "Results"


def test_where_the_editor_wants_no_figures_by_role_there_are_none(
    client: Client, page: Page
) -> None:
    page.body = [("idea_results", {"by_role": False})]
    page.save_revision().publish()
    html = look(client, page)
    assert table(html) == html.select(".idea-results__to-roles") == []


def test_a_private_page_keeps_its_figures_by_role_to_those_who_may_read_it(
    client: Client, page: Page, admin_user: Any
) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(f"{page.url}?by=role&theme=jobs").status_code == 302
    client.force_login(admin_user)
    assert table(look(client, page)) != []


def test_a_form_on_the_same_page_comes_back_whatever_its_address_says(
    client: Client, page: Page
) -> None:
    page.body = [*page.body.raw_data, feedback_form()]
    page.save_revision().publish()
    sent = client.post(f"/respond/{page.pk}/?by=role&theme=jobs", {"summary": ""})
    assert sent.status_code == 422
    assert b"error-summary" in sent.content


def test_several_consultations_show_added_up_what_each_of_them_shows(
    client: Client, page: Page, idea: Any
) -> None:
    other = ConsultationPageFactory()
    heard(other, idea.row_key, "Leader", 10, 10, 10)
    heard(other, idea.row_key, "Analyst", 20, 20, 20)
    # One role alone is not named.
    alone = ConsultationPageFactory()
    heard(alone, idea.row_key, "Leader", 5, 1, 1)
    small = ConsultationPageFactory()
    heard(small, idea.row_key, "Leader", 1, 2, 1)
    value = {"by_role": True, "idea_set": the_set().pk}
    outside = SectionPageFactory(
        parent=site_home(), blocks=[{"type": "idea_results", "value": value}]
    )
    rows = {row[0]: row[1:] for row in table(look(client, outside))}
    own = {row[0]: row[1:] for row in table(look(client, page))}
    assert rows["All roles"] == ["48", "73", "96", "217"]
    for role in ("Leader", "Analyst"):
        assert [n == "[c]" for n in rows[role]] == [n == "[c]" for n in own[role]]
    assert rows["Leader"][-1] == str(53 + 30)
    assert rows["Other roles"][-1] == str(6 + 7)


def test_neither_the_open_data_nor_the_page_of_all_results_tells_a_role(
    client: Client, page: Page
) -> None:
    data = client.get("/api/v1/results").content.decode()
    assert "Leader" not in data
    assert "Other roles" not in data
    assert '"total": 120' in data
