"""The same submission sent again is one response with one reference; another one is another."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.factories.answers import STANDARD_ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


def receipt_of(client: Client, page: SectionPage, fields: dict[str, str]) -> str:
    response = post_answer(client, page, fields)
    assert response.status_code == 303
    return response["Location"]


def test_repeated_submission_gives_the_same_receipt_and_one_mail(
    client: Client, page: SectionPage, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS | {"email": "me@example.org"}
    with django_capture_on_commit_callbacks(execute=True):
        receipts = {receipt_of(client, page, fields) for _ in range(3)}
    assert len(receipts) == 1
    assert Response.objects.count() == 1
    assert len(mailoutbox) == 1


def test_repeated_submission_from_another_machine_is_the_same_submission(
    client: Client, page: SectionPage
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = receipt_of(client, page, fields)
    assert receipt_of(Client(REMOTE_ADDR="192.0.2.7"), page, fields) == first


def test_repeated_submission_after_the_page_was_published_again(
    client: Client, page: SectionPage
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = receipt_of(client, page, fields)
    page.title = "Another title"
    page.save_revision().publish()
    assert receipt_of(client, page, fields) == first
    assert Response.objects.get().page_title != "Another title"


def test_repeated_submission_after_a_question_was_reworded(client: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "a", "First wording"))])
    fields = open_form(client, page) | {"a": "Mine"}
    first = receipt_of(client, page, fields)
    page.body = page.body.stream_block.to_python(
        [feedback_form(question("short_text", "a", "Second wording"))]
    )
    page.save_revision().publish()
    assert receipt_of(client, page, fields) == first
    assert Response.objects.count() == 1


def test_repeated_submission_of_a_form_that_was_corrected(
    client: Client, page: SectionPage
) -> None:
    wrong = post_answer(client, page, open_form(client, page) | {"summary": "No"})
    form_token = wrong.context["form_state"].form["form_token"].value()
    fields = STANDARD_ANSWERS | {"form_token": form_token}
    assert receipt_of(client, page, fields) == receipt_of(client, page, fields)
    assert Response.objects.count() == 1


def test_different_respondents_with_the_same_answers_are_two(
    client: Client, page: SectionPage
) -> None:
    first = receipt_of(client, page, open_form(client, page) | STANDARD_ANSWERS)
    second = receipt_of(client, page, open_form(client, page) | STANDARD_ANSWERS)
    assert first != second
    assert Response.objects.count() == 2


def test_the_same_answers_without_a_form_token_are_kept_apart(
    client: Client, page: SectionPage
) -> None:
    assert receipt_of(client, page, STANDARD_ANSWERS) != receipt_of(client, page, STANDARD_ANSWERS)
    assert Response.objects.count() == 2


def test_an_answer_kept_in_quarantine_is_one_as_well(client: Client, page: SectionPage) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS | {"further_notes": "Filled in"}
    assert receipt_of(client, page, fields) == receipt_of(client, page, fields)
    assert Response.objects.count() == 1


@pytest.mark.parametrize("change", ["closed", "unpublished", "form removed", "question removed"])
def test_sent_again_after_the_page_has_changed_it_still_has_its_receipt(
    client: Client, change: str
) -> None:
    page = SectionPageFactory(blocks=[feedback_form()])
    fields = open_form(client, page) | STANDARD_ANSWERS
    first = post_answer(client, page, fields)
    assert first.status_code == 303
    if change == "closed":
        consultation = page.consultation
        consultation.closes_at = timezone.now() - timedelta(hours=1)
        consultation.save_revision().publish()
    elif change == "unpublished":
        page.unpublish()
    else:
        left = [] if change == "form removed" else [feedback_form(question("short_text", "other"))]
        page.body = ContentBlock().to_python(left)
        page.save_revision().publish()
    # Past the minutes that a closing leaves to those who are still writing.
    with travel(timezone.now() + timedelta(hours=1)):
        again = post_answer(client, page, fields)
        other = post_answer(client, page, fields | {"summary": "Something else"})
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert other.status_code in (404, 409, 422)
    assert Response.objects.count() == 1
