"""Questions about ideas with a screen reader, by keyboard, on narrow screens, without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.pages.models import SectionPage
from ideas.models import Idea
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser, sent_response
from tests.browser.content import made_once
from tests.browser.keyboard import tab_to
from tests.factories import SectionPageFactory, feedback_form, idea_tree, question

pytestmark = pytest.mark.django_db(transaction=True)

SCALES = ["Usefulness", "Likelihood"]
JUDGED = ["Is it logically sound?", "Is it the right size?", "Is it true?", "Is it useful?"]


@pytest.fixture
def section() -> SectionPage:
    """Return a page that asks about eight ideas of four themes in all three ways."""
    page: SectionPage = made_once(_make_section)
    return page


def _make_section() -> SectionPage:
    idea_tree(2, 2, 2)
    scales = [
        {"label": label, "low_label": "Low", "high_label": "High", "points": 5} for label in SCALES
    ]
    page: SectionPage = SectionPageFactory(
        blocks=[
            feedback_form(
                question("idea_scoring", "scores", scales=scales),
                question("idea_judgement", "judged", comments=True),
                question("idea_picks", "picks", at_most=2),
                question("short_text", "summary", "Brief summary", required=True),
            )
        ]
    )
    return page


def names_told(page: Page, role: str) -> set[str]:
    """Return the names of controls as the browser tells them to a screen reader."""
    session = page.context.new_cdp_session(page)
    tree: Any = session.send("Accessibility.getFullAXTree")
    return {
        " ".join(node["name"]["value"].split())
        for node in tree["nodes"]
        if not node["ignored"] and node["role"]["value"] == role
    }


def test_a_screen_reader_is_told_answer_scale_and_idea(
    open_browser: OpenBrowser, section: SectionPage
) -> None:
    page = open_browser()
    page.goto(section.url)
    ideas = [idea.wording for idea in Idea.objects.in_order()]
    scored = {
        f"{step} {scale} {idea}"
        for step in (*"12345", "Skip")
        for scale in SCALES
        for idea in ideas
    }
    answers = ("Yes", "Partly", "No", "Don’t know", "Skip")
    judged = {f"{each} {scale} {idea}" for each in answers for scale in JUDGED for idea in ideas}
    assert names_told(page, "radio") == scored | judged
    assert names_told(page, "checkbox") == set(ideas)
    comments = {f"Comment (optional) about {idea}" for idea in ideas}
    assert comments < names_told(page, "textbox")
    headings = names_told(page, "heading")
    assert set(ideas) < headings


def test_links_lead_over_a_long_list_to_each_theme(
    open_browser: OpenBrowser, section: SectionPage
) -> None:
    page = open_browser(360, java_script_enabled=False)
    page.goto(section.url)
    theme = Idea.objects.in_order().reverse()[0].theme
    page.get_by_role("link", name=theme.title).first.click()
    heading = page.get_by_role("heading", name=theme.title).first
    expect(heading).to_be_in_viewport()


def test_ideas_are_scored_judged_and_picked_by_keyboard(
    open_browser: OpenBrowser, section: SectionPage
) -> None:
    page = open_browser(360)
    page.goto(section.url)
    first, second, *_ = Idea.objects.in_order()
    press = page.keyboard.press
    # Each list of answers is one stop, at which it waits on "Skip"; from there it begins anew.
    tab_to(page, "id_scores-1-1-6")
    press("ArrowRight")
    press("ArrowRight")
    tab_to(page, "id_judged-2-3-5")
    press("ArrowLeft")
    press("ArrowLeft")
    tab_to(page, "id_judged-2-comment")
    page.keyboard.type("Not everywhere")
    tab_to(page, "id_picks_0_0")
    press("Space")
    tab_to(page, "id_summary")
    page.keyboard.type("By keyboard")
    tab_to(page, "Submit feedback")
    press("Enter")
    page.wait_for_url("**/receipt/**")
    assert sent_response().form_data == {
        "scores": {first.code: {"usefulness": 2}},
        "judged": {second.code: {"true": "No", "comment": "Not everywhere"}},
        "picks": [first.code],
        "summary": "By keyboard",
    }


@pytest.mark.parametrize("width", [360, 1280])
def test_a_form_with_errors_keeps_every_answer_and_has_no_barrier(
    open_browser: OpenBrowser, section: SectionPage, width: int
) -> None:
    page = open_browser(width)
    page.goto(section.url)
    idea = Idea.objects.in_order()[0].wording
    page.get_by_role("radio", name=f"4 Usefulness {idea}").check()
    page.get_by_role("radio", name=f"Partly Is it true? {idea}").check()
    page.get_by_label(f"Comment (optional) about {idea}").fill("In part")
    boxes = page.get_by_role("checkbox")
    for place in range(3):
        boxes.nth(place).check()
    page.get_by_role("button", name="Submit feedback").click()
    summary = page.locator(".govuk-error-summary a")
    expect(summary).to_have_text(["Select up to 2 ideas", "Enter a brief summary"])
    expect(page.get_by_role("radio", name=f"4 Usefulness {idea}")).to_be_checked()
    expect(page.get_by_role("radio", name=f"Partly Is it true? {idea}")).to_be_checked()
    expect(page.get_by_label(f"Comment (optional) about {idea}")).to_have_value("In part")
    assert findings(page) == []
    summary.first.click()
    expect(page.locator("#id_picks_0")).to_be_focused()
