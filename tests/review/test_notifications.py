"""Who gets which email about a review, in which language, and what is never in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from consultation.workflow import notifications
from consultation.workflow.review.services import version_approved
from tests.factories import SectionPageFactory, redraft
from tests.review.actions import (
    approve_in_editor,
    decide,
    edit_url,
    fresh,
    named_user,
    step_of,
    submit,
    words_field,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db

SECRET = "Words that only those see who open it"


def with_address(role: str, name: str, **fields: Any) -> Any:
    return named_user(role, name, email=f"{name.lower()}@example.org", **fields)


@pytest.fixture
def editor() -> Any:
    return with_address("Editor", "Anna")


@pytest.fixture
def reviewer() -> Any:
    return with_address("Reviewer", "Rita")


@pytest.fixture
def publisher() -> Any:
    return with_address("Publisher", "Paul")


@pytest.fixture(autouse=True)
def _commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what is left for after the commit."""
    monkeypatch.setattr(transaction, "on_commit", lambda call, **kwargs: call())


def to(name: str) -> list[Any]:
    """Return the emails to someone, and forget the others."""
    return [each for each in mail.outbox if each.to == [f"{name.lower()}@example.org"]]


def decide_screen(item: Any) -> str:
    """Return the address of the screen to decide about something."""
    return reverse("review:decide", args=[fresh(item).current_workflow_task_state.pk])


def recipients() -> set[str]:
    return {address.split("@")[0] for each in mail.outbox for address in each.to}


