"""What is measured of pages and answers."""

import itertools
from typing import Any

from django.test import Client
from wagtail.models import Page

from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.factories.answers import STANDARD_ANSWERS, hidden_fields, post_answer
from tests.load.measure import report, side_by_side


def body_of(blocks: int, target: Page) -> list[dict[str, Any]]:
    """Return a body of headings and texts with a link each, and a form at the end."""
    text = f'<p>Read <a linktype="page" id="{target.pk}">this page</a> first.</p>'
    body: list[dict[str, Any]] = []
    for number in range(1, blocks):
        if number % 5:
            body.append({"type": "rich_text", "value": text})
        else:
            body.append({"type": "heading", "value": {"text": f"Part {number}", "level": "h2"}})
    return [*body, feedback_form()]


def measure_pages(count: int) -> None:
    """Measure pages, and answers to one."""
    consultation = ConsultationPageFactory()
    pages = {
        size: SectionPageFactory(parent=consultation, blocks=body_of(size, consultation))
        for size in (25, 250)
    }
    client = Client()
    report(
        "A page, not cached",
        side_by_side(
            {
                f"{size} blocks": lambda page=page: client.get(page.url)
                for size, page in pages.items()
            },
            rounds=20,
        ),
    )
    measure_answers(client, pages[25])


def measure_answers(client: Client, page: Page) -> None:
    """Measure the respond endpoint, compared with its page."""
    fields = hidden_fields(client.get(page.url).content) | STANDARD_ANSWERS
    numbers = itertools.count()
    report(
        "An answer",
        side_by_side(
            {
                "showing the page": lambda: client.get(page.url),
                "storing an answer": lambda: post_answer(
                    client, page, fields | {"summary": f"Answer number {next(numbers)}"}
                ),
            },
            rounds=40,
        ),
    )
