"""The screen to decide about one item, and what people are told after any decision."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import TaskState

from tests.factories import (
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    feedback_form,
    question,
    redraft,
)
from tests.ideas.admin import words as screen_words
from tests.releases.actions import make_release
from tests.review.actions import (
    approve_in_editor,
    browser_of,
    decide,
    fresh,
    named_user,
    step_of,
    submit,
    words_of,
)
from tests.review.test_pending_reviews import send

pytestmark = pytest.mark.django_db


def screen(item: Any) -> str:
    return reverse("review:decide", args=[fresh(item).current_workflow_task_state.pk])


def seen_by(user: Any, item: Any) -> str:
    soup = BeautifulSoup(browser_of(user).get(screen(item)).content, "html.parser")
    return str(soup.select_one("[name=seen]")["value"])


def press(user: Any, item: Any, decision: str, seen: str | None = None, comment: str = "") -> Any:
    """Open the screen, press a button on it, and return what is then read."""
    address = screen(item)
    data = {"decision": decision, "comment": comment, "seen": seen or seen_by(user, item)}
    return browser_of(user).post(address, data, follow=True)


def test_the_changes_are_next_to_the_page(anything: Any, editor: Any, reviewer: Any) -> None:
    send(editor, anything, "Other words")
    shown = browser_of(reviewer).get(screen(anything))
    soup = BeautifulSoup(shown.content, "html.parser")
    assert "Other" in soup.select_one("ins").get_text()
    frame = soup.select_one("iframe")
    assert frame["title"].endswith("as readers will see it")
    page = browser_of(reviewer).get(frame["src"])
    assert "Other words" in page.content.decode()
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert [button.get_text(strip=True) for button in soup.select("main form button")] == [
        "Approve",
        "Send back",
    ]


def test_a_new_page_its_questions_and_the_address_of_a_link_are_in_words(
    editor: Any, reviewer: Any
) -> None:
    new = SectionPageFactory(live=False, blocks=[feedback_form(question("number", "how", "Many?"))])
    send(editor, new, "Brand new")
    told = screen_words(browser_of(reviewer).get(screen(new)))
    assert "Readers see nothing of it yet." in told
    assert "Many?" in told
    link = '<p>See <a href="https://example.org/{}/x">this</a></p>'
    page = SectionPageFactory(blocks=[{"type": "rich_text", "value": link.format("old")}])
    redraft(page, body=[{"type": "rich_text", "value": link.format("new")}])
    send(editor, page, page.title)
    soup = BeautifulSoup(browser_of(reviewer).get(screen(page)).content, "html.parser")
    assert [soup.select_one(tag).get_text() for tag in ("del", "ins")] == ["old/x)", "new/x)"]
    assert "https://example.org/" in soup.select_one("td:has(ins)").get_text()


def test_after_each_decision_one_reads_what_happened(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    send(editor, item, "New words")
    told = screen_words(press(reviewer, item, "approve"))
    assert "approved. It still needs a second approval by Paul." in told
    told = screen_words(press(publisher, item, "approve"))
    assert "approved and published." in told
    assert words_of(item) == "New words"
    send(editor, item, "Newer words")
    told = screen_words(press(reviewer, item, "reject"))
    assert "Enter what needs to change" in told
    assert step_of(item) == "Content review"
    told = screen_words(press(reviewer, item, "reject", comment="Shorter"))
    assert "sent back to Anna with your comment." in told


def test_one_reads_it_after_a_decision_in_the_editor_and_by_an_address(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    answer = approve_in_editor(reviewer, item)
    assert "approved. It still needs a second approval by Paul." in told_by(answer)
    state = fresh(item).current_workflow_task_state
    sent = decide(publisher, item)
    address = reverse("review:decided", args=[state.pk, "done"])
    assert sent["Location"] == address
    shown = browser_of(publisher).get(address, follow=True)
    assert "approved and published." in screen_words(shown)
    assert "approved and published" not in screen_words(
        browser_of(reviewer).get(address, follow=True)
    )


def told_by(response: Any) -> str:
    """Return the messages of a response."""
    return " ".join(str(each) for each in get_messages(response.wsgi_request))


def test_what_is_in_a_release_waits_for_it(editor: Any, reviewer: Any, publisher: Any) -> None:
    page = SectionPageFactory()
    send(editor, page, "New words")
    make_release(page, title="Together")
    press(reviewer, page, "approve")
    told = screen_words(press(publisher, page, "approve"))
    assert "approved. It will be published with the release “Together”." in told
    assert words_of(page) != "New words"


def test_only_the_version_that_was_seen_is_approved(item: Any, editor: Any, reviewer: Any) -> None:
    send(editor, item, "New words")
    seen = seen_by(reviewer, item)
    redraft(item, **{"title" if hasattr(item, "title") else "statement": "Changed since"})
    for value in (seen, "made up", "none"):
        told = screen_words(press(reviewer, item, "approve", seen=value))
        assert "someone saved a newer version" in told
    told = browser_of(reviewer).post(screen(item), {"decision": "approve"}, follow=True)
    assert "someone saved a newer version" in screen_words(told)
    assert step_of(item) == "Content review"


def test_no_one_approves_their_own_change_by_a_crafted_form(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    send(publisher, item, "By Paul")
    shown = browser_of(publisher).get(screen(item))
    assert 'value="approve"' not in shown.content.decode()
    told = screen_words(press(publisher, item, "approve"))
    assert "You changed this yourself" in told
    assert step_of(item) == "Content review"
    assert "sent back" in screen_words(press(publisher, item, "reject", comment="Mine"))


def test_who_is_no_reviewer_sees_it_and_decides_nothing(
    item: Any, editor: Any, reviewer: Any
) -> None:
    send(editor, item, "New words")
    decide(reviewer, item)
    seen = seen_by(named_user("Publisher", "Petra"), item)
    for user in (editor, reviewer, named_user("Analyst", "Alan")):
        for decision in ("approve", "reject"):
            data = {"decision": decision, "seen": seen, "comment": "No"}
            browser_of(user).post(screen(item), data)
    assert step_of(item) == "Sign-off"
    version = reverse("review:version", args=[fresh(item).latest_revision_id])
    assert browser_of(named_user("Analyst", "Anton")).get(version).status_code == 302


def test_a_version_that_is_not_in_review_is_not_shown(
    item: Any, editor: Any, reviewer: Any
) -> None:
    send(editor, item, "New words")
    earlier = fresh(item).latest_revision_id
    redraft(item, **{"title" if hasattr(item, "title") else "statement": "Newer"})
    for pk in (earlier, 0):
        shown = browser_of(reviewer).get(reverse("review:version", args=[pk]))
        assert shown.status_code in (302, 403, 404)


def test_what_was_decided_meanwhile_leads_back_to_the_list(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    send(editor, item, "New words")
    address = screen(item)
    decide(reviewer, item)
    assert TaskState.objects.filter(status="approved").count() == 1
    for shown in (
        browser_of(publisher).get(address, follow=True),
        browser_of(publisher).post(address, {"decision": "approve"}, follow=True),
    ):
        assert "Someone has already decided this." in screen_words(shown)
    assert step_of(item) == "Sign-off"


def test_the_screen_takes_as_many_queries_for_a_long_page(editor: Any, reviewer: Any) -> None:
    counts = []
    for number in (1, 10):
        blocks = [{"type": "rich_text", "value": f"<p>Words {n}</p>"} for n in range(number)]
        page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=blocks)
        IdeaFactory.create_batch(number)
        send(editor, page, "New words")
        client = browser_of(reviewer)
        client.get(screen(page))
        with CaptureQueriesContext(connection) as captured:
            client.get(screen(page))
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] < 70
