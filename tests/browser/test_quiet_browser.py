"""Nothing that staff see makes the browser complain, or asks anything of another host."""

import pytest
from playwright.sync_api import expect

from consultation.pages.models import SectionPage
from tests.browser.complaints import Watch, expect_quiet
from tests.browser.conftest import OpenBrowser
from tests.browser.content import made_once
from tests.browser.pages import page_with_everything
from tests.browser.presses import press_until
from tests.browser.staff import open_editor, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_public_page_that_staff_read(
    open_browser: OpenBrowser, watch: Watch, demo_page: SectionPage
) -> None:
    page = open_browser()
    sign_in(page, "Editor")
    page.goto(demo_page.url, wait_until="networkidle")
    bar = page.get_by_role("button", name="View Wagtail quick actions")
    press_until(bar, page.get_by_role("menuitem", name="Edit this page"))
    expect_quiet(watch)


def test_the_page_editor_and_its_previews(open_browser: OpenBrowser, watch: Watch) -> None:
    page = open_browser()
    everything = made_once(page_with_everything)
    sign_in(page, "Editor")
    open_editor(page, f"/admin/pages/{everything.pk}/edit/")
    press_until(
        page.get_by_role("button", name="Toggle preview"), page.locator("#w-preview-iframe")
    )
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Nothing you type here is stored")).to_be_visible()
    # Not the idle network: the editor goes on asking for newer previews.
    page.wait_for_function(
        "document.querySelector('#w-preview-iframe').contentDocument.readyState === 'complete'"
    )
    expect_quiet(watch)


def test_a_complaint_and_a_foreign_request_are_heard(
    open_browser: OpenBrowser, watch: Watch, demo_page: SectionPage
) -> None:
    page = open_browser()
    page.goto(demo_page.url)
    with page.expect_console_message(lambda message: "style-src" in message.text):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    with page.expect_console_message(lambda message: "elsewhere.example" in message.text):
        page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")
    assert any("style-src" in complaint for complaint in watch.complaints)
    assert any("elsewhere.example" in complaint for complaint in watch.complaints)
