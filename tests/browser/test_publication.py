"""An analyst publishes an answer by keyboard, or without JavaScript; an editor quotes it."""

import pytest
from playwright.sync_api import Page, expect

from consultation.responses.models import PublishedAnswer, Response
from tests.browser.axe import findings
from tests.browser.conftest import OpenBrowser
from tests.browser.keyboard import tab_to
from tests.browser.presses import press_until
from tests.browser.staff import choose, insert, open_editor, save_draft, sign_in
from tests.factories import (
    OutcomePageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    question,
)
from tests.responses.actions import store

pytestmark = pytest.mark.django_db(transaction=True)


def asked() -> Response:
    consent = question("consent", "may_publish", "You may publish it", quoting=True)
    text = question("long_text", "summary", "In short")
    page = SectionPageFactory(blocks=[feedback_form(text, consent)])
    words = "We would use it.\nCall Grace on 020 7946 0958."
    return store(page, summary=words, may_publish=True)


def read_through(page: Page) -> None:
    """Look at the screen at both widths."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert findings(page, inside="main") == []


def test_by_keyboard_and_then_on_the_outcome(open_browser: OpenBrowser) -> None:
    response = asked()
    page = open_browser()
    sign_in(page, "Analyst")
    page.goto(f"/admin/responses/{response.pk}/")
    tab_to(page, "Publish an answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish/")
    read_through(page)
    tab_to(page, "Publish this answer: In short")
    page.keyboard.press("Enter")
    page.wait_for_url("**/publish/new/**")
    read_through(page)
    tab_to(page, "id_more")
    page.keyboard.type("Grace")
    tab_to(page, "id_who")
    page.keyboard.type("A data lead")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Preview", exact=True)).to_be_visible()
    expect(page.get_by_text("Call [redacted] on [redacted: phone number].")).to_be_visible()
    read_through(page)
    tab_to(page, "id_read")
    page.keyboard.press("Space")
    tab_to(page, "Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Published")).to_be_visible()
    page.goto("/admin/responses/published/")
    read_through(page)

    outcome = OutcomePageFactory(blocks=[])
    desk = open_browser()
    sign_in(desk, "Editor")
    open_editor(desk, f"/admin/pages/{outcome.pk}/edit/")
    body = desk.locator("[data-contentpath=body]")
    insert(body, "We asked, you said, we did")
    chooser = desk.get_by_role("button", name="Choose a published answer")
    press_until(desk.locator("[data-contentpath=quotes]").get_by_title("Add").first, chooser)
    choose(desk, "Choose a published answer", "We would use it.")
    save_draft(desk)
    outcome.refresh_from_db()
    quotes = outcome.get_latest_revision_as_object().body[0].value["quotes"]
    assert [each["answer"] for each in quotes] == [PublishedAnswer.objects.get()]


def test_without_javascript(open_browser: OpenBrowser) -> None:
    response = asked()
    make_user("Analyst")
    page = open_browser(java_script_enabled=False)
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("analyst")
    page.get_by_label("Password").fill("password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    page.goto(f"/admin/responses/{response.pk}/publish/new/?answer=summary")
    page.get_by_label("“020 7946 0958” (phone number)").uncheck()
    page.get_by_label("Also remove").fill("Grace")
    page.get_by_label("Who said it").fill("A data lead")
    page.get_by_role("button", name="Save and preview").click()
    page.get_by_label("I have read the whole text").check()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published version")).to_be_visible()
    assert PublishedAnswer.objects.public().get().text == (
        "We would use it.\nCall [redacted] on 020 7946 0958."
    )
