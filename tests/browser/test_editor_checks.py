"""The side panel of the page editor finds what readers would stumble over, while it is written."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenBrowser
from tests.browser.presses import press_until
from tests.browser.staff import open_editor, sign_in
from tests.factories import SectionPageFactory, feedback_form

pytestmark = pytest.mark.django_db(transaction=True)


def test_links_reading_level_and_every_rule_of_axe(open_browser: OpenBrowser) -> None:
    lost = '<p>Our <a linktype="page" id="999999">plan</a>.</p>'
    section = SectionPageFactory(
        title="Mechanisms",
        summary="What could change.",
        blocks=[{"type": "rich_text", "value": lost}, feedback_form()],
    )
    page = open_browser()
    sign_in(page, "Editor")
    open_editor(page, f"/admin/pages/{section.pk}/edit/")
    found = page.locator("#page-checks")
    press_until(page.get_by_role("button", name="Toggle checks"), found)
    expect(found).to_contain_text("The link “plan” leads to a page that has been deleted.")
    expect(found).to_contain_text("Not enough text to judge")
    # All rules ran, and the portal's own pages give them no cause.
    panel = page.locator('[data-side-panel="checks"]')
    expect(panel.locator("[data-content-word-count]")).not_to_have_text("-")
    expect(panel.locator("[data-content-checker-count]")).to_have_text("0")
    # What is typed is looked at without being saved.
    page.locator("#id_summary").fill("A cat sat on a mat. " * 22)
    expect(found).to_contain_text("Suitable for readers aged about")
