"""The message with the reference: to those who left an address, and to no one else."""

import logging
from typing import Any

import pytest
from django.test import Client
from django_tasks.backends.base import BaseTaskBackend

from consultation.pages.models import SectionPage
from consultation.responses.models import Response, Status
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.factories.answers import STANDARD_ANSWERS

# As in production, a mail goes once the answer is safe: these tests commit.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]


class DownBackend(BaseTaskBackend):
    """A queue that cannot be reached."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        raise ConnectionError("The queue is down.")


ANSWERS = STANDARD_ANSWERS | {
    "details": "My very own details",
    "organisation": "My very own council",
    "email": "ada@example.org",
}


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(title="On <shared> & “own” tools", blocks=[feedback_form()])


def send(client: Client, page: SectionPage, **answers: str) -> Response:
    response = post_answer(client, page, open_form(client, page) | answers)
    assert response.status_code == 303
    return Response.objects.get()


def test_the_reference_goes_to_the_address_left(
    client: Client, page: SectionPage, mailoutbox, settings
) -> None:
    record = send(client, page, **ANSWERS)
    (message,) = mailoutbox
    assert message.to == ["ada@example.org"]
    assert message.from_email == settings.DEFAULT_FROM_EMAIL
    assert not message.cc and not message.bcc and not message.alternatives
    assert record.reference_text in message.subject
    assert record.reference_text in message.body
    assert "/respond/counted/" in message.body
    assert "On <shared> & “own” tools" in message.body


def test_the_message_repeats_no_answer(client: Client, page: SectionPage, mailoutbox) -> None:
    send(client, page, **ANSWERS)
    (message,) = mailoutbox
    for text in ANSWERS.values():
        assert text not in message.subject + message.body


@pytest.mark.parametrize("email", [{}, {"email": ""}, {"email": "  "}], ids=str)
def test_without_an_address_nothing_is_sent(
    client: Client, page: SectionPage, mailoutbox, email: dict[str, str]
) -> None:
    send(client, page, **STANDARD_ANSWERS, **email)
    assert not mailoutbox


def test_an_address_in_a_text_is_not_written_to(client: Client, mailoutbox) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "email"))])
    send(client, page, email="ada@example.org")
    assert not mailoutbox


def test_an_answer_in_quarantine_makes_the_portal_write_to_no_one(
    client: Client, page: SectionPage, mailoutbox
) -> None:
    record = send(client, page, **ANSWERS, further_notes="Filled in")
    assert record.status == Status.QUARANTINED
    assert not mailoutbox


def test_a_mail_server_that_is_down_does_not_break_the_answer(
    client: Client, page: SectionPage, settings, caplog
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with caplog.at_level(logging.ERROR):
        record = send(client, page, **ANSWERS)
    assert client.get(f"/respond/receipt/{record.reference_text}/").status_code == 200
    assert record.form_data == ANSWERS
    assert "ConnectionRefusedError" in caplog.text
    assert "ada@example.org" not in caplog.text


def test_a_queue_that_is_down_does_not_break_the_answer(
    client: Client, page: SectionPage, settings
) -> None:
    # The first page ever shown makes the portal's settings, and that uses the queue as well.
    client.get(page.url)
    settings.TASKS = {"default": {"BACKEND": f"{__name__}.DownBackend"}}
    assert send(client, page, **ANSWERS).form_data == ANSWERS


def test_address_that_few_mail_servers_take_is_kept_and_promised_no_mail(
    client: Client, page: SectionPage, mailoutbox
) -> None:
    record = send(client, page, **ANSWERS | {"email": "jörg@example.org"})
    assert record.form_data["email"] == "jörg@example.org"
    assert mailoutbox == []
    receipt = client.get(f"/respond/receipt/{record.reference}/").content.decode()
    assert "email" not in receipt.split("<main")[1].split("</main>")[0].lower()


def test_domain_of_any_script_gets_its_mail(client: Client, page: SectionPage, mailoutbox) -> None:
    send(client, page, **ANSWERS | {"email": "ada@bücher.example"})
    assert [message.to for message in mailoutbox] == [["ada@bücher.example"]]
