"""How far a consultation has come, in steps that say in words which is done, now, and to come."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from time_machine import travel
from wagtail.models import Page, PageViewRestriction

from consultation.pages.models import ConsultationPage
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    feedback_form,
    site_home,
)
from tests.factories.editor import edit_page
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

OPENS = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 2, 27, 17, 0, tzinfo=UTC)
BEFORE, DURING, AFTER = OPENS - timedelta(days=1), OPENS, CLOSES


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory(
        opens_at=OPENS, closes_at=CLOSES, title="The one", blocks=[feedback_form()]
    )


def look(page: Page, moment: datetime) -> HttpResponse:
    with travel(moment, tick=False):
        response: HttpResponse = Client().get(page.get_url())
    assert response.status_code == 200
    return response


def steps(consultation: Page, moment: datetime) -> list[tuple[str, str]]:
    """Return each step with its place, and check that one is marked as the current one."""
    found = screen(look(consultation, moment)).select("ol.progress > li")
    current = [
        step.select_one(".progress__place").get_text()
        for step in found
        if step.attrs.get("aria-current") == "step"
    ]
    assert len(current) == 1
    assert current[0].startswith("Now")
    return [
        (
            step.select_one(".progress__name").get_text(strip=True),
            step.select_one(".progress__place").get_text(strip=True),
        )
        for step in found
    ]


def listed(moment: datetime) -> BeautifulSoup:
    return screen(look(site_home(), moment)).select_one(".listing__state")


def text(tag: BeautifulSoup) -> str:
    return " ".join(tag.get_text(" ").split())


def test_before_it_opens(consultation: ConsultationPage) -> None:
    assert steps(consultation, BEFORE) == [
        ("Not yet open", "Now, until 12 January 2026"),
        ("Open", "Not started, until 27 February 2026"),
        ("Reviewing responses", "Not started"),
        ("What we heard", "Not started"),
        ("What we did", "Not started"),
    ]


def test_while_it_is_open(consultation: ConsultationPage) -> None:
    assert steps(consultation, DURING) == [
        ("Open", "Now, until 27 February 2026"),
        ("Reviewing responses", "Not started"),
        ("What we heard", "Not started"),
        ("What we did", "Not started"),
    ]


def test_after_it_has_closed(consultation: ConsultationPage) -> None:
    assert steps(consultation, AFTER)[:2] == [
        ("Open", "Done, until 27 February 2026"),
        ("Reviewing responses", "Now"),
    ]
    assert text(listed(AFTER)).endswith("We are reviewing the responses.")


@pytest.mark.parametrize(
    ("told", "name", "places"),
    [
        ("heard", "What we heard", ["Done, until 27 February 2026", "Done", "Now", "Not started"]),
        ("did", "What we did", ["Done, until 27 February 2026", "Done", "Done", "Now"]),
    ],
)
def test_when_its_outcome_is_published(
    consultation: ConsultationPage, told: str, name: str, places: list[str]
) -> None:
    outcome = OutcomePageFactory(parent=consultation, told=told)
    assert [place for _, place in steps(consultation, AFTER)] == places
    here = screen(look(consultation, AFTER)).select_one("[aria-current=step] a")
    assert (here.get_text(), here["href"]) == (name, outcome.url)
    tag = listed(AFTER)
    assert tag.select_one(".state-tag").get_text() == name
    assert tag.select_one("a")["href"] == outcome.url


def test_a_draft_of_the_outcome_tells_no_one(consultation: ConsultationPage) -> None:
    OutcomePageFactory(parent=consultation, told="did", live=False)
    assert dict(steps(consultation, AFTER))["Reviewing responses"] == "Now"
    assert "Read the outcome" not in look(consultation, AFTER).content.decode()
    assert "Read the outcome" not in text(listed(AFTER))


def test_an_outcome_for_some_readers_only_tells_no_one_else(
    consultation: ConsultationPage,
) -> None:
    outcome = OutcomePageFactory(parent=consultation, told="did")
    PageViewRestriction.objects.create(
        page=outcome, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    assert dict(steps(consultation, AFTER))["Reviewing responses"] == "Now"
    assert "Read the outcome" not in text(listed(AFTER))


def test_the_dates_decide_until_it_has_closed(consultation: ConsultationPage) -> None:
    """One that opens again is open, whatever has been published."""
    OutcomePageFactory(parent=consultation, told="heard")
    assert steps(consultation, DURING)[0] == ("Open", "Now, until 27 February 2026")
    assert text(listed(DURING)).startswith("Open Open until")


def test_closed_forms_lead_to_the_outcome(consultation: ConsultationPage) -> None:
    section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])

    def link(page: Page, moment: datetime) -> str | None:
        found = screen(look(page, moment)).select_one("#feedback .closure a")
        return str(found["href"]) if found else None

    assert link(section, AFTER) is None
    outcome = OutcomePageFactory(parent=consultation)
    assert link(section, AFTER) == outcome.url
    assert link(consultation, AFTER) == outcome.url
    assert link(section, BEFORE) is None
    outcome.unpublish()
    assert link(section, AFTER) is None


def test_other_consultations_do_not_share_it(consultation: ConsultationPage) -> None:
    OutcomePageFactory(parent=ConsultationPageFactory(closes_at=CLOSES), told="did")
    assert dict(steps(consultation, AFTER))["Reviewing responses"] == "Now"
    assert "Read the outcome" not in look(consultation, AFTER).content.decode()


def test_a_consultation_has_one_outcome(publisher: Client, consultation: ConsultationPage) -> None:
    def offered() -> bool:
        html = publisher.get(f"/admin/pages/{consultation.pk}/add_subpage/").content.decode()
        return "consultation/outcomepage/" in html

    assert offered()
    OutcomePageFactory(parent=consultation)
    assert not offered()


def test_the_editor_sets_the_stage(publisher: Client, consultation: ConsultationPage) -> None:
    outcome = OutcomePageFactory(parent=consultation)
    assert edit_page(publisher, outcome, told="did").status_code == 302
    assert dict(steps(consultation, AFTER))["What we did"] == "Now"
