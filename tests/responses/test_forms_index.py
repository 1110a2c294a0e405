"""The Forms screen: pages that have or had a form, with their counts, for analysts."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from consultation.responses.models import Response, Status
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
    question,
)
from tests.responses.actions import publish_form, sign_in, store, table

pytestmark = pytest.mark.django_db

INDEX = "/admin/forms/"


def listed(client: Client, query: str = "") -> list[str]:
    """Return the titles on the Forms screen, in order."""
    return [row["Page"] for row in table(client.get(INDEX + query))]


def row_of(client: Client, title: str) -> dict[str, str]:
    """Return one page's row on the Forms screen."""
    (row,) = [row for row in table(client.get(INDEX)) if row["Page"] == title]
    return row


def test_only_pages_that_have_or_had_a_form_are_listed(analyst: Client, page: Page) -> None:
    SectionPageFactory(title="Plain")
    SectionPageFactory(title="Only a draft", live=False, blocks=[feedback_form()])
    had_one = SectionPageFactory(title="Had a form", blocks=[feedback_form()])
    publish_form(had_one)
    gone = SectionPageFactory(title="Unpublished", blocks=[feedback_form()])
    gone.unpublish()
    assert sorted(listed(analyst)) == ["Had a form", "Mechanisms", "Unpublished"]


def test_a_consultation_page_with_a_form_is_listed(analyst: Client) -> None:
    ConsultationPageFactory(title="All of it", blocks=[feedback_form()])
    assert listed(analyst) == ["All of it"]


def test_a_form_that_was_only_drafted_on_a_live_page_is_not_listed(analyst: Client) -> None:
    page = SectionPageFactory(title="Live", blocks=[])
    page.body = page.body.stream_block.to_python([feedback_form()])
    page.save_revision()
    assert listed(analyst) == []
    page.get_latest_revision().publish()
    assert listed(analyst) == ["Live"]


def test_a_scheduled_form_is_listed_once_it_is_live(analyst: Client, page: Page) -> None:
    later = SectionPageFactory(title="Later", live=False, blocks=[feedback_form()])
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision().publish()
    assert listed(analyst) == ["Mechanisms"]
    with travel(timezone.now() + timedelta(days=2)):
        later.get_latest_revision().publish()
    assert sorted(listed(analyst)) == ["Later", "Mechanisms"]


def test_the_counts_are_those_of_the_page(client: Client, analyst: Client, page: Page) -> None:
    other = SectionPageFactory(title="Other", blocks=[feedback_form()])
    empty = SectionPageFactory(title="Empty", blocks=[feedback_form()])
    for _ in range(3):
        answer(client, page)
    answer(client, page, seconds_ago=0)
    excluded = store(page, summary="Excluded")
    Response.objects.filter(pk=excluded.pk).update(status=Status.EXCLUDED)
    erased = store(page, summary="Erased")
    Response.objects.filter(pk=erased.pk).update(status=Status.ERASED)
    answer(client, other)

    rows = {row["Page"]: row for row in table(analyst.get(INDEX))}
    assert rows["Mechanisms"]["Responses"] == "5", "all but what was erased"
    assert rows["Mechanisms"]["In quarantine"] == "1"
    assert rows[other.title]["Responses"] == "1"
    assert rows[other.title]["In quarantine"] == "0"
    assert rows[empty.title]["Responses"] == "0"


def test_the_latest_response_is_dated(analyst: Client, page: Page) -> None:
    store(page, timezone.now() - timedelta(days=3), summary="Older")
    store(page, timezone.now() - timedelta(hours=2), summary="Newer")
    assert "2 hours ago" in row_of(analyst, "Mechanisms")["Latest"]


def test_each_page_leads_to_its_list(analyst: Client, page: Page) -> None:
    html = analyst.get(INDEX).content.decode()
    assert f'href="/admin/forms/submissions/{page.pk}/"' in html


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("title", ["A", "B", "C"]),
        ("-title", ["C", "B", "A"]),
        ("response_count", ["A", "C", "B"]),
        ("-response_count", ["B", "C", "A"]),
    ],
)
def test_the_screen_can_be_ordered(analyst: Client, order: str, titles: list[str]) -> None:
    for title, count in (("A", 0), ("B", 2), ("C", 1)):
        page = SectionPageFactory(title=title, blocks=[feedback_form()])
        for number in range(count):
            store(page, summary=f"Answer {number}")
    assert listed(analyst, f"?ordering={order}") == titles


def test_pages_are_found_by_title(analyst: Client, page: Page) -> None:
    SectionPageFactory(title="Something else", blocks=[feedback_form()])
    assert listed(analyst, "?q=mechanisms") == ["Mechanisms"]
    assert listed(analyst, "?q=nothing") == []


def test_the_screen_has_pages(analyst: Client) -> None:
    form = feedback_form(question("short_text", "summary"))
    for _ in range(21):
        SectionPageFactory(blocks=[form])
    assert len(listed(analyst)) == 20
    assert len(listed(analyst, "?p=2")) == 1


def test_an_empty_screen_says_so(analyst: Client) -> None:
    response = analyst.get(INDEX)
    assert response.status_code == 200
    assert table(response) == []


def test_an_analyst_without_any_right_over_pages_has_the_menu_entry(page: Page) -> None:
    user = make_user("Analyst")
    assert not any(
        permission.startswith("wagtailcore.") for permission in user.get_all_permissions()
    )
    analyst = Client()
    analyst.force_login(user)
    assert INDEX in analyst.get("/admin/").content.decode()
    assert analyst.get("/admin/forms/results/").status_code == 200


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher"])
def test_who_edits_pages_has_no_menu_entry(page: Page, role: str) -> None:
    html = sign_in(role).get("/admin/").content.decode()
    assert "/admin/pages/" in html
    assert INDEX not in html
    assert "all-responses" not in html
