"""An editor writes footnotes without leaving the text."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.staff import expect_message, open_editor, sign_in, write_rich_text
from tests.factories import SectionPageFactory

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = {"type": "rich_text", "value": "<p>The survey says so.</p>"}


def open_footnotes(page: Page) -> None:
    """Open the footnotes dialog at the end of the text."""
    text = page.get_by_role("region", name="Body").locator("[contenteditable=true]").first
    text.click()
    text.press("End")
    text.press_sequentially(" /foot")
    page.get_by_role("option", name="Footnotes").click()
    expect(page.get_by_role("heading", name="Insert a footnote")).to_be_visible()


def test_a_new_footnote_and_the_same_again(open_browser: OpenBrowser) -> None:
    section = SectionPageFactory(blocks=[TEXT])
    page = open_browser()
    sign_in(page, "Editor")
    open_editor(page, f"/admin/pages/{section.pk}/edit/")
    open_footnotes(page)
    page.get_by_role("button", name="Create new footnote").click()
    notes = page.get_by_role("region", name="Footnotes")
    write_rich_text(notes, "Parking survey, 2025.")
    open_footnotes(page)
    page.get_by_role("cell", name="Parking survey, 2025.").click()
    expect(page.get_by_role("heading", name="Insert a footnote")).to_be_hidden()
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Save draft").click()
    expect_message(page, str(section))
    section.refresh_from_db()
    draft = section.get_latest_revision_as_object()
    (note,) = draft.footnotes.all()
    assert "Parking survey, 2025." in note.text
    assert str(draft.body[0].value).count(f'<footnote id="{note.uuid}">') == 2
