"""Responses as a PDF: tagged, in order, without what is personal, and nothing in it runs."""

import io
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject
from wagtail.models import Page, PageLogEntry

from consultation.responses.exports import pdf as pdf_module
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, question
from tests.responses.actions import (
    list_url,
    publish_form,
    read_url,
    sign_in,
    store,
    text_of,
    was_refused,
)
from tests.responses.export_bundle import make_bundle, post_export
from tests.responses.export_readers import content

pytestmark = [pytest.mark.django_db]


# Right to left in two scripts, an indented line.
ODD_LINES = "\n\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd\n\n  indented"


def pdf_of(response: Any) -> pypdf.PdfReader:
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].endswith('.pdf"')
    assert "no-store" in response["Cache-Control"]
    return pypdf.PdfReader(io.BytesIO(content(response)))


def words(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(node: Any, found: Counter[str] | None = None) -> Counter[str]:
    """Return how often each tag stands in the tree of a PDF's structure."""
    found = Counter() if found is None else found
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for each in node:
            tags(each, found)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            found[str(node["/S"])] += 1
        if "/K" in node:
            tags(node["/K"], found)
    return found


def test_it_is_tagged_titled_and_in_a_language(analyst: Client, page: Page) -> None:
    for number in range(3):
        store(page, summary=f"Answer {number}", role="Leader")
    reader = pdf_of(post_export(analyst, page, "pdf"))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (a PDF's own kind of truth)
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == (
        f"Responses to “Mechanisms” ({page.get_parent().title}, page {page.pk})"
    )
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    found = tags(root["/StructTreeRoot"])
    assert found["/H1"] == 1
    assert found["/H2"] == 3
    assert found["/H3"] == 6
    assert found["/P"] >= 10
    titles = [item.title for item in reader.outline[1:][0]]  # type: ignore[union-attr]
    assert titles == [
        f"Response {response.reference_text}" for response in Response.objects.order_by("-pk")
    ]


def test_it_says_what_it_is_and_numbers_its_pages(analyst: Client, page: Page) -> None:
    response = store(page, summary="Something", role="Leader", details="word " * 3000)
    store(page, summary="Something else", role="Other")
    reader = pdf_of(post_export(analyst, page, "pdf", query="&role=Leader"))
    text = words(reader)
    assert len(reader.pages) > 1
    assert f"Page {len(reader.pages)} of {len(reader.pages)}" in text
    assert "1 response, as it stood on" in text
    assert "Made by analyst." in text
    assert "Role: Leader" in text
    assert f"Response {response.reference_text}" in text
    assert "Something else" not in text
    assert text.count("word") == 3000


def test_personal_data_are_left_out_unless_asked_for(analyst: Client, page: Page) -> None:
    response = store(page, summary="Something", email="jane@example.org", organisation="Sons")
    Response.objects.filter(pk=response.pk).update(
        form_data=response.form_data | {"lost": "unknown"}
    )
    text = words(pdf_of(post_export(analyst, page, "pdf")))
    assert "Something" in text
    assert not [each for each in ("jane", "Sons", "unknown", "Your email") if each in text]
    assert "marked as personal are left out" in text
    whole = words(pdf_of(post_export(analyst, page, "pdf", personal=True)))
    assert all(each in whole for each in ("jane@example.org", "Sons", "unknown"))
    assert "Personal data are part of it" in whole
    assert [
        entry.action
        for entry in PageLogEntry.objects.filter(action__startswith="responses.export").order_by(
            "pk"
        )
    ] == ["responses.export", "responses.export_personal"]


def test_what_was_personal_once_is_left_out_of_later_answers_too(analyst: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "name", personal=True))])
    publish_form(page, question("short_text", "name"))
    store(page, name="Jane")
    assert "Jane" not in words(pdf_of(post_export(analyst, page, "pdf")))


def test_markup_is_text_and_nothing_is_fetched(analyst: Client, page: Page) -> None:
    store(
        page,
        summary="<img src='https://example.org/x.png'><script>alert(1)</script>",
        details="<style>@import url(file:///etc/passwd);</style>{{ secret }} &amp; \x0b\x01\ufffe",
        role="<a href='https://example.org'>x</a>",
    )
    Response.objects.update(status_reason="<b>bold</b>", page_title="<i>Title</i>")
    reader = pdf_of(post_export(analyst, page, "pdf"))
    text = words(reader)
    for each in ("<script>alert(1)</script>", "@import url(file:///etc/passwd)", "{{ secret }}"):
        assert each in text
    assert "<b>bold</b>" in text
    assert all("/Annots" not in each for each in reader.pages)
    for each in reader.pages:
        assert not list(each.images)


