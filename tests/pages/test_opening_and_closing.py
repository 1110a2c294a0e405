"""At opening and closing time every page changes at once, and no cached copy outlives it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client
from time_machine import travel
from wagtail.models import Page, PageViewRestriction

from consultation.pages.models import ConsultationPage, consultation_page
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    ThemePageFactory,
    feedback_form,
    make_user,
    post_answer,
    site_home,
)
from tests.factories.answers import STANDARD_ANSWERS, hidden_fields
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

# In the nights in which clocks are changed: half an hour after it, and half an hour before.
OPENS = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
CLOSES = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def consultation() -> ConsultationPage:
    with travel(OPENS - timedelta(days=30), tick=False):
        return ConsultationPageFactory(opens_at=OPENS, closes_at=CLOSES, blocks=[feedback_form()])


def look(
    page: Page, moment: datetime, client: Client | None = None, **headers: str
) -> HttpResponse:
    with travel(moment, tick=False):
        response: HttpResponse = (client or Client()).get(page.get_url(), headers=headers)
    assert response.status_code == 200
    return response


def states(response: HttpResponse) -> set[str]:
    """Return every state that a page tells of its consultation, in words or by its form."""
    page = screen(response)
    told = {tag.get_text() for tag in page.select(".state-tag")}
    told |= {"Open"} if page.select("#feedback form") else set()
    notices = {
        "This consultation is closed": "Closed",
        "This consultation is not open yet": "Not yet open",
    }
    return told | {notices[title.get_text()] for title in page.select("#feedback .closure__title")}


def kept_for(response: HttpResponse) -> int:
    """Return for how many seconds a shared cache may keep a page; 0 is not at all."""
    said = response["Cache-Control"].split(", ")
    assert not response.has_header("Expires")
    assert not response.has_header("ETag")
    assert not response.has_header("Last-Modified")
    if "public" not in said:
        assert "no-cache" in said
        return 0
    assert {"max-age=0", "must-revalidate"} <= set(said), "Browsers ask each time"
    return int(next(each for each in said if each.startswith("s-maxage=")).partition("=")[2])


def the_consultation(consultation: ConsultationPage) -> Page:
    return consultation


def a_section(consultation: ConsultationPage) -> Page:
    section = SectionPageFactory(parent=consultation)
    return SectionPageFactory(parent=section, blocks=[feedback_form()])


def a_theme_page(consultation: ConsultationPage) -> Page:
    return ThemePageFactory(parent=consultation, blocks=[feedback_form()])


def the_front_page(consultation: ConsultationPage) -> Page:
    return site_home()


PLACES = [the_consultation, a_section, a_theme_page, the_front_page]
each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
Place = Callable[[ConsultationPage], Page]


@each_place
@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (OPENS - SECOND, "Not yet open"),
        (OPENS, "Open"),
        (OPENS + SECOND, "Open"),
        (CLOSES - SECOND, "Open"),
        (CLOSES, "Closed"),
        (CLOSES + SECOND, "Closed"),
    ],
)
def test_every_page_changes_at_the_same_time(
    consultation: ConsultationPage, place: Place, moment: datetime, state: str
) -> None:
    assert states(look(place(consultation), moment)) == {state}


@pytest.mark.parametrize("moment", [OPENS, CLOSES])
def test_no_cached_copy_outlives_it(consultation: ConsultationPage, moment: datetime) -> None:
    """Ask through a cache that keeps what it may, every eleven seconds around that time."""
    before, after = states(look(site_home(), moment - SECOND)), states(look(site_home(), moment))
    kept: tuple[datetime, HttpResponse] | None = None
    from_cache = 0
    for second in range(-90, 90, 11):
        now = moment + second * SECOND
        if kept and now - kept[0] < kept_for(kept[1]) * SECOND:
            from_cache += 1
        else:
            kept = (now, look(site_home(), now))
        assert states(kept[1]) == (before if second < 0 else after), f"{second} seconds after it"
    assert before != after
    assert from_cache > 10, "Nothing was kept"


@pytest.mark.parametrize(
    ("before", "seconds"),
    [
        (timedelta(days=1), 60),
        (60 * SECOND, 60),
        (59 * SECOND, 59),
        (SECOND, 1),
        (SECOND / 2, 0),
        (timedelta(0), 60),
        (-SECOND, 60),
    ],
)
@pytest.mark.parametrize("moment", [OPENS, CLOSES])
def test_a_page_without_a_form_is_cached_until_the_change_at_most(
    consultation: ConsultationPage, moment: datetime, before: timedelta, seconds: int
) -> None:
    section = SectionPageFactory(parent=consultation)
    assert kept_for(look(section, moment - before)) == seconds


def test_the_last_hour_is_an_hour_in_the_night_in_which_clocks_are_changed(
    settings: LazySettings,
) -> None:
    settings.PORTAL_PAGE_CACHE_SECONDS = 86400
    # 2:30 in the morning. An hour and a half before, it was 2 o’clock for the first time.
    closes = datetime(2026, 10, 25, 2, 30, tzinfo=UTC)
    section = SectionPageFactory(parent=ConsultationPageFactory(closes_at=closes))
    assert kept_for(look(section, datetime(2026, 10, 25, 0, 59, tzinfo=UTC))) == 91 * 60


def test_the_front_page_is_cached_until_the_first_change(
    consultation: ConsultationPage, settings: LazySettings
) -> None:
    settings.PORTAL_PAGE_CACHE_SECONDS = 86400
    ConsultationPageFactory(closes_at=CLOSES + 30 * SECOND)
    ConsultationPageFactory()
    assert kept_for(look(site_home(), CLOSES - 20 * SECOND)) == 20
    assert kept_for(look(site_home(), CLOSES)) == 30
    assert kept_for(look(site_home(), CLOSES + 30 * SECOND)) == 86400


def test_the_time_that_a_page_took_to_draw_is_not_given_away(
    consultation: ConsultationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = SectionPageFactory(parent=consultation)
    with travel(CLOSES - 10 * SECOND, tick=False) as clock:

        def slowly(*args: object) -> None:
            clock.shift(3 * SECOND)

        monkeypatch.setattr(consultation_page, "prefetch_body", slowly)
        response = Client().get(section.get_url())
    assert kept_for(response) <= 7


def test_a_page_that_goes_at_a_set_time_is_kept_until_then(
    consultation: ConsultationPage,
) -> None:
    section = SectionPageFactory(parent=consultation, expire_at=CLOSES - 100 * SECOND)
    assert kept_for(look(section, CLOSES - 110 * SECOND)) == 10
    settled = SectionPageFactory(parent=consultation, expire_at=CLOSES + 100 * SECOND)
    assert kept_for(look(settled, CLOSES - 5 * SECOND)) == 5


def test_operators_can_have_everything_asked_for_each_time(
    consultation: ConsultationPage, settings: LazySettings
) -> None:
    settings.PORTAL_PAGE_CACHE_SECONDS = 0
    assert kept_for(look(SectionPageFactory(parent=consultation), CLOSES)) == 0


@each_place
def test_a_form_is_kept_by_no_shared_cache(consultation: ConsultationPage, place: Place) -> None:
    response = look(place(consultation), CLOSES - timedelta(days=9))
    form = screen(response).select("#feedback form")
    assert ("private" in response["Cache-Control"]) == bool(form)
    assert bool(form) == (place is not the_front_page)


def test_what_staff_see_is_kept_by_no_shared_cache(consultation: ConsultationPage) -> None:
    client = Client()
    client.force_login(make_user("Editor"))
    response = look(SectionPageFactory(parent=consultation), CLOSES, client)
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]


def test_what_not_everybody_may_read_is_kept_by_no_one(consultation: ConsultationPage) -> None:
    section = SectionPageFactory(parent=consultation)
    PageViewRestriction.objects.create(
        page=section, restriction_type=PageViewRestriction.PASSWORD, password="open sesame"
    )
    said = look(section, CLOSES)["Cache-Control"]
    assert {"private", "no-store"} <= set(re.split(", ", said))
    assert "public" not in said


@each_place
def test_a_page_is_never_said_to_be_as_it_was(consultation: ConsultationPage, place: Place) -> None:
    """A conditional request must not bring a form back to life, nor a notice."""
    page = place(consultation)
    before = look(page, CLOSES - SECOND)
    after = look(
        page,
        CLOSES,
        if_none_match=before.get("ETag", "*"),
        if_modified_since="Sun, 25 Oct 2026 00:29:59 GMT",
    )
    assert states(after) == {"Closed"}


def test_a_form_opened_in_the_last_second_may_be_handed_in_for_a_quarter_of_an_hour(
    consultation: ConsultationPage,
) -> None:
    fields = hidden_fields(look(consultation, CLOSES - SECOND).content) | STANDARD_ANSWERS
    with travel(CLOSES + timedelta(minutes=15) - SECOND, tick=False):
        assert post_answer(Client(), consultation, fields).status_code == 303
    with travel(CLOSES + timedelta(minutes=15), tick=False):
        fields["details"] = "Something else"
        assert post_answer(Client(), consultation, fields).status_code == 409


def test_a_closing_made_known_after_its_own_moment_leaves_time_to_finish(
    consultation: ConsultationPage,
) -> None:
    """Approved an hour late: until then, respondents could not know of the closing time."""
    approved = CLOSES - timedelta(hours=1)
    fields = hidden_fields(look(consultation, approved - SECOND).content) | STANDARD_ANSWERS
    with travel(approved, tick=False):
        consultation.closes_at = CLOSES - timedelta(hours=2)
        consultation.save_revision().publish()
    assert states(look(consultation, approved)) == {"Closed"}
    for minutes, status in ((15, 409), (14, 303)):
        with travel(approved + timedelta(minutes=minutes), tick=False):
            assert post_answer(Client(), consultation, fields).status_code == status


# A consultation that is itself not on the site.


def test_forms_below_a_consultation_that_no_one_may_see_take_nothing() -> None:
    consultation = ConsultationPageFactory(live=False)
    section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    assert states(look(section, CLOSES)) == {"Not yet open"}
    with travel(CLOSES, tick=False):
        assert post_answer(Client(), section, STANDARD_ANSWERS).status_code == 409


def test_forms_below_a_consultation_taken_off_the_site_are_closed(
    consultation: ConsultationPage,
) -> None:
    section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    before = CLOSES - timedelta(days=9)
    fields = hidden_fields(look(section, before).content) | STANDARD_ANSWERS
    consultation.unpublish()
    response = look(section, before)
    assert states(response) == {"Closed"}
    assert "2026" not in screen(response).select_one("#feedback").get_text()
    with travel(before, tick=False):
        assert post_answer(Client(), section, fields).status_code == 409


def test_a_consultation_that_expires_at_its_closing_keeps_the_time_to_finish(
    consultation: ConsultationPage,
) -> None:
    section = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    fields = hidden_fields(look(section, CLOSES - SECOND).content) | STANDARD_ANSWERS
    consultation.unpublish()
    assert states(look(section, CLOSES)) == {"Closed"}
    with travel(CLOSES + timedelta(minutes=5), tick=False):
        assert post_answer(Client(), section, fields).status_code == 303
