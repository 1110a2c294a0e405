"""Suspicion never drops an answer: it is stored for a look, with a receipt but no mail."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Status
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS

pytestmark = pytest.mark.django_db

ANSWERS = STANDARD_ANSWERS | {"email": "someone@example.org", "details": "Kept all the same"}


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


def stored(client: Client, page: SectionPage, fields: dict[str, Any]) -> Response:
    """Send a form, see its receipt, and return what was stored."""
    response = post_answer(client, page, fields)
    assert response.status_code == 303
    receipt = client.get(response["Location"]).content.decode()
    record = Response.objects.get()
    assert record.reference_text in receipt
    assert ("We will email this reference" in receipt) == (record.status == Status.COUNTED)
    return record


@pytest.mark.parametrize("filling", ["http://buy.example", " ", "0"])
def test_filled_honeypot_leads_to_quarantine(
    client: Client, page: SectionPage, mailoutbox, django_capture_on_commit_callbacks, filling: str
) -> None:
    fields = open_form(client, page) | ANSWERS | {"further_notes": filling}
    with django_capture_on_commit_callbacks(execute=True):
        record = stored(client, page, fields)
    assert record.status == Status.QUARANTINED
    assert record.status_reason == "A field that is hidden from people was filled in."
    assert record.form_data == ANSWERS
    assert not mailoutbox


def test_a_form_sent_too_fast_to_have_been_read(
    client: Client, page: SectionPage, mailoutbox, django_capture_on_commit_callbacks, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 30
    fields = open_form(client, page, seconds_ago=20) | ANSWERS
    with django_capture_on_commit_callbacks(execute=True):
        record = stored(client, page, fields)
    assert record.status == Status.QUARANTINED
    assert record.status_reason.startswith("It was sent 20.")
    assert record.form_data == ANSWERS
    assert not mailoutbox


def test_a_form_sent_after_the_minimum_is_counted(
    client: Client, page: SectionPage, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 30
    assert stored(client, page, open_form(client, page, 31) | ANSWERS).status == Status.COUNTED


def test_a_minimum_of_nothing_counts_every_speed(
    client: Client, page: SectionPage, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    assert stored(client, page, open_form(client, page, 0) | ANSWERS).status == Status.COUNTED


def test_correcting_a_form_counts_from_its_first_opening(
    client: Client, page: SectionPage, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 30
    wrong = post_answer(client, page, open_form(client, page, 60) | {"summary": "No"})
    assert wrong.status_code == 422
    again = wrong.context["form_state"].form["form_token"].value()
    assert stored(client, page, ANSWERS | {"form_token": again}).status == Status.COUNTED


@pytest.mark.parametrize(
    "form_token",
    [
        None,
        "",
        "made up",
        "\x00",
        "é:ü:ß",
        signing.dumps([1, 2, "a", 0, "b"], salt="another"),
        signing.dumps("no list", salt="consultation.feedback.form_token"),
        signing.dumps([1, 2], salt="consultation.feedback.form_token"),
    ],
    # A signature holds the time: as a name it would differ from process to process.
    ids=["none", "empty", "made up", "nul", "no ascii", "other salt", "no list", "too short"],
)
def test_a_form_token_that_is_missing_or_not_ours(
    client: Client,
    page: SectionPage,
    mailoutbox,
    django_capture_on_commit_callbacks,
    form_token: str | None,
) -> None:
    fields = ANSWERS if form_token is None else ANSWERS | {"form_token": form_token}
    with django_capture_on_commit_callbacks(execute=True):
        record = stored(client, page, fields)
    assert record.status == Status.QUARANTINED
    assert record.status_reason == "The form’s token was missing or not valid."
    assert record.form_data == ANSWERS
    assert record.page_revision_id == page.live_revision_id
    assert not mailoutbox


def test_a_form_token_that_was_tampered_with(client: Client, page: SectionPage) -> None:
    form_token = open_form(client, page)["form_token"]
    changed = ("A" if form_token[0] != "A" else "B") + form_token[1:]
    assert stored(client, page, ANSWERS | {"form_token": changed}).status == Status.QUARANTINED


def test_the_form_token_of_another_page(client: Client, page: SectionPage) -> None:
    other = SectionPageFactory(blocks=[feedback_form()])
    fields = open_form(client, other) | ANSWERS
    record = stored(client, page, fields)
    assert record.status == Status.QUARANTINED
    assert record.page_id == page.pk


def test_form_displayed_again_without_a_token_gets_a_good_one(
    client: Client, page: SectionPage, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    wrong = post_answer(client, page, {"summary": "No"})
    again = wrong.context["form_state"].form["form_token"].value()
    assert stored(client, page, ANSWERS | {"form_token": again}).status == Status.COUNTED
