"""From an area, a theme and three ideas of an editor’s to what an analyst reads about each."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from consultation.pages.models import ConsultationPage, ThemePage
from consultation.responses.models import Response
from ideas.models import Area, Idea, Theme
from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.presses import press_until
from tests.browser.staff import (
    add_from_menu,
    approve_all,
    choose,
    download,
    expect_message,
    expect_ready,
    insert,
    menu,
    open_admin,
    open_submenu,
    save_draft,
    sign_in,
    submit_for_review,
    type_in,
)
from tests.factories import ConsultationPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

AREA = "Housing first"
THEME = "A home before anything else"
IDEAS = [
    ("Ask", "no one to wait for a room"),
    ("Keep", "rooms that are small but their own"),
    ("Count", "how many stay for a year"),
]
WORDS = [f"{lead} {statement}" for lead, statement in IDEAS]
QUESTION = "What do you think of these ideas?"
JUDGED = ["Is it logically sound?", "Is it the right size?", "Is it true?", "Is it useful?"]


def add_ideas(page: Page) -> None:
    """Add an area, a theme below it, and three ideas below that."""
    open_admin(page)
    open_submenu(page, "Ideas", "Areas").click()
    page.get_by_role("link", name="Add area").first.click()
    type_in(page, Name=AREA, Summary="Where people live.")
    page.get_by_role("combobox", name="Colour").select_option("Plum")
    save_draft(page)
    add_from_menu(page, "Add a theme to this area")
    type_in(page, Full_title=THEME, Short_title="A home")
    save_draft(page)
    for number, (lead, statement) in enumerate(IDEAS):
        add_from_menu(
            page, "Add another idea to this theme" if number else "Add an idea to this theme"
        )
        expect(page.get_by_text(THEME)).to_be_visible()
        type_in(page, Emphasised_first_word=lead, Statement=statement)
        save_draft(page)


def submit_ideas(page: Page) -> None:
    """Send the area for review with everything below it."""
    open_submenu(page, "Ideas", "Areas").click()
    box = page.get_by_role("row", name=AREA).get_by_role("checkbox")
    expect(box).to_be_visible()
    # The bar with what can be done to the chosen comes by a script.
    page.wait_for_load_state()
    box.check()
    page.get_by_role("link", name="Send selected items for review").click()
    expect(page.get_by_label("Also send all themes and ideas below")).to_be_checked()
    page.get_by_role("button", name="Send for review").click()
    expect_message(page, "Sent for review: 1 area, 1 theme and 3 ideas.")


def write_theme_page(page: Page, consultation: ConsultationPage) -> None:
    """Write the page of the theme, with a form in which its ideas are judged."""
    page.goto(f"/admin/pages/{consultation.pk}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("main").get_by_role("link", name="Theme page .").click()
    expect_ready(page)
    page.get_by_placeholder("Page title").fill(THEME)
    page.keyboard.press("Tab")
    expect(page.locator("#id_slug")).to_have_value("a-home-before-anything-else")
    choose(page, "Choose theme", THEME)
    insert(page.locator("#panel-child-content-body-section"), "Feedback form")
    questions = page.locator("[data-contentpath=questions]")
    insert(questions, "Rate ideas")
    judgement = questions.locator("section").last
    judgement.get_by_role("textbox", name="Question").fill(QUESTION)
    choose(page, "Choose theme", THEME, within=judgement)
    save_draft(page)


def preview_says_what_readers_miss(page: Page) -> None:
    """Look at the page before anything is public: the ideas are there, marked as drafts."""
    press_until(
        page.get_by_role("button", name="Toggle preview"), page.locator("#w-preview-iframe")
    )
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Draft: readers do not see this yet").first).to_be_visible()
    expect(preview.get_by_text("Readers are not asked about these yet")).to_be_visible()
    page.get_by_role("button", name="Toggle preview").click()


def answer(page: Page, address: str) -> None:
    """Judge the first two ideas and skip the third, on a phone and without scripts."""
    page.goto(address)
    for words in WORDS:
        expect(page.get_by_role("listitem").filter(has_text=words)).to_be_visible()
    first, second, _ = WORDS
    for judgement, said in zip(JUDGED, ("Yes", "Partly", "No", "Yes"), strict=True):
        page.get_by_role("radio", name=f"{said} {judgement} {first}", exact=True).check()
    page.get_by_role("radio", name=f"Don’t know Is it true? {second}").check()
    page.get_by_label(f"Comment (optional) about {second}").fill("=We\nneed figures")
    page.get_by_label("Your comments").fill("Mostly right")
    page.get_by_label("Your role").select_option("Local authority leadership")
    page.get_by_role("button", name="Send response").click()
    page.wait_for_url("**/receipt/**")


def read_what_was_said(page: Page) -> None:
    """Find the ideas in the analyst’s menu, and what was said about two of them."""
    open_admin(page)
    menu(page).get_by_role("link", name="Results by idea").click()
    row = page.get_by_role("row", name=WORDS[0])
    expect(row).to_contain_text("1 response")
    expect(page.get_by_role("row", name=WORDS[2])).to_contain_text("0 responses")
    row.get_by_role("link").click()
    table = page.get_by_role("table", name="Is it true?")
    expect(table.get_by_role("row", name=re.compile("^No "))).to_contain_text("100%")
    expect(page.get_by_role("table", name="Is it logically sound?")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=WORDS[1]).click()
    comment = page.get_by_role("region", name="Comments").get_by_role("listitem")
    expect(comment).to_contain_text("=We")
    comment.get_by_role("link").click()
    expect(page.get_by_text("Mostly right")).to_be_visible()


def expect_columns(cells: dict[str, object]) -> None:
    """Hold an exported line against what was answered: a column for each judgement."""
    expected = {f"{QUESTION}: {words}: {judged}": None for words in WORDS for judged in JUDGED}
    for judgement, said in zip(JUDGED, ("Yes", "Partly", "No", "Yes"), strict=True):
        expected[f"{QUESTION}: {WORDS[0]}: {judgement}"] = said
    expected[f"{QUESTION}: {WORDS[1]}: Is it true?"] = "Don’t know"
    assert {name: cells[name] or None for name in expected} == expected
    assert "need figures" in str(cells[f"{QUESTION}: {WORDS[1]}: Comment"])


def test_ideas_from_nothing_are_reviewed_judged_and_read(
    open_browser: OpenBrowser, watch: Watch, tmp_path: Path
) -> None:
    call_command("setup_portal", verbosity=0)
    consultation = ConsultationPageFactory()

    editor = open_browser()
    sign_in(editor, "Editor")
    add_ideas(editor)
    write_theme_page(editor, consultation)
    preview_says_what_readers_miss(editor)
    submit_for_review(editor)
    submit_ideas(editor)
    page = ThemePage.objects.get()
    models = (Area, Theme, Idea)
    assert not page.live
    assert [model.objects.public().count() for model in models] == [0, 0, 0]

    publisher = open_browser()
    sign_in(publisher, "Publisher")
    assert approve_all(publisher) >= 6
    page.refresh_from_db()
    assert page.live
    assert [model.objects.public().count() for model in models] == [1, 1, 3]

    respondent = open_browser(360, java_script_enabled=False)
    answer(respondent, page.url)
    assert respondent.context.cookies() == []
    response = Response.objects.get()
    assert respondent.locator(".receipt__reference").inner_text() == response.reference_text

    analyst = open_browser()
    sign_in(analyst, "Analyst")
    read_what_was_said(analyst)
    menu(analyst).get_by_role("link", name="Forms", exact=True).click()
    analyst.get_by_role("main").get_by_role("link", name=THEME).click()
    expect(analyst.get_by_role("link", name=response.reference_text)).to_be_visible()
    with download(analyst, "Download CSV", tmp_path).open(encoding="utf-8-sig", newline="") as file:
        (line,) = csv.DictReader(file)
    expect_columns(dict(line))
    sheet = openpyxl.load_workbook(download(analyst, "Download XLSX", tmp_path)).active
    assert sheet is not None
    names, values = ([cell.value for cell in row] for row in sheet.iter_rows())
    expect_columns(dict(zip(names, values, strict=True)))

    assert watch.complaints == []
    assert watch.foreign == []
