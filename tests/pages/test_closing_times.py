"""A closing date without a time ends with its day, and an expired page says what to do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from time_machine import Traveller, travel
from wagtail.models import Page

from consultation.pages.models import ConsultationPage
from ideas.models import Idea
from tests.factories import ConsultationPageFactory, IdeaFactory, SectionPageFactory, make_user
from tests.factories.editor import edit_page
from tests.feedback.screens import screen
from tests.ideas.admin import address, submit

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 10, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with travel(NOW, tick=False) as traveller:
        yield traveller


def saved_closing(client: Client, page: ConsultationPage, typed: str) -> str:
    response = edit_page(client, page, closes_at=typed)
    assert response.status_code == 302
    page.refresh_from_db()
    return f"{timezone.localtime(page.closes_at):%Y-%m-%d %H:%M}"


@pytest.fixture
def publisher() -> Client:
    client = Client()
    client.force_login(make_user("superuser"))
    return client


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2027-10-31", "2027-10-31 23:59"),
        ("31/10/2027", "2027-10-31 23:59"),
        ("2027-10-31 17:00", "2027-10-31 17:00"),
        ("2027-10-31 00:00", "2027-10-30 23:59"),
    ],
)
def test_closing_date_without_a_time_means_the_end_of_the_day(
    publisher: Client, typed: str, stored: str
) -> None:
    assert saved_closing(publisher, ConsultationPageFactory(), typed) == stored


def test_a_schedule_says_what_a_date_without_a_time_means(publisher: Client) -> None:
    page = SectionPageFactory()
    text = publisher.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert "A date without a time means the start of that day." in text
    assert "A date without a time means 11:59pm on that day." in text


def test_readers_are_told_the_last_minute_of_the_closing_day(
    publisher: Client, client: Client
) -> None:
    page = ConsultationPageFactory()
    saved_closing(publisher, page, "2027-10-31")
    text = " ".join(screen(client.get(page.url)).get_text(" ").split())
    assert "Open until Sunday 31 October 2027 at 11:59pm (UK time)" in text
    with travel(datetime(2027, 10, 31, 23, 58, tzinfo=UTC), tick=False):
        assert page.own_availability.state == "open"
    with travel(datetime(2027, 10, 31, 23, 59, tzinfo=UTC), tick=False):
        assert page.own_availability.state == "closed"


def test_midnight_is_stored_as_the_minute_before_whichever_way_it_comes() -> None:
    midnight = timezone.make_aware(datetime(2027, 10, 31))
    page = ConsultationPageFactory(closes_at=midnight)
    page.refresh_from_db()
    assert timezone.localtime(page.closes_at).strftime("%d %H:%M") == "30 23:59"


def test_opening_date_without_a_time_is_shown_as_a_day(client: Client) -> None:
    page = ConsultationPageFactory(opens_at=timezone.make_aware(datetime(2027, 11, 1)))
    text = " ".join(screen(client.get(page.url)).get_text(" ").split())
    assert "Opens on Monday 1 November 2027" in text
    assert "12:00am" not in text


def expired_page() -> Page:
    page = SectionPageFactory(title="The quay")
    Page.objects.filter(pk=page.pk).update(
        expire_at=datetime(2027, 9, 1, 9, 0, tzinfo=UTC), expired=True, live=False
    )
    page.refresh_from_db()
    page.save_revision()
    return page


def test_expired_page_can_be_saved_as_a_draft(publisher: Client) -> None:
    page = expired_page()
    response = edit_page(publisher, page, action="", title="The new quay")
    assert response.status_code == 302
    draft = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.title == "The new quay"


def test_publishing_an_expired_page_says_what_to_do(publisher: Client) -> None:
    response = edit_page(publisher, expired_page())
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    assert "This expired on 1 September 2027." in text
    assert "enter a later expiry date" in text


def test_wrong_schedule_is_named_where_an_editor_sees_it(publisher: Client) -> None:
    response = edit_page(publisher, SectionPageFactory(), action="", expire_at="2027-09-01")
    text = BeautifulSoup(response.content, "html.parser").get_text(" ")
    assert "Choose “Edit schedule” to correct the dates." in text


def test_expiry_date_without_a_time_means_the_end_of_the_day(publisher: Client) -> None:
    page = SectionPageFactory()
    assert edit_page(publisher, page, expire_at="2027-10-31").status_code == 302
    page.refresh_from_db()
    assert timezone.localtime(page.expire_at).strftime("%d %H:%M") == "31 23:59"


def test_expired_idea_can_be_saved_as_a_draft(publisher: Client) -> None:
    idea: Any = IdeaFactory()
    past = datetime(2027, 9, 1, 9, 0, tzinfo=UTC)
    Idea.objects.filter(pk=idea.pk).update(expire_at=past, expired=True, live=False)
    idea.refresh_from_db()
    idea.save_revision()
    response = submit(publisher, address(Idea, "edit", idea.pk), title="Reworded")
    assert response.status_code == 302
    assert idea.get_latest_revision_as_object().expire_at == past
