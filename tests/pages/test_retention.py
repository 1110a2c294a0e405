"""Personal data goes when a consultation said it would; what people said stays and counts."""

import logging
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import get_default_timezone
from time_machine import travel
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from consultation.common.dates import months_after
from consultation.pages.models import ConsultationPage
from consultation.responses.ledger import read_ledger
from consultation.responses.models import Response
from consultation.responses.privacy import erasure
from consultation.responses.services import attach_scan, erase
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, make_user
from tests.responses.actions import sign_in, store, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CLOSED = datetime(2026, 3, 3, 17, tzinfo=UTC)
BEFORE = datetime(2026, 9, 3, 15, 59, tzinfo=UTC)
AFTER = datetime(2026, 9, 3, 16, 0, tzinfo=UTC)


def run(*args: str) -> str:
    out = StringIO()
    call_command("apply_retention", *args, stdout=out, stderr=out)
    return out.getvalue()


def closed(months: int | None = 6, **fields: Any) -> ConsultationPage:
    return ConsultationPageFactory(
        **{"title": "Kept", "closes_at": CLOSED, "retention_months": months} | fields
    )


def section(consultation: Page, title: str = "Mechanisms") -> Page:
    return SectionPageFactory(title=title, parent=consultation, blocks=[feedback_form()])


def answers(consultation: Page, title: str = "Mechanisms", **given: Any) -> Response:
    page = section(consultation, title)
    response = store(page, **{"summary": "Keep it", "email": "ada@example.org"} | given)
    # As the endpoint has it, which `store` leaves out.
    Response.objects.filter(pk=response.pk).update(consultation_pk=consultation.pk)
    return Response.objects.get(pk=response.pk)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31T12:00", 1, "2026-02-28T12:00"),
        ("2027-12-31T23:59", 2, "2028-02-29T23:59"),
        ("2026-10-25T02:30", 120, "2036-10-25T02:30"),
        ("2026-12-01T00:00", 12, "2027-12-01T00:00"),
    ],
)
def test_months_are_those_of_the_calendar(start: str, months: int, end: str) -> None:
    wall = get_default_timezone()
    moment = datetime.fromisoformat(start).replace(tzinfo=wall)
    assert months_after(moment, months) == datetime.fromisoformat(end).replace(tzinfo=wall)


@pytest.mark.parametrize("months", [0, 121])
def test_months_have_limits(months: int) -> None:
    consultation = closed()
    consultation.retention_months = months
    with pytest.raises(ValidationError, match="than or equal to"):
        consultation.full_clean()


@pytest.fixture
def two_pages(settings: Any, monkeypatch: Any) -> tuple[ConsultationPage, list[Response]]:
    # More parts than one, so that going on in the next is tried.
    monkeypatch.setattr(erasure, "AT_ONCE", 2)
    consultation = closed()
    responses = [answers(consultation, organisation="Her council", details="Ask ada")]
    page = responses[0].page
    for number in range(3):
        responses.append(store(page, summary=f"Without {number}", email="eve@example.org"))
    responses.append(store(page, summary="Says nothing of herself"))
    responses.append(answers(consultation, "Another page"))
    attach_scan(responses[-1], SimpleUploadedFile("letter.pdf", b"%PDF"))
    Response.objects.update(consultation_pk=consultation.pk)
    erase([responses[1]], "Asked", make_user("Administrator"))
    return consultation, responses


