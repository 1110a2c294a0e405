"""Answering with JavaScript on and by keyboard alone, always seeing where one is."""

import pytest
from playwright.sync_api import Page, expect

from consultation.pages.models import SectionPage
from tests.browser.conftest import OpenBrowser, sent_response
from tests.browser.content import made_once
from tests.browser.keyboard import stops, tab_to
from tests.browser.pages import page_with_everything, surround

pytestmark = pytest.mark.django_db(transaction=True)

each_width = pytest.mark.parametrize("width", [360, 1280])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def expect_reference_of_the_response(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response has been received")
    expect(page.locator(".receipt__reference")).to_have_text(sent_response().reference_text)


@each_width
def test_the_skip_link_comes_first_and_leads_to_the_content(
    open_browser: OpenBrowser, demo_page: SectionPage, width: int
) -> None:
    page = open_browser(width)
    page.goto(demo_page.url)
    skip = page.get_by_role("link", name="Skip to main content")
    press(page, "Tab")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    press(page, "Enter")
    expect(page.locator("main")).to_be_focused()
    press(page, "Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@each_width
def test_an_empty_form_corrected_by_keyboard_is_received(
    open_browser: OpenBrowser, demo_page: SectionPage, width: int
) -> None:
    page = open_browser(width)
    page.goto(demo_page.url)
    tab_to(page, "Submit feedback")
    press(page, "Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary")).to_be_in_viewport(ratio=1)

    press(page, "Tab", "Enter")
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.type("Typed by keyboard")
    tab_to(page, "id_role")
    press(page, "ArrowDown", "ArrowDown")
    tab_to(page, "Submit feedback")
    press(page, "Enter")

    expect_reference_of_the_response(page)
    assert sent_response().form_data == {
        "summary": "Typed by keyboard",
        "role": "Local authority digital professional",
        "may_publish": False,
    }
    assert page.context.cookies() == []


def test_every_type_of_question_is_answered_by_keyboard(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto(made_once(page_with_everything).url)
    typed = {
        "summary": "A good plan",
        "story": "It began here",
        "details": "More of it",
        "people": "12",
        "email": "someone@example.org",
    }
    tab_to(page, "id_reflection")
    press(page, "ArrowDown")
    for name in ("summary", "story", "details"):
        tab_to(page, f"id_{name}")
        page.keyboard.type(typed[name])
    tab_to(page, "id_colour_0")
    press(page, "Space", "ArrowDown")
    tab_to(page, "id_size")
    press(page, "ArrowDown")
    tab_to(page, "id_help_1")
    press(page, "Space", "Tab", "Space")
    tab_to(page, "id_useful_0")
    press(page, "Space", "ArrowRight", "ArrowRight")
    tab_to(page, "id_people")
    page.keyboard.type(typed["people"])
    tab_to(page, "id_day")
    # The same, whether the browser's own language puts the day or the month first.
    page.keyboard.type("11112026")
    tab_to(page, "id_role")
    press(page, "ArrowDown")
    tab_to(page, "id_email")
    page.keyboard.type(typed["email"])
    tab_to(page, "id_consent")
    press(page, "Space")
    tab_to(page, "Submit feedback")
    press(page, "Enter")

    expect_reference_of_the_response(page)
    assert sent_response().form_data == {
        **typed,
        "reflection": "I’m enthusiastic about this",
        "colour": "Green",
        "size": "Small",
        "help": ["Tools", "Time"],
        "useful": 3,
        "people": 12,
        "day": "2026-11-11",
        "role": "Local authority data professional",
        "consent": True,
    }


@each_width
def test_the_focus_is_seen_at_every_stop(open_browser: OpenBrowser, width: int) -> None:
    everything = made_once(page_with_everything)
    surround(everything)
    page = open_browser(width)
    page.goto(everything.url)
    found = list(stops(page))
    assert [stop.problem() for stop in found if stop.problem()] == []
    names = [stop.name for stop in found]
    # Radios are one stop; the trap for programs is none.
    assert "id_colour_0" in names
    assert "id_colour_1" not in names
    assert "id_further_notes" not in names


def test_the_focus_is_seen_in_a_forced_palette(open_browser: OpenBrowser) -> None:
    page = open_browser(forced_colors="active")
    page.goto(made_once(page_with_everything).url)
    # Shadows are not drawn there: only an outline counts.
    problems = [stop.problem(shadows_count=False) for stop in stops(page)]
    assert [problem for problem in problems if problem] == []


def test_the_focus_is_seen_on_the_error_summary_and_the_receipt(
    open_browser: OpenBrowser, demo_page: SectionPage
) -> None:
    page = open_browser(360)
    page.goto(demo_page.url)
    page.get_by_role("button", name="Submit feedback").press("Enter")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary")).not_to_have_css("outline-style", "none")
    page.get_by_label("Brief summary").fill("A good plan")
    page.get_by_label("Your role").select_option("Local authority leadership")
    page.get_by_role("button", name="Submit feedback").press("Enter")
    page.wait_for_url("**/receipt/**")
    assert [stop.problem() for stop in stops(page) if stop.problem()] == []
