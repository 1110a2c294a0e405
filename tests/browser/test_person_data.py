"""Every button of the screen “A person’s data” does what it says, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from consultation.responses.models import Publication, PublishedAnswer, Response
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import sign_in
from tests.factories import SectionPageFactory, feedback_form, publish_answer, question
from tests.responses.actions import store

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "jörg@example.org"


@pytest.fixture
def response() -> Response:
    consent = question("consent", "may_publish", "You may publish it", quoting=True)
    questions = (question("long_text", "summary"), question("email", "email"), consent)
    page = SectionPageFactory(blocks=[feedback_form(*questions)])
    stored = store(page, summary="We would use it.", email=ADDRESS, may_publish=True)
    publish_answer(stored, "summary")
    return stored


@pytest.fixture
def found(open_browser: OpenBrowser, response: Response) -> Page:
    page = open_browser()
    sign_in(page, "Administrator")
    page.goto("/admin/responses/person/")
    page.get_by_label("Email address").fill(ADDRESS)
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="1 response")).to_be_visible()
    return page


def test_download_needs_nothing_that_erasing_asks_for(found: Page) -> None:
    with found.expect_download() as download:
        found.get_by_role("button", name="Download selected").click()
    assert download.value.suggested_filename.endswith(".zip")


def test_withdrawing_consent_needs_nothing_that_erasing_asks_for(found: Page) -> None:
    found.get_by_role("button", name="Withdraw consent for selected").click()
    expect(found.get_by_text("1 response withdrawn from publication.")).to_be_visible()
    assert PublishedAnswer.objects.get().state == Publication.WITHDRAWN


def test_erasing_asks_for_a_reason_and_then_erases(found: Page, response: Response) -> None:
    found.get_by_label("Erase: response").check()
    found.get_by_role("button", name="Erase selected").click()
    # The browser itself asks for what is missing.
    expect(found.get_by_label("Reason")).to_be_focused()
    found.get_by_label("Reason").fill("The person asked for it")
    found.get_by_label("I have read the selected responses").check()
    found.get_by_role("button", name="Erase selected").click()
    expect(found.get_by_text("1 response was emptied of personal data.")).to_be_visible()
    response.refresh_from_db()
    assert ADDRESS not in str(response.form_data)
