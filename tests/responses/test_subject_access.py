"""A person's data: found by address, handed over, erased; and nothing of it in a log or address."""

import io
import json
import logging
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from consultation.responses.models import Response, Status
from consultation.responses.services import attach_scan, change_status
from tests.factories import SectionPageFactory, feedback_form, make_user
from tests.responses.actions import sign_in, store, text_of, was_refused

pytestmark = [pytest.mark.django_db, pytest.mark.database]

URL = "/admin/responses/person/"
ADA = "Ada.O'Neill+data@Example.org"


@pytest.fixture
def hers(page: Page) -> Response:
    return store(page, summary="Her summary", email=ADA, organisation="Her council")


@pytest.fixture
def other(page: Page) -> Response:
    return store(page, summary="Another", details=f"Ask {ADA.lower()} too", email="bob@example.org")


def post(client: Client, **data: Any) -> HttpResponse:
    return client.post(URL, {"email": ADA, **data})


def rows(answer: HttpResponse) -> dict[str, tuple[str, list[str]]]:
    """Return the found responses by reference: what is said of the address, what is ticked."""
    assert answer.status_code == 200
    found = {}
    for row in BeautifulSoup(answer.content, "html.parser").select("table.listing tbody tr"):
        cells = row.select("td")
        found[cells[3].get_text(strip=True)] = (
            cells[-1].get_text(strip=True),
            [str(box["form"]) for box in row.select("input[checked]")],
        )
    return found


def test_it_is_for_those_who_may_erase(page: Page, hers: Response, client: Client) -> None:
    assert client.get(URL).status_code == 302
    for role in ("Editor", "Reviewer", "Publisher", "Analyst"):
        browser = sign_in(role)
        assert was_refused(browser.get(URL)), role
        for step in ("find", "hand_over", "erase"):
            answer = post(browser, step=step, response=hers.pk)
            assert was_refused(answer), role
    hers.refresh_from_db()
    assert hers.form_data["email"] == ADA


def test_it_finds_what_was_given_and_what_is_mentioned_everywhere(
    administrator: Client, hers: Response, other: Response
) -> None:
    elsewhere = store(
        SectionPageFactory(blocks=[feedback_form()]), summary="Here", email=ADA.upper()
    )
    change_status([elsewhere], Status.QUARANTINED, "Odd", make_user("Analyst"))
    store(SectionPageFactory(blocks=[feedback_form()]), summary="None", email="eve@example.org")
    proposed = ["hand_over", "withdraw_consent"]
    assert rows(post(administrator, step="find")) == {
        elsewhere.reference_text: ("given as their own", proposed),
        other.reference_text: ("mentioned in a text, maybe by someone else", []),
        hers.reference_text: ("given as their own", proposed),
    }


def test_each_job_is_a_form_of_its_own_with_its_own_boxes(
    administrator: Client, hers: Response, other: Response
) -> None:
    found = BeautifulSoup(post(administrator, step="find").content, "html.parser")
    for step in ("hand_over", "withdraw_consent", "erase"):
        form = found.select_one(f"form#{step}")
        assert [button["value"] for button in form.select("button")] == [step]
        assert form.select_one("[name=email]")["value"] == ADA
        assert len(found.select(f"input[name=response][form={step}]")) == 2
        assert bool(form.select("[required]")) == (step == "erase")


def test_what_was_ticked_for_one_job_stays_and_is_not_ticked_for_another(
    administrator: Client, hers: Response, other: Response
) -> None:
    answer = post(administrator, step="erase", response=other.pk, reason="She asked")
    assert rows(answer) == {
        other.reference_text: ("mentioned in a text, maybe by someone else", ["erase"]),
        hers.reference_text: ("given as their own", ["hand_over", "withdraw_consent"]),
    }