def test_those_who_may_decide_are_told(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    assert recipients() == {"rita", "paul"}
    (message,) = to("Rita")
    title = str(fresh(item).get_latest_revision_as_object())
    assert message.subject.startswith(f"For your decision: “{title}”")
    assert message.subject.endswith("(Content review)")
    assert "Hello Rita," in message.body
    assert f"“{title}”" in message.body
    assert "is ready for your decision at “Content review”. Anna sent it" in message.body
    assert f"http://127.0.0.1:8000{decide_screen(item)}" in message.body
    assert "http://127.0.0.1:8000/admin/review/waiting/" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    mail.outbox.clear()
    decide(reviewer, item)
    assert recipients() == {"paul"}
    assert "(Sign-off)" in mail.outbox[0].subject


def test_nothing_is_sent_to_an_address_that_few_mail_servers_take(
    item: Any, editor: Any, publisher: Any
) -> None:
    named_user("Reviewer", "Jorg", email="jörg@example.org")
    submit(editor, item, "New words")
    assert recipients() == {"paul"}


def test_authors_and_those_who_sent_it_are_not_asked_to_decide(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    write(publisher, item, "By Paul")
    submit(editor, item, "By Paul and Anna")
    assert recipients() == {"rita"}


def test_only_active_people_with_an_address_who_want_it_are_told(item: Any, editor: Any) -> None:
    named_user("Reviewer", "Nomail")
    with_address("Reviewer", "Gone", is_active=False)
    quiet = with_address("Reviewer", "Quiet")
    UserProfile.objects.create(user=quiet, submitted_notifications=False)
    with_address("Analyst", "Alan")
    with_address("superuser", "Root")
    with_address("Reviewer", "Wants")
    submit(editor, item, "New words")
    assert recipients() == {"wants"}


def test_superusers_are_told_only_where_no_one_else_can_decide(item: Any, editor: Any) -> None:
    with_address("superuser", "Root")
    submit(editor, item, "New words")
    assert recipients() == {"root"}


def test_each_reads_it_in_their_language(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    UserProfile.objects.create(user=reviewer, preferred_language="de")
    UserProfile.objects.create(user=editor, preferred_language="fr")
    submit(editor, item, "New words")
    (german,), (english,) = to("Rita"), to("Paul")
    assert "Hallo Rita," in german.body
    assert decide_screen(item) in german.body
    assert "Hello Paul," in english.body
    mail.outbox.clear()
    decide(reviewer, item, "reject", "Bitte kürzen")
    (french,) = to("Anna")
    assert "Salut Anna," in french.body
    assert "Bitte kürzen" in french.body


def test_the_sender_reads_why_it_was_sent_back(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    write(publisher, item, "By Paul")
    submit(editor, item, "By Paul and Anna")
    mail.outbox.clear()
    decide(reviewer, item, "reject", "Shorter & plainer, O'Neil")
    assert recipients() == {"anna", "paul"}
    (message,) = to("Anna")
    assert message.subject.startswith("Sent back: “")
    assert "Rita has sent back “" in message.body
    assert "Shorter & plainer, O'Neil" in message.body
    assert edit_url(item) in message.body


def test_the_sender_reads_that_it_is_public(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item, comment="Between us")
    mail.outbox.clear()
    decide(publisher, item, comment="Between us")
    assert recipients() == {"anna"}
    (message,) = mail.outbox
    assert message.subject.startswith("Approved: “")
    assert "has been approved by Paul" in message.body
    if isinstance(item, Page):
        assert f"It is live:\n{fresh(item).full_url}" in message.body
    else:
        assert "It is live." in message.body
    assert "Between us" not in message.body


def test_the_sender_reads_when_it_goes_live(item: Any, editor: Any, publisher: Any) -> None:
    moment = timezone.localtime() + timedelta(days=400)
    write(editor, item, "New words", go_live_at=f"{moment:%Y-%m-%d} 14:30")
    submit(editor, item)
    decide(publisher, item)
    mail.outbox.clear()
    decide(publisher, item)
    assert f"It will go live on {moment.day} {moment:%B %Y}, 2:30pm." in mail.outbox[0].body


def test_the_sender_reads_that_it_is_held_back(item: Any, editor: Any, publisher: Any) -> None:
    def keep(**kwargs: Any) -> bool:
        return True

    submit(editor, item, "New words")
    decide(publisher, item)
    mail.outbox.clear()
    version_approved.connect(keep)
    try:
        decide(publisher, item)
    finally:
        version_approved.disconnect(keep)
    assert words_of(item) != "New words"
    assert "It will go live with its release." in mail.outbox[0].body


def test_no_email_holds_what_is_written(editor: Any, reviewer: Any, publisher: Any) -> None:
    page = SectionPageFactory(blocks=[{"type": "rich_text", "value": f"<p>{SECRET}</p>"}])
    redraft(page, summary=SECRET)
    submit(editor, page, "New title")
    decide(reviewer, page, comment="Fine")
    decide(publisher, page, "reject", "Not yet")
    submit(editor, page, "Newer title")
    decide(reviewer, page)
    decide(publisher, page)
    assert len(mail.outbox) >= 6
    assert not any(SECRET in each.body or SECRET in each.subject for each in mail.outbox)


class BrokenBackend(BaseEmailBackend):
    """A mail server that is there and refuses everything."""

    def open(self) -> bool:
        raise OSError("No route to the mail server")

    def send_messages(self, messages: Any) -> int:
        raise OSError("No route to the mail server")


def test_a_broken_mail_server_stops_no_decision(
    item: Any, editor: Any, reviewer: Any, publisher: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "tests.review.test_notifications.BrokenBackend"
    assert submit(editor, item, "New words").status_code == 302
    approve_in_editor(reviewer, item)
    assert step_of(item) == "Sign-off"
    decide(publisher, item)
    assert words_of(item) == "New words"


def test_an_email_that_is_no_longer_true_is_not_sent(item: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, item, "New words")
    state = fresh(item).current_workflow_task_state
    decide(reviewer, item)
    mail.outbox.clear()
    for event, state_id in (
        ("submitted", state.pk),
        ("approved", state.pk),
        ("rejected", state.pk),
        ("submitted", 0),
    ):
        notifications.send_review_email.call(event, state_id, editor.pk, reviewer.pk)
        notifications.queue_review_emails.call(event, state_id, editor.pk)
    assert mail.outbox == []


def test_emails_wait_for_the_commit(
    item: Any,
    editor: Any,
    reviewer: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.undo()
    redraft(item, **{words_field(item): "New words"})
    with django_capture_on_commit_callbacks() as waiting:
        fresh(item).get_workflow().start(fresh(item), editor)
    assert mail.outbox == []
    # Each email is a task of its own, queued by the first.
    with django_capture_on_commit_callbacks(execute=True):
        for callback in waiting:
            callback()
    assert recipients() == {"rita"}
