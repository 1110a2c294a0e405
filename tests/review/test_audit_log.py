"""Who sent, approved, sent back and published what and when stays in the log, with reasons."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Page

from ideas.deletion import on_purpose
from tests.factories import redraft
from tests.ideas.admin import address
from tests.ideas.admin import words as screen_words
from tests.review.actions import browser_of, decide, fresh, named_user, words_field, write

pytestmark = pytest.mark.django_db


def send(user: Any, item: Any, words: str) -> None:
    redraft(item, **{words_field(item): words})
    item = fresh(item)
    item.latest_revision.user = user
    item.latest_revision.save(update_fields=["user"])
    item.get_workflow().start(item, user)


def screen(user: Any, item: Any, name: str, *args: Any) -> str:
    if isinstance(item, Page):
        url = reverse(f"wagtailadmin_pages:{name}", args=[item.pk, *args])
    else:
        url = address(type(item), name, item.pk, *args)
    return screen_words(browser_of(user).get(url))


@pytest.fixture
def reviewed(item: Any, editor: Any, reviewer: Any, publisher: Any) -> Any:
    """Return something that came back once and was then approved at both steps."""
    send(editor, item, "New words")
    decide(reviewer, item, "reject", "The second word is wrong")
    fresh(item).current_workflow_state.resume(editor)
    decide(reviewer, item, comment="Good now")
    decide(publisher, item)
    return item


def test_the_history_tells_who_decided_what_and_why(
    reviewed: Any, editor: Any, reviewer: Any
) -> None:
    told = screen(editor, reviewed, "history")
    assert "'Review' started. Next step 'Content review'" in told
    assert "Sent back at “Content review”" in told
    assert "“The second word is wrong”" in told or "The second word is wrong" in told
    assert "Approved at 'Content review'. Next step 'Sign-off'" in told
    assert "Good now" in told
    assert "Approved at 'Sign-off'. 'Review' complete" in told
    for name in ("Anna", "Rita", "Paul"):
        assert name in told


def test_the_site_history_tells_it_to_administrators(reviewed: Any) -> None:
    told = screen_words(
        browser_of(named_user("superuser", "Root")).get("/admin/reports/site-history/")
    )
    assert "Sent back at “Content review”" in told
    assert "Approved at 'Sign-off'. 'Review' complete" in told
    assert "Rita" in told
    assert "Paul" in told


def test_the_review_itself_keeps_every_decision(reviewed: Any, editor: Any) -> None:
    state = fresh(reviewed).workflow_states.get()
    told = screen(editor, reviewed, "workflow_history_detail", state.pk)
    assert "The second word is wrong" in told
    assert "Good now" in told
    assert told.count("Rita") >= 2


def test_names_stay_as_far_as_accounts_do(reviewed: Any, editor: Any, reviewer: Any) -> None:
    with on_purpose("Behind the admin’s back"):
        reviewer.delete()
    told = screen(editor, reviewed, "history")
    assert "Sent back at “Content review”" in told
    assert "The second word is wrong" in told
    assert "Paul" in told


def test_what_a_superuser_published_alone_is_in_the_history(item: Any, superuser: Any) -> None:
    write(superuser, item, "In an emergency", "action-publish")
    told = screen(superuser, item, "history")
    assert "Published without a second person" in told
    everything = screen_words(browser_of(superuser).get("/admin/reports/site-history/"))
    assert "Published without a second person" in everything