def test_nothing_is_fetched_even_if_markup_asks_for_it(
    analyst: Client, page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">Fetched</text></svg>')
    asking = f'<html lang="en"><title>T</title><p>Text <img src="{picture.as_uri()}" alt="alt">'
    monkeypatch.setattr(pdf_module, "render_to_string", lambda *_: asking)
    store(page, summary="Something")
    assert words(pdf_of(post_export(analyst, page, "pdf"))).startswith("Text alt ")


def test_texts_of_other_scripts_and_endless_words_stay_on_the_page(
    analyst: Client, page: Page
) -> None:
    store(page, summary="Llŷn ŵyl", details="x" * 5000 + ODD_LINES)
    reader = pdf_of(post_export(analyst, page, "pdf"))
    text = words(reader)
    assert "Llŷn ŵyl" in text
    assert text.count("x") >= 5000
    assert "indented" in text
    # Whether there is a font with these depends on the machine; the rest is there in any case.
    store(page, summary="Plain", details="\U0001f44d 1\ufe0f\u20e3")
    assert len(pdf_of(post_export(analyst, page, "pdf")).pages) >= 2


def test_one_response_has_a_screen_and_a_pdf_of_its_own(analyst: Client, page: Page) -> None:
    response = store(page, summary="Mine", email="jane@example.org")
    store(page, summary="Another")
    address = f"{read_url(response)}export/"
    assert address in analyst.get(read_url(response)).content.decode()
    assert "will hold 1 response " in text_of(analyst.get(address))
    text = words(pdf_of(analyst.post(address, {"export_format": "pdf"})))
    assert "Mine" in text
    assert "Another" not in text
    assert "jane" not in text


def test_ticked_responses_are_exported_together(analyst: Client, page: Page) -> None:
    chosen = [store(page, summary=f"Chosen {n}") for n in range(2)]
    store(page, summary="Left out")
    assert "/admin/responses/export/" in analyst.get(list_url(page)).content.decode()
    ticked = "&".join(f"selected-submissions={response.pk}" for response in chosen)
    address = f"/admin/responses/export/?{ticked}"
    assert "will hold 2 responses " in text_of(analyst.get(address))
    text = words(pdf_of(analyst.post(address, {"export_format": "pdf"})))
    assert "Chosen 0" in text
    assert "Chosen 1" in text
    assert "Left out" not in text


def test_ticked_responses_can_be_verified(analyst: Client, page: Page, tmp_path: Any) -> None:
    from tests.responses.export_bundle import open_bundle
    from tests.responses.test_verify_export import saved, verify

    chosen = store(page, summary="Chosen")
    store(page, summary="Left out")
    address = f"/admin/responses/export/?selected-submissions={chosen.pk}"
    bundle = open_bundle(content(analyst.post(address, {"export_format": "csv"})))
    assert bundle.manifest["rows"] == 1
    assert verify(saved(tmp_path, bundle), against_database=True)[1] == []


def test_nothing_ticked_leads_back(analyst: Client) -> None:
    answer = analyst.get("/admin/responses/export/?selected-submissions=x", follow=True)
    assert "Select one or more responses first" in answer.content.decode()


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher"])
def test_who_may_not_read_gets_none(page: Page, role: str) -> None:
    response = store(page, summary="A secret")
    client = sign_in(role)
    for address in (
        f"{read_url(response)}export/",
        f"/admin/responses/export/?selected-submissions={response.pk}",
    ):
        for answer in (client.get(address), client.post(address, {"export_format": "pdf"})):
            assert was_refused(answer)
            assert b"secret" not in answer.content
        assert Client().get(address)["Location"].startswith("/admin/login/")


def test_too_many_are_refused_in_a_sentence(
    analyst: Client, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "MOST_RESPONSES", 2)
    for number in range(3):
        store(page, summary=f"Answer {number}")
    shown = text_of(post_export(analyst, page, "pdf"))
    assert "A PDF holds 2 responses at most. Narrow the list down" in shown
    assert not PageLogEntry.objects.filter(action="responses.export").exists()
    monkeypatch.setattr(pdf_module, "MOST_RESPONSES", 200)
    monkeypatch.setattr(pdf_module, "MOST_CHARACTERS", 10)
    assert "too long for one PDF" in text_of(post_export(analyst, page, "pdf"))
    assert make_bundle(analyst, page).manifest["rows"] == 3


def test_without_pango_all_else_works(
    analyst: Client, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing:
        """Stands in for the import of a library whose own library is not there."""

        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    store(page, summary="Something")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    shown = text_of(post_export(analyst, page, "pdf"))
    assert "A PDF needs Pango, which is not installed on the server" in shown
    assert "apt-get install libpangoft2-1.0-0" in shown
    assert make_bundle(analyst, page).manifest["rows"] == 1


def test_uploads_of_damaged_pictures_are_refused_after_it_as_before(
    analyst: Client, page: Page
) -> None:
    store(page, summary="Something")
    pdf_of(post_export(analyst, page, "pdf"))
    whole = io.BytesIO()
    Image.effect_noise((100, 100), 50).save(whole, "PNG")
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(whole.getvalue()[:5_000])).load()


def test_an_erased_response_says_so(administrator: Client, page: Page) -> None:
    from consultation.responses.services import erase
    from tests.factories import make_user

    erase([store(page, summary="Something")], "Asked to", make_user("Administrator", "another"))
    text = words(pdf_of(post_export(administrator, None, "pdf")))
    assert "The content of this response was erased." in text
    assert "Something" not in text


@pytest.mark.parametrize("number", [1, 10])
def test_it_takes_as_many_queries_for_ten_as_for_one(
    analyst: Client, page: Page, number: int
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    store(page, summary="Something")
    post_export(analyst, page, "pdf")
    with CaptureQueriesContext(connection) as one:
        post_export(analyst, page, "pdf")
    for _ in range(number):
        store(page, summary="Something")
    with CaptureQueriesContext(connection) as more:
        post_export(analyst, page, "pdf")
    assert len(more) == len(one)
