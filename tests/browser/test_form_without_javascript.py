"""Answering with JavaScript off and no cookie, on a phone and on a desktop."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Source, Status
from tests.browser.conftest import OpenBrowser, sent_response

pytestmark = pytest.mark.django_db(transaction=True)

DETAILS = "First line\n\nSecond line, with “quotes” & <angle brackets>"


@pytest.fixture(params=[360, 1280])
def visitor(request: Any, open_browser: OpenBrowser, demo_page: SectionPage) -> Page:
    """Return a browser at the demonstration page."""
    page = open_browser(request.param, java_script_enabled=False)
    page.goto(demo_page.url)
    return page


def send(page: Page) -> None:
    page.get_by_role("button", name="Submit feedback").click()


def reference(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response has been received")
    return page.locator(".receipt__reference").inner_text()


def test_an_empty_form_comes_back_with_an_error_summary_first(visitor: Page) -> None:
    send(visitor)
    expect(visitor).to_have_title(re.compile("^Error: "))
    first = visitor.locator("main h1, main h2").first
    expect(first).to_have_text("There is a problem")
    expect(first).to_be_in_viewport()
    messages = visitor.locator(".govuk-error-summary a")
    expect(messages).to_have_text(["Enter a brief summary", "Select your role"])
    assert not Response.objects.exclude(source=Source.EXAMPLE).exists()


def test_each_message_leads_to_its_field(visitor: Page) -> None:
    send(visitor)
    for message, field in (("a brief summary", "summary"), ("your role", "role")):
        visitor.locator(".govuk-error-summary a").filter(has_text=message).click()
        control = visitor.locator(f"#id_{field}")
        expect(control).to_be_focused()
        expect(control).to_be_in_viewport()
        expect(control).to_have_accessible_description(re.compile(f"Error: .+ {message}"))


def test_what_was_typed_is_kept_corrected_and_received(visitor: Page) -> None:
    visitor.get_by_label("Reflection on our thinking").select_option("I’m unsure about this")
    visitor.get_by_label("Brief summary").fill("No")
    visitor.get_by_label("Details").fill(DETAILS)
    visitor.get_by_label("Your organisation").fill("A council")
    visitor.get_by_label("Your email").fill("not an address")
    send(visitor)

    expect(visitor.locator(".govuk-error-summary a")).to_have_count(3)
    expect(visitor.get_by_label("Reflection on our thinking")).to_have_value(
        "I’m unsure about this"
    )
    expect(visitor.get_by_label("Brief summary")).to_have_value("No")
    expect(visitor.get_by_label("Details")).to_have_value(DETAILS)
    expect(visitor.get_by_label("Your organisation")).to_have_value("A council")
    expect(visitor.get_by_label("Your email")).to_have_value("not an address")

    visitor.get_by_label("Brief summary").fill("Not convinced yet")
    visitor.get_by_label("Your email").fill("someone@example.org")
    visitor.get_by_label("Your role").select_option("Local authority leadership")
    send(visitor)

    response = sent_response()
    assert reference(visitor) == response.reference_text
    assert response.status == Status.COUNTED
    assert response.form_data == {
        "reflection": "I’m unsure about this",
        "summary": "Not convinced yet",
        "details": DETAILS,
        "organisation": "A council",
        "email": "someone@example.org",
        "role": "Local authority leadership",
        "may_publish": False,
    }
    assert visitor.context.cookies() == []


def answer_and_send_again(visitor: Page) -> None:
    """Respond, go back to the form, and send what is still in it."""
    visitor.get_by_label("Brief summary").fill("A good plan")
    visitor.get_by_label("Your role").select_option("Local authority leadership")
    send(visitor)
    first = reference(visitor)
    visitor.go_back()
    expect(visitor.get_by_label("Brief summary")).to_have_value("A good plan")
    send(visitor)
    assert reference(visitor) == first
    sent_response()


def test_going_back_and_sending_again_gives_the_same_reference(visitor: Page) -> None:
    answer_and_send_again(visitor)
    assert visitor.context.cookies() == []


def test_going_back_to_a_corrected_form_keeps_it_and_the_reference(visitor: Page) -> None:
    send(visitor)
    answer_and_send_again(visitor)
