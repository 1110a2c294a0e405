"""Answering a Welsh page with JavaScript off, on a phone and on a desktop."""

import re
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from wagtail.models import Locale

from consultation.pages.models import SectionPage
from tests.browser.conftest import OpenBrowser, sent_response
from tests.languages.conftest import languages  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[360, 1280])
def visitor(
    request: Any,
    open_browser: OpenBrowser,
    demo_page: SectionPage,
    languages: None,  # noqa: F811
) -> Page:
    """Return a browser at the demonstration's page, as a page in Welsh."""
    SectionPage.objects.filter(pk=demo_page.pk).update(
        locale=Locale.objects.get_or_create(language_code="cy")[0]
    )
    page = open_browser(request.param, java_script_enabled=False)
    page.goto(demo_page.url)
    return page


def test_a_welsh_page_is_read_corrected_and_received_in_welsh(visitor: Page) -> None:
    expect(visitor.locator("html")).to_have_attribute("lang", "cy")
    expect(visitor.get_by_role("link", name="Neidio i’r prif gynnwys")).to_be_attached()
    visitor.get_by_label("Details").fill("Dyma fy marn.")
    visitor.get_by_label("Your email").fill("darllenydd@")
    visitor.get_by_role("button", name="Submit feedback").click()

    expect(visitor).to_have_title(re.compile("^Gwall: "))
    expect(visitor.locator("main h1, main h2").first).to_have_text("Mae problem")
    expect(visitor.locator(".govuk-error-summary a")).to_have_text(
        [
            "Rhowch ateb i “Brief summary”",
            "Dewiswch eich rôl",
            "Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@example.org",
        ]
    )
    expect(visitor.get_by_label("Details")).to_have_value("Dyma fy marn.")

    visitor.get_by_label("Brief summary").fill("Crynodeb")
    visitor.get_by_label("Your email").fill("darllenydd@example.org")
    visitor.get_by_label("Your role").select_option(index=1)
    visitor.get_by_role("button", name="Submit feedback").click()

    expect(visitor.get_by_role("heading", level=1)).to_have_text("Rydym wedi cael eich ymateb")
    reference = visitor.locator(".receipt__reference").inner_text()
    assert reference == sent_response().reference_text
    assert [message.subject for message in mail.outbox] == [
        f"Rydym wedi cael eich ymateb ({reference})"
    ]

    visitor.get_by_role("link", name="weld a yw eich ymateb wedi’i gyfrif").click()
    visitor.get_by_label("Eich cyfeirnod").fill(reference)
    visitor.get_by_role("button", name="Gwirio").click()
    expect(visitor.get_by_text("Wedi’i gyfrif.")).to_be_visible()