@pytest.mark.parametrize("email", ["", "not an address", "a" * 300 + "@example.org", "%@%"])
def test_what_is_no_address_is_reported_so_and_kept(
    administrator: Client, hers: Response, email: str
) -> None:
    answer = administrator.post(URL, {"email": email, "step": "find"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one(".error-message")
    assert page.select_one("#id_email").get("value", "") == email
    assert not rows(answer)


def test_nothing_found_says_what_to_do(administrator: Client) -> None:
    assert "ask for the reference" in text_of(post(administrator, step="find"))


def test_the_file_holds_all_of_hers_and_nothing_of_others(
    administrator: Client, hers: Response, other: Response
) -> None:
    attach_scan(hers, SimpleUploadedFile("../../letter.pdf", b"%PDF a letter"))
    answer = post(administrator, step="hand_over", response=hers.pk)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    scan = f"scans/{hers.reference_text}-1.pdf"
    assert archive.namelist() == ["responses.txt", "responses.json", scan]
    assert archive.read(scan) == b"%PDF a letter"
    (facts,) = json.loads(archive.read("responses.json"))
    assert facts["reference"] == hers.reference_text
    answers = {each["question"]: each["answer"] for each in facts["answers"]}
    assert {"Her summary", "Her council", ADA} == set(answers.values())
    text = archive.read("responses.txt").decode()
    assert "Her summary" in text
    assert "bob@example.org" not in text
    assert ModelLogEntry.objects.filter(action="responses.hand_over").count() == 1


def test_a_response_without_the_address_cannot_be_taken_along(
    administrator: Client, hers: Response, page: Page
) -> None:
    foreign = store(page, summary="Not hers", email="eve@example.org")
    text = "Select responses in the column “{}” first."
    erase_it = {"step": "erase", "extent": "whole", "reason": "Asked", "checked": "on"}
    for column, sent in (("Download", {"step": "hand_over"}), ("Erase", erase_it)):
        answer = post(administrator, response=foreign.pk, **sent)
        assert text.format(column) in answer.content.decode()
    kept = BeautifulSoup(answer.content, "html.parser").select_one("#id_reason")
    assert kept.get_text(strip=True) == "Asked"
    foreign.refresh_from_db()
    assert foreign.status == Status.COUNTED


def test_personal_data_go_and_the_other_answers_stay(
    administrator: Client, hers: Response, other: Response
) -> None:
    answer = post(
        administrator,
        step="erase",
        extent="personal",
        reason="She asked",
        checked="on",
        response=hers.pk,
    )
    assert "1 response was emptied of personal data." in answer.content.decode()
    hers.refresh_from_db()
    assert hers.form_data == {"summary": "Her summary"}
    assert hers.search_text == "her summary"
    assert hers.status == Status.COUNTED
    assert hers.personal_erased_at
    assert list(rows(answer)) == [other.reference_text]
    entry = ModelLogEntry.objects.get(action="responses.erase_personal")
    assert entry.data["reason"] == "She asked"
    assert len(entry.data["questions"]) == 2
    shown = text_of(administrator.get(reverse("responses:read", args=[hers.pk])))
    assert "Personal data Erased on" in shown
    assert "She asked" in shown


def test_the_whole_response_goes_and_stays_in_the_ledger(
    administrator: Client, hers: Response
) -> None:
    post(
        administrator,
        step="erase",
        extent="whole",
        reason="She asked",
        checked="on",
        response=hers.pk,
    )
    hers.refresh_from_db()
    assert (hers.status, hers.form_data) == (Status.ERASED, {})


@pytest.mark.parametrize("missing", ["reason", "checked", "extent"])
def test_nothing_is_erased_without_reason_and_look(
    administrator: Client, hers: Response, missing: str
) -> None:
    sent = {"extent": "whole", "reason": "She asked", "checked": "on"} | {missing: ""}
    answer = post(administrator, step="erase", response=hers.pk, **sent)
    hers.refresh_from_db()
    assert hers.status == Status.COUNTED
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select_one(".error-message")
    if missing != "reason":
        assert page.select_one("#id_reason").get_text(strip=True) == "She asked"


def test_no_log_no_address_and_no_session_holds_the_address(
    administrator: Client, hers: Response, caplog: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        post(administrator, step="find")
        post(
            administrator,
            step="erase",
            extent="personal",
            reason="Asked",
            checked="on",
            response=hers.pk,
        )
    own = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert not any("neill" in record.getMessage().lower() for record in own)
    entries = [*ModelLogEntry.objects.all(), *PageLogEntry.objects.all()]
    assert not any("neill" in f"{entry.data}{entry.label}".lower() for entry in entries)
    assert "neill" not in str(dict(administrator.session)).lower()
    found = BeautifulSoup(post(administrator, step="find").content, "html.parser")
    assert not any("neill" in link["href"].lower() for link in found.select("a[href]"))
    assert not any("neill" in form.get("action", "").lower() for form in found.select("form"))


def test_it_is_kept_by_no_cache(administrator: Client, hers: Response) -> None:
    assert "no-store" in post(administrator, step="find")["Cache-Control"]


def test_the_queries_do_not_grow_with_what_is_found(administrator: Client, page: Page) -> None:
    numbers = []
    for more in (1, 9):
        for _ in range(more):
            store(page, summary="One", email=ADA)
        post(administrator, step="find")
        with CaptureQueriesContext(connection) as queries:
            post(administrator, step="find")
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
