"""Before opening and after closing nothing is taken; what was on its way at closing is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from time_machine import travel

from consultation.pages.models import ConsultationPage, SectionPage
from consultation.responses.models import Response, Status
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    post_answer,
)
from tests.factories.answers import STANDARD_ANSWERS, hidden_fields
from tests.feedback.screens import screen, shown_value, submitted_texts

pytestmark = pytest.mark.django_db

# In winter, when United Kingdom time is UTC.
OPENS = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
CLOSES = datetime(2026, 2, 27, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

At = Callable[[datetime], HttpResponse]


@pytest.fixture
def page() -> SectionPage:
    # Written before any of the times in the tests, as in real life.
    with travel(OPENS - timedelta(days=30), tick=False):
        consultation = ConsultationPageFactory(opens_at=OPENS, closes_at=CLOSES)
        return SectionPageFactory(parent=consultation, blocks=[feedback_form()])


def look(client: Client, page: SectionPage, moment: datetime) -> HttpResponse:
    with travel(moment, tick=False):
        return client.get(page.url)


def send(
    client: Client,
    page: SectionPage,
    *,
    opened: datetime,
    sent: datetime,
    answers: dict[str, str] = STANDARD_ANSWERS,
) -> HttpResponse:
    """Open the form at one time and send it at another."""
    fields = hidden_fields(look(client, page, opened).content) | answers
    with travel(sent, tick=False):
        return post_answer(client, page, fields)


def feedback_text(response: HttpResponse) -> str:
    return " ".join(screen(response).select_one("#feedback").get_text().split())


@pytest.mark.parametrize("moment", [OPENS, OPENS + MINUTE, CLOSES - MINUTE])
def test_an_open_consultation_shows_the_form_and_takes_answers(
    client: Client, page: SectionPage, moment: datetime
) -> None:
    response = send(client, page, opened=moment, sent=moment + MINUTE / 2)
    assert response.status_code == 303
    assert not Response.objects.get().after_closing


def test_before_opening_the_page_says_when_in_place_of_the_form(
    client: Client, page: SectionPage
) -> None:
    response = look(client, page, OPENS - MINUTE)
    assert "You can respond here from Monday 12 January 2026 at 9:00am" in feedback_text(response)
    assert not screen(response).select("#feedback form")


@pytest.mark.parametrize("moment", [CLOSES, CLOSES + MINUTE])
def test_after_closing_the_page_says_when_in_place_of_the_form(
    client: Client, page: SectionPage, moment: datetime
) -> None:
    response = look(client, page, moment)
    assert "It closed on Friday 27 February 2026 at 5:00pm" in feedback_text(response)
    assert not screen(response).select("#feedback form")


def test_the_closing_time_is_shown_in_united_kingdom_summer_time(client: Client) -> None:
    closes = datetime(2026, 7, 31, 16, 0, tzinfo=UTC)
    consultation = ConsultationPageFactory(closes_at=closes, blocks=[feedback_form()])
    response = look(client, consultation, closes)
    assert "Friday 31 July 2026 at 5:00pm (UK time)" in feedback_text(response)


def test_an_answer_before_opening_is_refused_with_its_text(
    client: Client, page: SectionPage
) -> None:
    answers = STANDARD_ANSWERS | {"details": "Too\nearly"}
    with travel(OPENS - MINUTE, tick=False):
        response = post_answer(client, page, answers)
    assert response.status_code == 409
    assert "Monday 12 January 2026 at 9:00am" in response.content.decode()
    assert submitted_texts(response) == {
        "Brief summary": "A good plan",
        "Details": "Too\nearly",
        "Your role": "Local authority leadership",
    }
    assert not Response.objects.exists()


@pytest.mark.parametrize("late", [timedelta(0), MINUTE, 14 * MINUTE, 15 * MINUTE - MINUTE / 60])
def test_an_answer_on_its_way_at_closing_is_taken_and_marked(
    client: Client, page: SectionPage, late: timedelta
) -> None:
    response = send(client, page, opened=CLOSES - 5 * MINUTE, sent=CLOSES + late)
    assert response.status_code == 303
    record = Response.objects.get()
    assert record.after_closing
    assert record.status == Status.COUNTED
    assert record.submit_time == CLOSES + late


@pytest.mark.parametrize("late", [15 * MINUTE, 16 * MINUTE, timedelta(days=30)])
def test_an_answer_later_than_that_is_refused_with_its_text(
    client: Client, page: SectionPage, late: timedelta
) -> None:
    answers = STANDARD_ANSWERS | {"details": "Two hours'\nwork  "}
    response = send(client, page, opened=CLOSES - 5 * MINUTE, sent=CLOSES + late, answers=answers)
    assert response.status_code == 409
    assert "Friday 27 February 2026 at 5:00pm" in response.content.decode()
    assert submitted_texts(response)["Details"] == "Two hours'\nwork  "
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("opened", "status"),
    [
        (CLOSES - MINUTE / 60, 303),
        (CLOSES, 409),
        (CLOSES + MINUTE, 409),
        (CLOSES + 5 * MINUTE, 409),
    ],
)
def test_a_form_opened_after_closing_is_refused_within_the_grace_period(
    client: Client, page: SectionPage, opened: datetime, status: int
) -> None:
    # What readers have seen does not change: a copy of the page, kept in some cache,
    # shows the form for longer than it should.
    dates = ConsultationPage.objects.filter(pk=page.consultation.pk)
    dates.update(closes_at=None)
    fields = hidden_fields(look(client, page, opened).content) | STANDARD_ANSWERS
    dates.update(closes_at=CLOSES)
    with travel(CLOSES + 6 * MINUTE, tick=False):
        response = post_answer(client, page, fields)
    assert response.status_code == status
    assert Response.objects.exists() == (status == 303)
    if status == 409:
        assert submitted_texts(response)["Brief summary"] == "A good plan"


def test_a_form_from_before_the_opening_is_refused_within_the_grace_period(
    client: Client, page: SectionPage
) -> None:
    dates = ConsultationPage.objects.filter(pk=page.consultation.pk)
    dates.update(opens_at=None)
    fields = hidden_fields(look(client, page, OPENS - MINUTE).content) | STANDARD_ANSWERS
    dates.update(opens_at=OPENS)
    with travel(CLOSES + MINUTE, tick=False):
        assert post_answer(client, page, fields).status_code == 409
    assert not Response.objects.exists()


# Readers learn of a closing ten minutes late, as from a late schedule.
TOLD = CLOSES + 10 * MINUTE


@pytest.mark.parametrize(
    ("opened", "sent", "status"),
    [
        (CLOSES + 5 * MINUTE, TOLD, 303),
        (TOLD - MINUTE / 60, TOLD + 14 * MINUTE, 303),
        (TOLD - MINUTE / 60, TOLD + 15 * MINUTE, 409),
        (TOLD, TOLD + MINUTE, 409),
    ],
)
def test_a_closing_announced_late_begins_when_it_is_announced(
    client: Client, opened: datetime, sent: datetime, status: int
) -> None:
    with travel(OPENS, tick=False):
        consultation = ConsultationPageFactory(opens_at=OPENS)
        page = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    # Opened while nothing was said of a closing.
    fields = hidden_fields(look(client, page, opened).content) | STANDARD_ANSWERS
    consultation.closes_at = CLOSES
    with travel(TOLD, tick=False):
        consultation.save_revision().publish()
    with travel(sent, tick=False):
        assert post_answer(client, page, fields).status_code == status


def test_another_change_of_dates_does_not_put_the_closing_off(
    client: Client, page: SectionPage
) -> None:
    consultation = page.consultation
    dates = ConsultationPage.objects.filter(pk=consultation.pk)
    dates.update(closes_at=None)
    fields = hidden_fields(look(client, page, CLOSES + MINUTE).content) | STANDARD_ANSWERS
    dates.update(closes_at=CLOSES)
    consultation.opens_at = OPENS - MINUTE
    with travel(CLOSES + 2 * MINUTE, tick=False):
        consultation.save_revision().publish()
    with travel(CLOSES + 3 * MINUTE, tick=False):
        assert post_answer(client, page, fields).status_code == 409


@pytest.mark.parametrize("form_token", [{}, {"form_token": "made up"}], ids=["missing", "forged"])
def test_without_a_good_token_nothing_is_taken_after_closing(
    client: Client, page: SectionPage, form_token: dict[str, str]
) -> None:
    with travel(CLOSES + MINUTE, tick=False):
        response = post_answer(client, page, STANDARD_ANSWERS | form_token)
    assert response.status_code == 409
    assert not Response.objects.exists()


def test_wrong_input_within_the_grace_can_be_corrected(client: Client, page: SectionPage) -> None:
    wrong = send(
        client,
        page,
        opened=CLOSES - MINUTE,
        sent=CLOSES + MINUTE,
        answers=STANDARD_ANSWERS | {"summary": "No", "details": "Kept"},
    )
    assert wrong.status_code == 422
    assert shown_value(wrong, "details") == "Kept"
    fields = hidden_fields(wrong.content) | STANDARD_ANSWERS
    with travel(CLOSES + 2 * MINUTE, tick=False):
        assert post_answer(client, page, fields).status_code == 303
    assert Response.objects.get().after_closing
