"""Other dates of a public consultation leave a note, by whichever way they are published."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import Traveller, travel
from wagtail.models import Page, PageLogEntry

from consultation.pages.models import ConsultationPage, PublicDates
from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory, SectionPageFactory, make_user
from tests.factories.editor import edit_page
from tests.feedback.screens import screen
from tests.review.actions import decide

pytestmark = pytest.mark.django_db

# In winter, when United Kingdom time is UTC.
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CLOSES = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 14, 17, 0, tzinfo=UTC)
EARLIER = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MOVED = (
    "24 November 2026: The closing date was moved from Monday 30 November 2026 at 5:00pm "
    "to Monday 14 December 2026 at 5:00pm (UK time)."
)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Traveller]:
    with travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory(closes_at=CLOSES)


def notes(page: Page, client: Client | None = None) -> list[str]:
    """Return the notes on a consultation's page, as a stranger reads them."""
    response = (client or Client()).get(page.get_url())
    assert response.status_code == 200
    return [" ".join(note.get_text(" ").split()) for note in screen(response).select(".date-note")]


def typed(moment: datetime | None) -> str:
    """Return a time as it is typed into the editor."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def draft(page: Page, **changes: Any) -> Any:
    """Save a new draft with these changes and return its revision."""
    newest = Page.objects.get(pk=page.pk).specific.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(newest, name, value)
    return newest.save_revision()


def sign_in(role: str, **names: str) -> Client:
    client = Client()
    client.force_login(make_user(role, **names))
    return client


def test_what_was_said_from_the_start_is_no_change(consultation: ConsultationPage) -> None:
    draft(consultation, title="Another title").publish()
    assert notes(consultation) == []


def test_a_draft_of_other_dates_is_not_announced(
    publisher: Client, consultation: ConsultationPage
) -> None:
    edit_page(publisher, consultation, action="", closes_at=typed(LATER))
    assert notes(consultation) == []


# Ways in which another closing date comes before the public.


def by_the_editor(consultation: ConsultationPage, clock: Traveller) -> None:
    assert edit_page(sign_in("superuser"), consultation, closes_at=typed(LATER)).status_code == 302


def by_approval(consultation: ConsultationPage, clock: Traveller) -> None:
    call_command("setup_portal")
    edit_page(sign_in("Editor"), consultation, "action-submit", closes_at=typed(LATER))
    for role in ("Reviewer", "Publisher"):
        assert notes(consultation) == []
        decide(make_user(role), consultation)


def by_a_schedule(consultation: ConsultationPage, clock: Traveller) -> None:
    # Prepared the day before.
    draft(consultation, closes_at=LATER, go_live_at=NOW + timedelta(minutes=5)).publish()
    call_command("publish_scheduled")
    assert notes(consultation) == []
    clock.shift(timedelta(minutes=6))
    call_command("publish_scheduled")


def by_many_at_once(consultation: ConsultationPage, clock: Traveller) -> None:
    draft(consultation, closes_at=LATER)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    sign_in("Publisher").post(f"{address}?id={consultation.pk}")


def by_a_program(consultation: ConsultationPage, clock: Traveller) -> None:
    consultation.closes_at = LATER
    consultation.save()


def while_it_was_off_the_site(consultation: ConsultationPage, clock: Traveller) -> None:
    consultation.unpublish()
    draft(consultation, closes_at=LATER).publish()


WAYS = [
    by_the_editor,
    by_approval,
    by_a_schedule,
    by_many_at_once,
    by_a_program,
    while_it_was_off_the_site,
]


@pytest.mark.parametrize("publish", WAYS, ids=lambda way: way.__name__)
def test_another_closing_date_is_announced_however_it_is_published(
    consultation: ConsultationPage, clock: Traveller, publish: Callable[..., None]
) -> None:
    publish(consultation, clock)
    assert notes(consultation) == [MOVED]


def test_publishing_again_tells_nothing_again(
    publisher: Client, consultation: ConsultationPage
) -> None:
    edit_page(publisher, consultation, closes_at=typed(LATER))
    edit_page(publisher, consultation, title="Another title")
    assert notes(consultation) == [MOVED]


def test_each_change_is_announced_in_order(
    consultation: ConsultationPage, clock: Traveller
) -> None:
    draft(consultation, closes_at=LATER, dates_reason="Two councils asked for it.").publish()
    clock.shift(timedelta(days=1))
    draft(consultation, closes_at=None).publish()
    clock.shift(timedelta(days=1))
    draft(consultation, closes_at=CLOSES, opens_at=CLOSES - timedelta(days=2)).publish()
    clock.shift(timedelta(days=1))
    draft(consultation, opens_at=None).publish()
    assert notes(consultation) == [
        f"{MOVED} Reason: Two councils asked for it.",
        "25 November 2026: The closing date, Monday 14 December 2026 at 5:00pm (UK time), was "
        "removed. There is no closing date now.",
        "26 November 2026: A closing date was set: Monday 30 November 2026 at 5:00pm (UK time). "
        "There was none before. An opening date was set: Saturday 28 November 2026 at 5:00pm "
        "(UK time). There was none before.",
        "27 November 2026: The opening date, Saturday 28 November 2026 at 5:00pm (UK time), was "
        "removed.",
    ]


def test_reopening_is_announced(consultation: ConsultationPage, clock: Traveller) -> None:
    clock.move_to(CLOSES + timedelta(days=2))
    draft(consultation, closes_at=LATER).publish()
    assert notes(consultation) == [
        "2 December 2026: The consultation was reopened. The closing date was moved from "
        "Monday 30 November 2026 at 5:00pm to Monday 14 December 2026 at 5:00pm (UK time)."
    ]


def test_the_day_of_a_change_is_that_of_the_united_kingdom(clock: Traveller) -> None:
    clock.move_to(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    consultation = ConsultationPageFactory(closes_at=CLOSES)
    draft(consultation, closes_at=datetime(2026, 8, 1, 16, 0, tzinfo=UTC)).publish()
    (note,) = notes(consultation)
    assert note.startswith("2 July 2026:")
    assert "Saturday 1 August 2026 at 5:00pm (UK time)" in note


def test_the_reason_of_one_change_does_not_explain_the_next(
    publisher: Client, consultation: ConsultationPage, clock: Traveller
) -> None:
    edit_page(publisher, consultation, closes_at=typed(LATER), dates_reason="Snow.")
    clock.shift(timedelta(days=1))
    further = LATER + timedelta(days=1)
    publisher = sign_in("superuser", username="next day")
    edit_page(publisher, consultation, closes_at=typed(further))
    first, second = notes(consultation)
    assert first.endswith("Reason: Snow.")
    assert "Reason" not in second


def test_a_draft_made_before_the_reason_was_published_forgets_it(
    publisher: Client, consultation: ConsultationPage
) -> None:
    told = draft(consultation, closes_at=LATER, dates_reason="Snow.")
    draft(consultation, title="Another title")
    told.publish()
    edit_page(publisher, consultation, closes_at=typed(LATER + timedelta(days=1)))
    first, second = notes(consultation)
    assert first.endswith("Reason: Snow.")
    assert "Reason" not in second


def test_a_reason_waits_with_its_draft(publisher: Client, consultation: ConsultationPage) -> None:
    edit_page(publisher, consultation, "", closes_at=typed(LATER), dates_reason="Snow.")
    edit_page(publisher, consultation, title="Another title")
    assert notes(consultation) == [f"{MOVED} Reason: Snow."]


def test_going_back_to_an_earlier_version_is_a_change_too(
    consultation: ConsultationPage, clock: Traveller
) -> None:
    before = consultation.live_revision
    draft(consultation, closes_at=LATER).publish()
    clock.shift(timedelta(days=1))
    before.publish()
    assert [note.split(":")[0] for note in notes(consultation)] == [
        "24 November 2026",
        "25 November 2026",
    ]


def test_a_copy_starts_without_notes(consultation: ConsultationPage, clock: Traveller) -> None:
    draft(consultation, closes_at=LATER, dates_reason="Snow.").publish()
    consultation.refresh_from_db()
    copy = consultation.copy(update_attrs={"slug": "copy"}, keep_live=True)
    assert notes(copy) == []
    draft(copy, closes_at=LATER + timedelta(days=1)).publish()
    (note,) = notes(copy)
    assert "Reason" not in note
    assert len(notes(consultation)) == 1


def test_an_alias_tells_of_changes_since_it_is_there(
    consultation: ConsultationPage, clock: Traveller
) -> None:
    draft(consultation, closes_at=CLOSES + timedelta(days=1)).publish()
    consultation.refresh_from_db()
    alias = consultation.create_alias(update_slug="alias")
    assert notes(alias) == []
    draft(consultation, closes_at=LATER, dates_reason="Snow.").publish()
    (note,) = notes(alias)
    assert note.endswith("Reason: Snow.")


def test_pages_below_lead_to_the_notes(consultation: ConsultationPage) -> None:
    section = SectionPageFactory(parent=consultation)

    def link() -> Any:
        return screen(Client().get(section.url)).find("a", string="The dates have changed")

    assert link() is None
    draft(consultation, closes_at=LATER).publish()
    assert link()["href"] == f"{consultation.url}#_dates"
    assert screen(Client().get(consultation.url)).find(id="_dates")


def test_readers_learn_no_names_but_the_log_keeps_them(
    client: Client, consultation: ConsultationPage
) -> None:
    publisher = sign_in("superuser", username="pat", first_name="Patricia", last_name="Quill")
    edit_page(publisher, consultation, closes_at=typed(LATER), dates_reason="Snow.")
    public = screen(client.get(consultation.url)).get_text(" ")
    assert "Snow." in public
    assert not {"pat", "Patricia", "Quill"} & set(public.split())
    entry = PageLogEntry.objects.get(action="consultation.change_dates")
    assert entry.user.username == "pat"
    assert entry.page_id == consultation.pk
    history = publisher.get(reverse("wagtailadmin_pages:history", args=[consultation.pk]))
    text = " ".join(BeautifulSoup(history.content, "html.parser").get_text(" ").split())
    assert "Closes: 30 November 2026, 5:00pm → 14 December 2026, 5:00pm" in text
    assert "Snow." in text


def errors(response: HttpResponse) -> dict[str, str]:
    assert response.status_code == 200, "The editor took the page"
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


@pytest.mark.parametrize("action", ["", "action-publish"])
def test_closing_earlier_than_was_said_needs_a_reason(
    publisher: Client, consultation: ConsultationPage, action: str
) -> None:
    response = edit_page(publisher, consultation, action, closes_at=typed(EARLIER))
    assert "earlier than announced" in errors(response)["dates_reason"]
    consultation.refresh_from_db()
    assert consultation.closes_at == CLOSES
    assert notes(consultation) == []
    response = edit_page(
        publisher, consultation, closes_at=typed(EARLIER), dates_reason="The law came sooner."
    )
    assert response.status_code == 302
    (note,) = notes(consultation)
    assert "to Friday 27 November 2026 at 12:00pm" in note
    assert note.endswith("Reason: The law came sooner.")


@pytest.mark.parametrize("closes_at", [LATER, None])
def test_giving_people_more_time_needs_none(
    publisher: Client, consultation: ConsultationPage, closes_at: datetime | None
) -> None:
    assert edit_page(publisher, consultation, closes_at=typed(closes_at)).status_code == 302
    assert len(notes(consultation)) == 1


def test_a_time_in_the_past_is_refused(publisher: Client, consultation: ConsultationPage) -> None:
    typed_wrong = typed(CLOSES - timedelta(days=365))
    response = edit_page(publisher, consultation, closes_at=typed_wrong, dates_reason="Now")
    assert "This time has passed" in errors(response)["closes_at"]


def test_when_it_closed_cannot_be_rewritten(
    consultation: ConsultationPage, clock: Traveller
) -> None:
    clock.move_to(CLOSES + timedelta(days=2))
    publisher = sign_in("superuser")
    response = edit_page(publisher, consultation, closes_at=typed(EARLIER), dates_reason="Better")
    assert "To reopen it, enter a date in the future" in errors(response)["closes_at"]
    assert edit_page(publisher, consultation, title="Still editable").status_code == 302


def test_a_consultation_that_no_one_has_seen_may_have_any_dates(publisher: Client) -> None:
    consultation = ConsultationPageFactory(closes_at=CLOSES, live=False)
    past = typed(CLOSES - timedelta(days=900))
    assert edit_page(publisher, consultation, closes_at=past).status_code == 302
    assert notes(consultation) == []


def test_the_editor_shows_the_published_dates(
    publisher: Client, consultation: ConsultationPage
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[consultation.pk])

    def panel() -> str:
        text = BeautifulSoup(publisher.get(address).content, "html.parser").get_text(" ")
        return " ".join(text.split())

    assert "These dates are public." in panel()
    draft(consultation, closes_at=LATER).publish()
    assert MOVED in panel()


def test_notes_go_with_their_page(consultation: ConsultationPage) -> None:
    draft(consultation, closes_at=LATER).publish()
    with on_purpose("Behind the admin’s back"):
        consultation.delete()
    assert not PublicDates.objects.exists()
