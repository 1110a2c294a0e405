"""From a page that an editor makes from nothing to the answers that an analyst takes along."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.presses import press_until
from tests.browser.staff import (
    approve_all,
    download,
    expect_message,
    expect_ready,
    insert,
    menu,
    open_admin,
    question_panel,
    sign_in,
    sign_in_by_form,
    submit_for_review,
    write_rich_text,
)
from tests.factories import ConsultationPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Where we go from here"
COLUMNS = [
    "What do you think of this page?",
    "Tell us more",
    "Your role",
    "How clear is it?",
]


def write_page(page: Page, parent: Any) -> None:
    """Write a page with a heading, a text and a form, as an editor does."""
    page.goto(f"/admin/pages/{parent.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("main").get_by_role("link", name="Section .").click()
    expect_ready(page)
    page.get_by_placeholder("Page title").fill(TITLE)
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value("where-we-go-from-here")
    body = page.locator("#panel-child-content-body-section")
    insert(body, "Heading")
    body.locator("[data-contentpath=text] input").fill("What comes next")
    insert(body, "Text")
    write_rich_text(body, "We read what you said.")
    insert(body, "Feedback form")


def change_form(page: Page) -> None:
    """Reword a question of the new form and add two of other types."""
    questions = page.locator("[data-contentpath=questions]")
    comments = question_panel(page, "Long text", "Your comments")
    press_until(comments.get_by_title("Settings"), comments.get_by_label("Key"))
    expect(comments.get_by_label("Key")).to_have_value("comments")
    comments.get_by_label("Question*").fill("Tell us more")
    insert(questions, "Email address")
    questions.locator("section").last.get_by_label("Question*").fill("Your email")
    insert(questions, "Rating")
    rating = questions.locator("section").last
    rating.get_by_label("Question*").fill("How clear is it?")
    rating.get_by_label("Lowest step means").fill("Not clear")
    rating.get_by_label("Highest step means").fill("Very clear")


def answer_page(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="What comes next")).to_be_visible()
    page.get_by_label("Tell us more").fill("=1+1\n- Speed cameras")
    page.get_by_label("Your role").select_option("Local authority leadership")
    page.get_by_role("group", name="How clear is it?").get_by_label("4").check()
    page.get_by_role("button", name="Send response").click()
    page.wait_for_url("**/receipt/**")


def test_a_page_from_nothing_is_published_answered_read_and_exported(
    open_browser: OpenBrowser, watch: Watch, tmp_path: Path
) -> None:
    call_command("setup_portal", verbosity=0)
    consultation = ConsultationPageFactory()

    editor = open_browser()
    sign_in_by_form(editor, "Editor")
    write_page(editor, consultation)
    change_form(editor)
    editor.get_by_role("button", name="Save draft").click()
    expect_message(editor, TITLE)
    submit_for_review(editor)
    written = SectionPage.objects.get(title=TITLE)
    assert not written.live

    publisher = open_browser()
    sign_in(publisher, "Publisher")
    # Content review first, then sign-off.
    assert approve_all(publisher) == 2

    respondent = open_browser(360, java_script_enabled=False)
    answer_page(respondent, written.url)
    response = Response.objects.get()
    assert respondent.locator(".receipt__reference").inner_text() == response.reference_text
    assert response.form_data == {
        "comments": "=1+1\n- Speed cameras",
        "role": "Local authority leadership",
        "how_clear_is_it": 4,
    }

    analyst = open_browser()
    sign_in(analyst, "Analyst")
    open_admin(analyst)
    menu(analyst).get_by_role("link", name="Forms", exact=True).click()
    analyst.get_by_role("main").get_by_role("link", name=TITLE).click()
    expect(analyst.get_by_role("link", name=response.reference_text)).to_be_visible()
    exported = download(analyst, "Download CSV", tmp_path)
    with exported.open(encoding="utf-8-sig", newline="") as file:
        header, row = list(csv.reader(file))
    # What is personal has to be asked for on the screen for exports.
    assert "Your email" not in header
    assert [column for column in header if column in COLUMNS] == COLUMNS
    found = dict(zip(header, row, strict=True))
    assert found["Reference"] == response.reference_text
    assert found["How clear is it?"] == "4"
    assert "- Speed cameras" in found["Tell us more"]
    sheet = openpyxl.load_workbook(download(analyst, "Download XLSX", tmp_path)).active
    assert sheet is not None
    names = [cell.value for cell in sheet[1]]
    cells = dict(zip(names, sheet[2], strict=True))
    assert cells["Tell us more"].value == "=1+1\n- Speed cameras"
    assert cells["Tell us more"].data_type != "f"
    analyst.get_by_role("link", name=response.reference_text).click()
    expect(analyst.get_by_text("- Speed cameras")).to_be_visible()
    expect(analyst.get_by_text("How clear is it?")).to_be_visible()

    assert watch.complaints == []
    assert watch.foreign == []


def test_editors_and_publishers_see_no_responses(open_browser: OpenBrowser) -> None:
    for role in ("Editor", "Reviewer", "Publisher"):
        page = open_browser()
        sign_in(page, role)
        open_admin(page)
        expect(menu(page).get_by_role("button", name="Pages")).to_be_visible()
        expect(menu(page).get_by_role("link", name="Forms")).to_have_count(0)
        expect(menu(page).get_by_role("link", name="All responses")).to_have_count(0)
        page.goto("/admin/forms/")
        expect(page.get_by_text("you do not have permission")).to_be_visible()
