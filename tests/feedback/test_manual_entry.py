"""Answers from elsewhere: a letter typed in, through the same form and the same rules."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from consultation.pages.models import SectionPage
from consultation.responses.models import LedgerEntry, Response, Scan, Status
from consultation.responses.services import erase
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
)
from tests.feedback.screens import error_summary, screen
from tests.responses.actions import sign_in, was_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ANSWERS = {
    "summary": "We want more time",
    "role": "Local authority leadership",
    "email": "ada@example.org",
}


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(title="On a shared centre", blocks=[feedback_form()])


@pytest.fixture
def analyst() -> Client:
    return sign_in("Analyst", "ada")


def url(page: Any) -> str:
    return f"/admin/enter-response/{page.pk}/"


def opened(client: Client, page: Any) -> dict[str, str]:
    """Open the form and return its hidden fields, the one against forgery left out."""
    found = screen(client.get(url(page))).select("form.feedback__form input[type=hidden]")
    return {field["name"]: field["value"] for field in found if "csrf" not in field["name"]}


def enter(client: Client, page: Any, fields: dict[str, str] | None = None, **data: Any) -> Any:
    """Type an answer in and send it."""
    sent = {
        **(fields or opened(client, page)),
        "origin-source": "letter",
        "origin-received_on": f"{timezone.localdate():%Y-%m-%d}",
        **ANSWERS,
        **data,
    }
    return client.post(url(page), {name: value for name, value in sent.items() if value != ""})


def letter(name: str = "From Ada.pdf", content: bytes = b"%PDF-1.7 a letter") -> Any:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_it_is_kept_with_its_source_its_day_and_who_typed_it(
    analyst: Client, page: SectionPage, mailoutbox: list
) -> None:
    day = timezone.localdate() - timedelta(days=3)
    sent = enter(analyst, page, **{"origin-received_on": f"{day:%d/%m/%Y}"})
    response = Response.objects.get()
    assert sent.status_code == 302
    assert sent["Location"] == f"/admin/responses/{response.pk}/"
    assert response.source == "letter"
    assert response.entered_by.get_username() == "ada"
    assert timezone.localdate(response.submit_time) == day
    assert response.form_data["summary"] == "We want more time"
    assert response.role == "Local authority leadership"
    assert response.status == Status.COUNTED
    assert response.page_revision_id == page.live_revision_id
    assert LedgerEntry.objects.get().reference == response.reference
    assert not mailoutbox
    assert ModelLogEntry.objects.filter(action="responses.enter", user__username="ada").exists()
    shown = " ".join(screen(analyst.get(sent["Location"])).get_text().split())
    assert "Source Letter, entered by ada" in shown
    assert response.reference_text in shown


def test_editors_and_reviewers_may_not_enter_a_response(page: SectionPage, client: Client) -> None:
    assert client.get(url(page)).status_code == 302
    for role in ("Editor", "Reviewer", "Publisher"):
        browser = sign_in(role)
        assert was_refused(browser.get(url(page))), role
        assert was_refused(enter(browser, page, {})), role
    assert not Response.objects.exists()
    assert enter(sign_in("Administrator"), page).status_code == 302


def test_wrong_input_is_reported_at_once_and_all_of_it_kept(
    analyst: Client, page: SectionPage
) -> None:
    sent = enter(
        analyst,
        page,
        summary="A",
        details="Said at length",
        **{"origin-source": "", "origin-received_on": "31/02/2026"},
    )
    assert sent.status_code == 422
    assert list(error_summary(sent)) == [
        "id_origin-source",
        "id_origin-received_on",
        "id_summary",
    ]
    found = screen(sent)
    for name in ("id_origin-source", "id_origin-received_on", "id_summary"):
        assert found.select_one(f"#{name}"), name
    assert found.select_one("#id_details").get_text() == "Said at length"
    assert found.select_one("#id_summary")["value"] == "A"
    assert found.select_one("#id_role option[selected]")["value"] == ANSWERS["role"]
    assert not Response.objects.exists()


def test_the_rules_are_those_that_readers_meet(analyst: Client, page: SectionPage) -> None:
    assert list(error_summary(enter(analyst, page, role=""))) == ["id_role"]
    assert list(error_summary(enter(analyst, page, role="King"))) == ["id_role"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, "today’s date or an earlier one"), (-30, "not yet open"), (-2, "had closed")],
)
def test_a_day_on_which_no_answer_was_taken_is_refused(
    analyst: Client, days: int, words: str
) -> None:
    now = timezone.now()
    consultation = ConsultationPageFactory(
        opens_at=now - timedelta(days=20), closes_at=now - timedelta(days=5)
    )
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    day = timezone.localdate() + timedelta(days=days)
    sent = enter(analyst, page, **{"origin-received_on": f"{day:%Y-%m-%d}"})
    assert words in error_summary(sent)["id_origin-received_on"]
    assert not Response.objects.exists()


def test_a_letter_that_came_in_time_can_be_typed_in_after_closing(analyst: Client) -> None:
    now = timezone.now()
    consultation = ConsultationPageFactory(closes_at=now - timedelta(days=5))
    page = SectionPageFactory(parent=consultation, blocks=[feedback_form()])
    day = timezone.localdate() - timedelta(days=6)
    assert enter(analyst, page, **{"origin-received_on": f"{day}"}).status_code == 302
    assert Response.objects.get().consultation_pk == consultation.pk


def test_sent_twice_it_is_one_response_with_one_scan(analyst: Client, page: SectionPage) -> None:
    fields = opened(analyst, page)
    for _ in range(2):
        enter(analyst, page, fields, **{"origin-scan": letter()})
    assert Response.objects.count() == Scan.objects.count() == 1


def test_two_people_who_wrote_the_same_are_two_responses(
    analyst: Client, page: SectionPage
) -> None:
    assert enter(analyst, page).status_code == enter(analyst, page).status_code == 302
    assert Response.objects.count() == 2


def test_another_one_can_be_typed_in_at_once(analyst: Client, page: SectionPage) -> None:
    sent = enter(analyst, page, another="yes")
    assert sent["Location"] == url(page)
    assert Response.objects.get().reference_text in screen(analyst.get(url(page))).get_text()


def test_a_scan_is_for_those_who_read_responses_alone(
    analyst: Client, page: SectionPage, client: Client
) -> None:
    enter(analyst, page, **{"origin-scan": letter()})
    scan = Scan.objects.get()
    assert "Ada" not in scan.file.name
    address = f"/admin/responses/scans/{scan.pk}/"
    found = analyst.get(address)
    assert b"".join(found.streaming_content) == b"%PDF-1.7 a letter"
    assert found["Content-Disposition"] == 'attachment; filename="From Ada.pdf"'
    assert found["Content-Type"] == "application/octet-stream"
    assert "no-store" in found["Cache-Control"]
    assert client.get(address).status_code == 302
    for role in ("Editor", "Reviewer", "Publisher"):
        assert was_refused(sign_in(role).get(address))
    assert client.get(f"/media/{scan.file.name}").status_code == 404


@pytest.mark.parametrize(
    ("file", "words"),
    [(letter("virus.exe"), "of one of these types"), (letter("page.svg"), "of one of these types")],
)
def test_a_file_of_another_kind_is_refused_with_the_text_kept(
    analyst: Client, page: SectionPage, file: Any, words: str
) -> None:
    file.seek(0)
    sent = enter(analyst, page, **{"origin-scan": file})
    assert sent.status_code == 422
    assert words in error_summary(sent)["id_origin-scan"]
    assert "Choose the scan again" in screen(sent).get_text()
    assert not Response.objects.exists()


def test_a_file_that_is_too_large_is_refused(
    analyst: Client, page: SectionPage, monkeypatch: Any
) -> None:
    monkeypatch.setattr("consultation.feedback.manual_entry.LARGEST_SCAN_BYTES", 10)
    sent = enter(analyst, page, **{"origin-scan": letter()})
    assert "up to 20 MB" in error_summary(sent)["id_origin-scan"]


def test_erasing_takes_the_scan_along(
    analyst: Client, page: SectionPage, django_capture_on_commit_callbacks: Any
) -> None:
    enter(analyst, page, **{"origin-scan": letter()})
    name = Scan.objects.get().file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        erase([Response.objects.get()], "Asked for", make_user("Administrator"))
    assert not Scan.objects.exists()
    assert not default_storage.exists(name)


def test_a_page_without_a_form_says_so(analyst: Client) -> None:
    page = SectionPageFactory()
    answer: HttpResponse = analyst.get(url(page), follow=True)
    assert "has no feedback form" in answer.content.decode()
    assert analyst.get("/admin/enter-response/999999/").status_code == 404


def test_manual_entry_needs_the_csrf_token(page: SectionPage) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("Analyst"))
    assert enter(strict, page).status_code == 403
    assert not Response.objects.exists()


def test_the_list_of_a_page_leads_there(analyst: Client, page: SectionPage) -> None:
    listing = analyst.get(f"/admin/forms/submissions/{page.pk}/")
    found = BeautifulSoup(listing.content, "html.parser")
    assert found.select_one(f'a[href="{url(page)}"]')
