"""Exports give back what was sent, cell by cell, whatever it was, and nothing in them runs."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from consultation.common.csv_safety import unguard
from consultation.responses.models import Response
from tests.factories import answer, feedback_form, question
from tests.factories.pages import SectionPageFactory
from tests.responses.actions import store
from tests.responses.export_readers import csv_rows, export, sheets, xlsx_rows

pytestmark = pytest.mark.django_db

FIFTY_THOUSAND = "".join(chr(ord("a") + number % 26) for number in range(50_000))

TEXTS = {
    "vertical tab": "Pasted\x0bfrom a word processor",
    "control signs": "\x01\x02\x1f\x7f\x85",
    "emoji": "Great 👍🏽 👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "right to left": "مرحبا بالعالم שלום \u202eabc\u202c",
    "long": FIFTY_THOUSAND,
    "long with emoji": "😀" * 25_000,
    "control signs in plenty": "\x0b" * 12_000 + "end",
    "formula": "=1+1",
    "call": '=HYPERLINK("https://example.org?"&A1,"Click")',
    "plus": "+1+1",
    "at": "@SUM(1)",
    "list": "- Speed cameras",
    "longer list": "- Speed cameras\n- Better data",
    "markup": "<script>alert('1')</script> & <b>bold</b> &amp; ]]>",
    "workbook markup": "<r><t>Fish</t></r>",
    "broken workbook markup": "<r><t>Fish</r>",
    "quotes": "She said \"no\", twice; 'no'.",
    "lines": "First\nSecond\n\nFourth",
    "outer space": "  indented\n\t\tmore  \n",
    "apostrophe": "'tis",
    "apostrophe and formula": "'=1+1",
    "two apostrophes": "''=1+1",
    "escape that is text": "_x000B_",
    "escapes that are text": "_x000B_x000b_x005F_x000D_",
    "noncharacters": "\ufffe\uffff\ufdd0",
    "looks like a number": "007",
    "looks like a date": "2026-11-23",
    "looks like an address": "https://example.org/a b",
    "mark of order": "\ufeffBOM",
    "composed and not": "é e\u0301",
}


@pytest.fixture
def texts_page() -> Any:
    """Return a page that asks for two texts of any length."""
    form = feedback_form(question("long_text", "comment"), question("long_text", "after"))
    return SectionPageFactory(blocks=[form])


@pytest.fixture
def answered(client: Client, texts_page: Page) -> Response:
    return answer(client, texts_page, comment="Plain", after="Last cell")


def test_what_is_typed_is_stored_and_exported_whole(
    client: Client, analyst: Client, texts_page: Page
) -> None:
    stored: list[Response] = []
    for text in TEXTS.values():
        response = answer(client, texts_page, comment=text, after="Last cell")
        assert response.form_data == {"comment": text, "after": "Last cell"}
        stored.insert(0, response)
    from_csv = csv_rows(export(analyst, texts_page, "csv"))
    workbook = export(analyst, texts_page, "xlsx")
    for response, in_csv, in_xlsx in zip(stored, from_csv, xlsx_rows(workbook), strict=True):
        assert in_csv["Reference"] == in_xlsx["Reference"] == response.reference_text
        assert unguard(in_csv["Comment"]) == in_xlsx["Comment"] == response.form_data["comment"]
        # What follows it in a row shows whether cells have moved.
        assert in_csv["After"] == in_xlsx["After"] == "Last cell"
    types = {cell.data_type for row in sheets(workbook)[0].iter_rows() for cell in row}
    assert "f" not in types


def test_in_csv_a_formula_has_one_apostrophe_and_a_list_has_none(
    analyst: Client, texts_page: Page
) -> None:
    store(texts_page, comment="=1+1", after="- Speed cameras")
    (row,) = csv_rows(export(analyst, texts_page, "csv"))
    assert row["Comment"] == "'=1+1"
    assert row["After"] == "- Speed cameras"


def test_a_question_that_looks_like_a_formula_is_a_heading(analyst: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "sum", "=1+1"))])
    store(page, sum="Two")
    assert csv_rows(export(analyst, page, "csv"))[0]["'=1+1"] == "Two"
    workbook = export(analyst, page, "xlsx")
    assert xlsx_rows(workbook)[0]["=1+1"] == "Two"
    assert {cell.data_type for cell in sheets(workbook)[0][1]} == {"s"}


def test_a_reason_that_looks_like_a_formula_is_guarded(
    analyst: Client, texts_page: Page, answered: Response
) -> None:
    answered.status_reason = "=1+1"
    answered.save()
    assert csv_rows(export(analyst, texts_page, "csv"))[0]["Reason for status"] == "'=1+1"
    workbook = export(analyst, texts_page, "xlsx")
    assert xlsx_rows(workbook)[0]["Reason for status"] == "=1+1"
    assert {cell.data_type for cell in sheets(workbook)[0][2]} <= {"s", "d", "n"}
