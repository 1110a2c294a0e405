"""What the page editor refuses in a body, with the message where the mistake is."""

from typing import Any

import pytest
import wagtail_factories
from django.test import Client

from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form
from tests.factories.editor import edit_page, stream_errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory()


def picture(**fields: Any) -> dict[str, Any]:
    image = wagtail_factories.ImageFactory()
    return {
        "type": "image",
        "value": {"image": {"image": image.pk, "decorative": False, "alt_text": "", **fields}},
    }


def cycle(steps: int) -> dict[str, Any]:
    names = [{"title": f"Step {number}", "text": ""} for number in range(1, steps + 1)]
    return {"type": "cycle", "value": {"title": "Round and round", "steps": names}}


def test_a_picture_needs_an_alternative_text(publisher: Client, page: SectionPage) -> None:
    errors = stream_errors(edit_page(publisher, page, body=[picture()]))
    assert list(errors) == ["0/image/alt_text"]
    assert "alt" in errors["0/image/alt_text"].lower()


@pytest.mark.parametrize("fields", [{"alt_text": "A ring of three"}, {"decorative": True}])
def test_a_picture_with_a_text_or_as_decoration_is_taken(
    publisher: Client, page: SectionPage, fields: dict[str, Any]
) -> None:
    assert edit_page(publisher, page, body=[picture(**fields)]).status_code == 302


@pytest.mark.parametrize("steps", [2, 7])
def test_a_cycle_has_three_to_six_steps(publisher: Client, page: SectionPage, steps: int) -> None:
    errors = stream_errors(edit_page(publisher, page, body=[cycle(steps)]))
    assert list(errors) == ["0/steps"]
    assert {2: "3", 7: "6"}[steps] in errors["0/steps"]


@pytest.mark.parametrize("steps", [3, 4, 5, 6])
def test_each_step_of_a_cycle_says_where_it_leads(
    publisher: Client, client: Client, page: SectionPage, steps: int
) -> None:
    assert edit_page(publisher, page, body=[cycle(steps)]).status_code == 302
    html = client.get(page.url).content.decode()
    for number in range(1, steps):
        assert f"Leads to step {number + 1}: Step {number + 1}." in html
    assert "Leads to step 1 again: Step 1." in html
    assert html.count("<path") >= steps, "Drawn with an arrow from each step"


def test_a_page_has_one_form_at_most(publisher: Client, page: SectionPage) -> None:
    errors = stream_errors(edit_page(publisher, page, body=[feedback_form(), feedback_form()]))
    assert list(errors) == [""]
    assert "Feedback form" in errors[""]


def test_a_form_may_follow_any_block(publisher: Client, page: SectionPage) -> None:
    table = {
        "caption": "Answers",
        "row_headers": True,
        "table": {
            "columns": [{"type": "text", "heading": "Month"}, {"type": "numeric", "heading": "N"}],
            "rows": [{"values": ["October", 42]}],
            "caption": "",
        },
    }
    body = [
        {"type": "table", "value": table},
        cycle(3),
        {"type": "details", "value": {"items": [{"summary": "Why?", "text": "<p>So.</p>"}]}},
        feedback_form(),
    ]
    assert edit_page(publisher, page, body=body).status_code == 302
    page.refresh_from_db()
    assert [block.block_type for block in page.body] == [block["type"] for block in body]
    assert page.body[0].value["table"].rows
    assert page.body[2].value["items"][0]["text"].source.endswith("So.</p>")
