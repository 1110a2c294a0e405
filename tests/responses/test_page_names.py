"""Two pages of one title have different names in every list of several pages."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pyarrow import parquet
from wagtail.models import Workflow

from consultation.feedback.services import send_receipt
from home.setup.roles import ensure_review
from ideas.deletion import on_purpose
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    publish_answer,
    question,
)
from tests.responses.actions import sign_in, store, text_of
from tests.responses.export_bundle import make_bundle, post_export
from tests.responses.export_readers import csv_rows, xlsx_rows
from tests.responses.test_pdf import pdf_of, words

pytestmark = pytest.mark.django_db

EMAIL = "ada@example.org"


@pytest.fixture
def twins() -> list[Any]:
    """Return a page "Your view" of each of two consultations, each answered once."""
    form = feedback_form(
        question("short_text", "summary"),
        question("email", "email"),
        question("consent", "may_publish", quoting=True),
    )
    pages = []
    for title in ("Libraries", "Parks"):
        consultation = ConsultationPageFactory(title=title)
        page = SectionPageFactory(parent=consultation, title="Your view", blocks=[form])
        answers = {"summary": f"On {title.lower()}", "email": EMAIL, "may_publish": True}
        publish_answer(store(page, **answers))
        pages.append(page)
    return pages


@pytest.mark.parametrize(
    "address",
    [
        "/admin/all-responses/",
        "/admin/forms/",
        "/admin/responses/ledger/",
        "/admin/responses/published/",
    ],
)
def test_lists_name_consultation_and_page(address: str, analyst: Client, twins: list[Any]) -> None:
    shown = text_of(analyst.get(address))
    for page, consultation in zip(twins, ("Libraries", "Parks"), strict=True):
        assert consultation in shown
        assert f"page {page.pk}" in shown


@pytest.mark.parametrize("address", ["/admin/all-responses/", "/admin/responses/published/"])
def test_filters_offer_the_page_with_its_consultation(
    address: str, analyst: Client, twins: list[Any]
) -> None:
    first, second = twins
    html = analyst.get(address).content.decode()
    assert f"Your view (Libraries, page {first.pk})" in html
    assert f"Your view (Parks, page {second.pk})" in html
    found = analyst.get(f"{address}?page={second.pk}")
    assert "On parks" in found.content.decode() or "1 response" in text_of(found)
    assert "On libraries" not in found.content.decode()


def test_exports_name_consultation_page_and_id(analyst: Client, twins: list[Any]) -> None:
    wanted = [("Parks", "Your view", twins[1].pk), ("Libraries", "Your view", twins[0].pk)]
    rows = {
        "csv": csv_rows(make_bundle(analyst, None).data),
        "xlsx": xlsx_rows(make_bundle(analyst, None, "xlsx").data),
        "parquet": parquet.read_table(
            io.BytesIO(make_bundle(analyst, None, "parquet").data)
        ).to_pylist(),
    }
    for name, found in rows.items():
        told = [(row["Consultation"], row["Page"], int(row["Page ID"])) for row in found]
        assert told == wanted, name
    text = words(pdf_of(post_export(analyst, None, "pdf")))
    assert f"Your view (Libraries, page {twins[0].pk})" in text
    assert f"Your view (Parks, page {twins[1].pk})" in text


def test_export_of_one_page_says_which_consultation_it_is_of(
    analyst: Client, twins: list[Any]
) -> None:
    manifests = [make_bundle(analyst, page).manifest for page in twins]
    assert [manifest["of"] for manifest in manifests] == [
        f"Responses to “Your view” (Libraries, page {twins[0].pk})",
        f"Responses to “Your view” (Parks, page {twins[1].pk})",
    ]
    assert len({manifest["file"] for manifest in manifests}) == 2


def test_a_renamed_page_has_one_name_in_all_rows(analyst: Client, twins: list[Any]) -> None:
    page = twins[0]
    page.title = page.draft_title = "What you think"
    page.save_revision().publish()
    store(page, summary="Later")
    assert {
        row["Page"]
        for row in csv_rows(make_bundle(analyst, None).data)
        if row["Page ID"] == str(page.pk)
    } == {"What you think"}
    shown = text_of(analyst.get(f"/admin/all-responses/?page={page.pk}"))
    assert "What you think" in shown
    assert "Your view Libraries" not in shown


def test_a_deleted_page_keeps_its_last_title_and_its_number(
    analyst: Client, twins: list[Any]
) -> None:
    number = twins[0].pk
    with on_purpose("A test of what is left."):
        twins[0].get_parent().specific.delete()
    row = csv_rows(make_bundle(analyst, None).data)[-1]
    assert (row["Page"], row["Page ID"]) == ("Your view", str(number))
    assert "deleted" in row["Consultation"]
    assert f"page {number}, deleted" in text_of(analyst.get("/admin/all-responses/"))


def test_a_persons_data_name_consultation_and_page(administrator: Client, twins: list[Any]) -> None:
    asked = {"email": EMAIL}
    shown = text_of(administrator.post("/admin/responses/person/", asked))
    for page, consultation in zip(twins, ("Libraries", "Parks"), strict=True):
        assert f"Your view {consultation}, page {page.pk}" in shown
    keys = [str(response.pk) for page in twins for response in page.responses.all()]
    answer = administrator.post(
        "/admin/responses/person/", asked | {"step": "hand_over", "response": keys}
    )
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as files:
        told = json.loads(files.read("responses.json"))
        text = files.read("responses.txt").decode()
    assert [(each["consultation"], each["page"], each["page_id"]) for each in told] == [
        ("Parks", "Your view", twins[1].pk),
        ("Libraries", "Your view", twins[0].pk),
    ]
    assert f"Consultation: Parks\nPage: Your view (page {twins[1].pk})" in text


def test_the_chooser_of_published_answers_names_the_consultation(twins: list[Any]) -> None:
    shown = sign_in("Editor").get("/admin/published-answers/choose/").json()["html"]
    assert f"Your view (Libraries, page {twins[0].pk})" in shown
    assert f"Your view (Parks, page {twins[1].pk})" in shown


def test_the_ledger_on_the_command_line_numbers_the_pages(
    capsys: pytest.CaptureFixture[str], twins: list[Any]
) -> None:
    call_command("check_ledger")
    told = capsys.readouterr().out
    for page in twins:
        assert f"Your view (page {page.pk})" in told


def test_respondents_are_told_which_consultation_it_was(client: Client, twins: list[Any]) -> None:
    response = twins[1].responses.get()
    send_receipt.call(response.pk)
    assert "“Your view” in the consultation “Parks”" in mail.outbox[-1].body
    shown = text_of(client.get(f"/respond/counted/?reference={response.reference_text}"))
    assert "Consultation Parks Page Your view" in shown


def test_reviews_and_drafts_name_the_consultation(twins: list[Any]) -> None:
    author, reviewer = make_user("Editor"), make_user("Reviewer")
    ensure_review()
    workflow = Workflow.objects.get(name="Review")
    for page in twins:
        page.save_revision(user=author)
        workflow.start(page, author)
    desk, own = Client(), Client()
    desk.force_login(reviewer)
    own.force_login(author)
    for client, address in ((desk, "/admin/review/waiting/"), (own, "/admin/")):
        shown = text_of(client.get(address))
        for page, consultation in zip(twins, ("Libraries", "Parks"), strict=True):
            assert consultation in shown
            assert f"page {page.pk}" in shown
