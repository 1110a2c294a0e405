"""Rules of HTML that validators report and browsers forgive."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from consultation.common.dates import time_element
from tests.browser.pages import page_with_everything
from tests.feedback.screens import screen


@pytest.mark.django_db
def test_sections_and_articles_have_a_heading_or_a_name(client: Client) -> None:
    page = screen(client.get(page_with_everything().url))
    sections = page.select("section, article")
    assert sections
    for section in sections:
        assert section.select_one("h1, h2, h3, h4, h5, h6") or section.get("aria-label"), section


def test_times_end_at_the_second() -> None:
    element = time_element(datetime(2027, 3, 29, 8, 0, 5, 812137, tzinfo=UTC))
    assert element.startswith('<time datetime="2027-03-29T09:00:05+01:00">')