def test_it_erases_what_is_due_once_and_keeps_the_answers(
    two_pages: tuple[ConsultationPage, list[Response]],
    caplog: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    consultation, (first, erased, *_, silent, other) = two_pages
    scan = Path(other.scans.get().file.path)
    with travel(BEFORE, tick=False):
        assert "Kept: Personal data in 5 responses is due on 3 September 2026." in run()
        assert Response.objects.get(pk=first.pk).form_data["email"] == "ada@example.org"
    with travel(AFTER, tick=False), caplog.at_level(logging.DEBUG):
        dry = run("--dry-run")
        assert dry.splitlines() == [
            "Kept: Personal data in 5 responses has been due since 3 September 2026.",
            f"  would be erased: Another page (page {other.page_pk}): 1 response: Your email (1), "
            "Scan or copy (1)",
            f"  would be erased: Mechanisms (page {first.page_pk}): 3 responses: "
            "Your organisation (1), Your email (3)",
            "4 responses would lose personal data. This was a dry run: nothing was erased.",
        ]
        assert Response.objects.get(pk=first.pk).form_data["email"] == "ada@example.org"
        figures = read_ledger()[0].statuses
        with django_capture_on_commit_callbacks(execute=True):
            done = run()
        assert f"  erased: Mechanisms (page {first.page_pk}): 3 responses" in done
        assert "Personal data was erased in 4 responses." in done
        again = run()
        assert "No personal data is left that was due on 3 September 2026." in again
        assert "Personal data was erased in 0 responses." in again
    assert Response.objects.get(pk=first.pk).form_data == {
        "summary": "Keep it",
        "details": "Ask ada",
    }
    assert set(Response.objects.get(pk=first.pk).search_text.split("\n")) == {"keep it", "ask ada"}
    assert Response.objects.get(pk=silent.pk).form_data == {"summary": "Says nothing of herself"}
    assert Response.objects.get(pk=erased.pk).personal_erased_at is None
    assert not scan.exists()
    assert read_ledger()[0].statuses == figures

    entries = ModelLogEntry.objects.filter(action="responses.erase_personal")
    assert entries.count() == 4
    assert {entry.user for entry in entries} == {None}
    (entry,) = PageLogEntry.objects.filter(action="consultation.apply_retention")
    assert entry.page_id == consultation.pk
    assert entry.message == (
        "Personal data erased in 4 responses. Kept for 6 months after closing on 3 March 2026"
    )
    said = f"{dry}{done}{again}" + "".join(
        f"{each.data}" for each in [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    )
    said += "".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    assert "@example.org" not in said
    assert "council" not in said


def test_stopped_in_the_middle_it_goes_on_where_it_was(
    two_pages: tuple[ConsultationPage, list[Response]], monkeypatch: Any
) -> None:
    erase_personal, calls = erasure.erase_personal, []

    def stop_at_the_second(*args: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return erase_personal(*args)

    monkeypatch.setattr(erasure, "erase_personal", stop_at_the_second)
    with travel(AFTER, tick=False):
        with pytest.raises(KeyboardInterrupt):
            run()
        assert ModelLogEntry.objects.filter(action="responses.erase_personal").count() == 2
        monkeypatch.setattr(erasure, "erase_personal", erase_personal)
        assert "Personal data was erased in 2 responses." in run()
    assert ModelLogEntry.objects.filter(action="responses.erase_personal").count() == 4


def test_data_without_an_end_date_is_named_and_kept(client: Client) -> None:
    responses = [
        answers(closed(None, title="No months")),
        answers(closed(closes_at=None, title="No end")),
        answers(closed(title="Later", closes_at=datetime(2036, 1, 1, 17, tzinfo=UTC))),
    ]
    gone = answers(closed(title="Gone"))
    Response.objects.filter(pk=gone.pk).update(consultation_pk=999_999)
    outside = answers(closed(title="Outside"))
    Response.objects.filter(pk=outside.pk).update(consultation_pk=None)
    with travel(AFTER, tick=False):
        said = run()
    for line in (
        "No months: Personal data in 1 response is kept. The consultation has no retention period.",
        "No end: Personal data in 1 response is kept. The consultation has no closing date.",
        "Later: Personal data in 1 response is due on 1 July 2036.",
        "Consultation 999999 (deleted): Personal data in 1 response is kept. Its page was deleted",
        "Outside consultations: Personal data in 1 response is kept. These pages belong to no",
        "Personal data was erased in 0 responses.",
    ):
        assert line in said
    for response in (*responses, gone, outside):
        assert Response.objects.get(pk=response.pk).form_data["email"] == "ada@example.org"


def test_a_new_closing_date_counts_only_once_it_is_published() -> None:
    consultation = closed()
    response = answers(consultation)
    consultation.closes_at = datetime(2026, 12, 1, 17, tzinfo=UTC)
    draft = consultation.save_revision()
    with travel(AFTER, tick=False):
        assert "has been due since" in run("--dry-run")
        draft.publish()
        assert "is due on 1 June 2027" in run()
    assert Response.objects.get(pk=response.pk).form_data["email"] == "ada@example.org"


def test_one_consultation_can_be_asked_for() -> None:
    one, other = answers(closed(slug="one")), answers(closed(slug="other"))
    with travel(AFTER, tick=False):
        run("--consultation", "one")
        with pytest.raises(CommandError, match="no consultation with “none”"):
            run("--consultation", "none")
    assert "email" not in Response.objects.get(pk=one.pk).form_data
    assert "email" in Response.objects.get(pk=other.pk).form_data


def test_readers_see_it_next_to_the_form_and_in_the_privacy_text(client: Client) -> None:
    told = "in your answers 1 month after the consultation closes. We keep all other answers."
    consultation = closed(1, closes_at=None)
    for page in (section(consultation), consultation):
        assert told in " ".join(client.get(page.url).content.decode().split())
    silent = closed(None, title="Silent", closes_at=None)
    for page in (section(silent), silent):
        assert "after the consultation closes" not in client.get(page.url).content.decode()


def test_a_page_shown_again_has_the_period_of_that_time(analyst: Client) -> None:
    consultation = closed(6, closes_at=None)
    response = answers(consultation)
    consultation.retention_months = 12
    consultation.save_revision().publish()
    html = analyst.get(f"/admin/responses/{response.pk}/page/").content.decode()
    assert "answers 6 months after" in " ".join(html.split())


@pytest.fixture
def analyst() -> Client:
    return sign_in("Analyst")


def test_the_screen_says_what_is_due_by_a_fixed_number_of_queries(analyst: Client) -> None:
    url, numbers = "/admin/personal-data-due/", []
    assert "There are no consultations yet." in text_of(analyst.get(url))
    for more in (1, 9):
        for number in range(more):
            answers(closed(slug=f"kept-{more}-{number}"))
        analyst.get(url)
        with CaptureQueriesContext(connection) as queries, travel(BEFORE, tick=False):
            shown = analyst.get(url)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    rows = BeautifulSoup(shown.content, "html.parser").select("main tbody tr")
    assert len(rows) == 10
    assert " ".join(rows[0].get_text(" ").split()) == (
        "Kept 3 March 2026 6 months Personal data in 1 response is due on 3 September 2026."
    )
    assert url in analyst.get("/admin/").content.decode()
