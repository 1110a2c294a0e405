"""One response's way: open the page, send the form, get a receipt."""

import pytest
from django.test import Client

from consultation.responses.models import Response, Status
from tests.factories import (
    SectionPageFactory,
    answer,
    feedback_form,
    open_form,
    post_answer,
)
from tests.factories.answers import STANDARD_ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def page():
    return SectionPageFactory(blocks=[feedback_form()])


def test_an_answer_is_stored_and_gets_a_receipt(client: Client, page) -> None:
    response = answer(client, page, **STANDARD_ANSWERS, details="More of it")
    assert response.status == Status.COUNTED
    assert response.form_data == {
        "summary": "A good plan",
        "details": "More of it",
        "role": "Local authority leadership",
    }
    assert response.page_id == page.pk
    assert response.page_revision_id == page.live_revision_id
    receipt = client.get(f"/respond/receipt/{response.reference_text}/")
    assert response.reference_text in receipt.content.decode()
    assert "Thank you for telling us." in receipt.content.decode()


def test_the_same_submission_twice_is_one_response(client: Client, page) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = post_answer(client, page, fields)
    second = post_answer(client, page, fields)
    assert first["Location"] == second["Location"]
    assert Response.objects.count() == 1


def test_changed_answers_from_the_same_form_are_another_response(client: Client, page) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = post_answer(client, page, fields)
    second = post_answer(client, page, fields | {"summary": "On second thoughts"})
    assert first["Location"] != second["Location"]
    assert Response.objects.count() == 2


def test_wrong_input_comes_back_with_everything_typed(client: Client, page) -> None:
    fields = open_form(client, page) | {"summary": "Hey", "details": "Kept <b>whole</b>\n\nhere"}
    response = post_answer(client, page, fields)
    html = response.content.decode()
    assert response.status_code == 422
    assert "must be 5 characters" in html
    assert "Select your role" in html
    assert 'value="Hey"' in html
    assert "Kept &lt;b&gt;whole&lt;/b&gt;" in html
    assert html.index("There is a problem") < html.index("<h1")
    assert not Response.objects.exists()


def test_public_pages_set_no_cookie_and_are_the_same_for_all(client: Client, page) -> None:
    response = client.get(page.url)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
