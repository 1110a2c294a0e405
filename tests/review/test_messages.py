"""If a user cannot continue, a sentence says what to do."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Revision

from ideas.deletion import on_purpose
from ideas.models import Area
from tests.factories import ConsultationPageFactory, IdeaFactory, ThemeFactory
from tests.factories.editor import editor_form, opened
from tests.ideas.admin import add, address
from tests.ideas.admin import messages as message_of
from tests.ideas.admin import words as screen_words
from tests.review.actions import (
    approve_in_editor,
    browser_of,
    decide,
    decide_url,
    edit_url,
    fresh,
    step_of,
    submit,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db


def shown(response: HttpResponse, url: str = "/admin/") -> str:
    """Return the messages that the next screen shows after a redirect."""
    browser = response.client  # type: ignore[attr-defined]
    return message_of(browser.get(url))


def editor_messages(user: Any, item: Any) -> str:
    """Return the messages above the editor."""
    return message_of(browser_of(user).get(edit_url(item)))


def test_a_sender_sees_that_no_one_can_decide(item: Any, editor: Any) -> None:
    told = shown(submit(editor, item, "New words"), edit_url(item))
    assert "No one can decide at “Content review”: the groups “" in told
    for group in ("Administrator", "Publisher", "Reviewer"):
        assert f"“{group}”" in told
    assert "have no member. Ask an administrator to add someone." in told
    assert step_of(item) == "Content review"


def test_a_group_of_authors_only_can_decide_nothing(item: Any, publisher: Any) -> None:
    told = shown(submit(publisher, item, "New words"), edit_url(item))
    assert "have changed it." in told


def test_a_group_without_members_is_named_alone(page: Any, editor: Any) -> None:
    task = page.get_workflow().tasks.first().specific
    task.groups.set(task.groups.filter(name="Reviewer"))
    told = shown(submit(editor, page, "New words"), edit_url(page))
    assert "the group “Reviewer” has no member. Ask an administrator" in told


def test_a_step_without_groups_says_so(page: Any, editor: Any) -> None:
    page.get_workflow().tasks.first().specific.groups.clear()
    told = shown(submit(editor, page, "New words"), edit_url(page))
    assert "the step has no group." in told


def test_a_superuser_who_can_decide_meanwhile_is_named(
    item: Any, editor: Any, superuser: Any
) -> None:
    told = shown(submit(editor, item, "New words"), edit_url(item))
    assert "Ask an administrator to add someone. Until then, Root can decide." in told
    decide(superuser, item)
    assert step_of(item) == "Sign-off"


def test_the_next_step_is_looked_at_as_well(item: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, item, "New words")
    told = shown(approve_in_editor(reviewer, item), edit_url(item))
    assert "at “Sign-off”" in told


def test_nothing_is_said_where_someone_can_decide(item: Any, editor: Any, reviewer: Any) -> None:
    assert "No one can decide" not in shown(submit(editor, item, "New words"), edit_url(item))
    assert "No one can decide" not in editor_messages(reviewer, item)


def test_it_is_said_of_what_is_made_and_sent_at_once(editor: Any) -> None:
    parent = ConsultationPageFactory()
    browser = browser_of(editor)
    url = reverse("wagtailadmin_pages:add", args=["consultation", "sectionpage", parent.pk])
    form = {
        "title": "New",
        "slug": "new",
        "body-count": "0",
        "formats-count": "0",
        "comments-TOTAL_FORMS": "0",
    }
    _, sent = opened(browser, url)
    sent.update(form | {"action-submit": "1"})
    assert "No one can decide at “Content review”" in shown(browser.post(url, sent))
    add(browser, Area, "action-submit", name="A new area")
    assert "No one can decide at “Content review”" in message_of(browser.get("/admin/"))


def test_of_many_ideas_that_are_sent_at_once_it_is_said_once(editor: Any) -> None:
    theme = ThemeFactory()
    ideas = [IdeaFactory(theme=theme, live=False) for _ in range(3)]
    browser = browser_of(editor)
    url = reverse("wagtail_bulk_action", args=["ideas", "idea", "submit_for_review"])
    query = "&".join(f"id={idea.pk}" for idea in ideas)
    response = browser.post(f"{url}?{query}&next=/admin/")
    told = shown(response)
    assert told.count("No one can decide") == 1
    assert "No one can decide at “Content review”" in told


def test_when_the_last_reviewer_leaves_what_waits_says_so(
    item: Any, editor: Any, reviewer: Any
) -> None:
    submit(editor, item, "New words")
    assert "No one can decide" not in editor_messages(editor, item)
    with on_purpose("Behind the admin’s back"):
        reviewer.delete()
    screen = screen_words(browser_of(editor).get(edit_url(item)))
    assert "at “Content review”: the groups" in screen


def test_an_inactive_reviewer_decides_nothing(item: Any, editor: Any, reviewer: Any) -> None:
    reviewer.is_active = False
    reviewer.save()
    assert "have no member." in shown(submit(editor, item, "New words"), edit_url(item))


def test_the_history_outlives_a_reviewer(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item, comment="Good")
    with on_purpose("Behind the admin’s back"):
        reviewer.delete()
    decide(publisher, item)
    assert words_of(item) == "New words"
    for url in history_urls(item):
        assert browser_of(publisher).get(url).status_code == 200


def history_urls(item: Any) -> list[str]:
    item = fresh(item)
    names = ("history", "workflow_history")
    if isinstance(item, Page):
        return [reverse(f"wagtailadmin_pages:{name}", args=[item.pk]) for name in names]
    return [address(type(item), name, item.pk) for name in names]


def lock(item: Any, user: Any) -> None:
    item = fresh(item)
    item.locked, item.locked_by, item.locked_at = True, user, timezone.now()
    item.save()


def test_a_locked_item_says_who_to_ask(item: Any, editor: Any, reviewer: Any) -> None:
    lock(item, reviewer)
    told = editor_messages(editor, item)
    assert "was locked by Rita" in told
    assert "A reviewer, a publisher or an administrator can unlock it" in told
    assert "before it is unlocked" not in editor_messages(reviewer, item)


def test_what_is_typed_into_something_locked_is_not_lost(
    page: Any, editor: Any, reviewer: Any
) -> None:
    browser = browser_of(editor)
    form = editor_form(browser, page, title="Typed already")
    lock(page, reviewer)
    response = browser.post(edit_url(page), form)
    assert "could not be saved as it is locked" in screen_words(response)
    assert "can unlock it in the status panel" in message_of(response)
    assert 'value="Typed already"' in response.content.decode()


def test_a_lock_of_someone_who_is_gone(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    lock(item, reviewer)
    with on_purpose("Behind the admin’s back"):
        reviewer.delete()
    told = editor_messages(editor, item)
    assert "A reviewer, a publisher or an administrator can unlock it" in told
    if isinstance(item, Page):
        browser_of(publisher).post(reverse("wagtailadmin_pages:unlock", args=[item.pk]))
    else:
        browser_of(publisher).post(address(type(item), "unlock", item.pk))
    assert "unlock" not in editor_messages(editor, item)


def test_something_in_review_says_who_can_change_it(item: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, item, "New words")
    told = editor_messages(editor, item)
    assert "Only reviewers for this task can edit the" in told


def test_a_scheduled_item_says_who_to_ask(item: Any, editor: Any, publisher: Any) -> None:
    write(editor, item, "New words")
    moment = timezone.localtime() + timedelta(days=1)
    write(publisher, item, None, "action-publish", go_live_at=f"{moment:%Y-%m-%d %H:%M}")
    told = editor_messages(editor, item)
    assert "scheduled to go live" in told
    assert "ask a publisher to cancel the schedule" in told


def ping_url(browser: Client, item: Any) -> str:
    """Open the editor and return where it asks every few seconds who else is there."""
    soup = BeautifulSoup(browser.get(edit_url(item)).content, "html.parser")
    module = soup.select_one("form.w-editing-sessions")
    assert module is not None
    return str(module["data-w-swap-src-value"])


def ping(browser: Client, item: Any) -> str:
    """Ask who else is there."""
    answer = browser.post(ping_url(browser, item), {"is_editing": "1"})
    return " ".join(BeautifulSoup(answer.json()["html"], "html.parser").get_text(" ").split())


def test_two_editors_of_the_same_item_see_each_other(
    item: Any, editor: Any, publisher: Any
) -> None:
    first, second = browser_of(editor), browser_of(publisher)
    ping(first, item)
    assert "Anna has unsaved changes" in ping(second, item)


def test_an_open_editor_shows_a_newer_version_and_what_to_do(
    item: Any, editor: Any, publisher: Any
) -> None:
    write(editor, item, "Mine")
    browser = browser_of(publisher)
    url = ping_url(browser, item)
    old = fresh(item).latest_revision
    write(editor, item, "Mine, reworded")
    answer = browser.post(
        url,
        {
            "revision_id": str(old.pk),
            "revision_created_at": old.created_at.isoformat(),
            "is_editing": "1",
        },
    )
    told = json.dumps(answer.json())
    assert "Anna saved a new version" in told
    assert "view the latest version" in told


def test_an_approval_of_what_was_changed_meanwhile_is_refused(
    page: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, page, "New words")
    browser = browser_of(reviewer)
    form = editor_form(browser, page)
    form.update({"action-workflow-action": "true", "workflow-action-name": "approve"})
    write(publisher, page, "Other words")
    response = browser.post(edit_url(page), form)
    assert "someone saved a newer version while you had this open" in shown(
        response, edit_url(page)
    )
    assert step_of(page) == "Content review"
    assert "Other words" in fresh(page).draft_title


def seen_in(dialog: str) -> str:
    """Return what a dialog says about the words that were on the screen."""
    field = BeautifulSoup(dialog, "html.parser").select_one("input[name=seen]")
    assert field is not None
    return str(field["value"])


def test_the_dialog_approves_only_the_version_it_was_opened_about(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    browser = browser_of(reviewer)
    url = decide_url(item)
    dialog = browser.get(url).json()["html"]
    write(publisher, item, "Other words")
    response = browser.post(url, {"comment": "", "seen": seen_in(dialog)}, follow=True)
    assert "someone saved a newer version" in screen_words(response)
    assert step_of(item) == "Content review"
    dialog = browser.get(url).json()["html"]
    # Saved again with the same words, as the editor does by itself.
    write(publisher, item)
    browser.post(url, {"comment": "", "seen": seen_in(dialog)})
    assert step_of(item) == "Sign-off"


def test_the_dialog_approves_no_version_that_was_written_over_meanwhile(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    write(publisher, item, "Newer words")
    version = fresh(item).latest_revision
    browser = browser_of(reviewer)
    dialog = browser.get(decide_url(item)).json()["html"]
    write(publisher, item, "Other words", overwrite_revision_id=str(version.pk))
    assert fresh(item).latest_revision_id == version.pk
    sent = {"comment": "", "seen": seen_in(dialog)}
    response = browser.post(decide_url(item), sent, follow=True)
    assert "someone saved a newer version" in screen_words(response)
    assert step_of(item) == "Content review"


def approval_under_way(user: Any, item: Any) -> Callable[[], HttpResponse]:
    """Open the editor of what waits, and return what sends it off with "Approve"."""
    browser = browser_of(user)
    if isinstance(item, Page):
        form = editor_form(browser, item)
    else:
        _, form = opened(browser, edit_url(item))
    form.update({"action-workflow-action": "true", "workflow-action-name": "approve"})
    return lambda: browser.post(edit_url(item), form)


def test_what_the_editor_saved_by_itself_without_a_change_is_no_newer_version(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    approve = approval_under_way(reviewer, item)
    for user in (reviewer, publisher):
        write(user, item)
    approve()
    assert step_of(item) == "Sign-off"


def test_a_version_written_over_while_the_editor_was_open_is_a_newer_one(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    write(publisher, item, "Newer words")
    version = fresh(item).latest_revision
    approve = approval_under_way(reviewer, item)
    write(publisher, item, "Other words", overwrite_revision_id=str(version.pk))
    assert "someone saved a newer version" in shown(approve(), edit_url(item))
    assert step_of(item) == "Content review"


def test_sending_back_needs_a_reason(item: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, item, "New words")
    url = decide_url(item, "reject")
    answer = browser_of(reviewer).post(
        url, {"comment": " "}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert "Enter what needs to change" in answer.json()["html"]
    assert step_of(item) == "Content review"
    browser_of(reviewer).post(url, {"comment": "The second sentence"})
    assert step_of(item) == ""


def test_the_version_a_step_is_about_is_the_newest(item: Any, editor: Any, publisher: Any) -> None:
    submit(editor, item, "New words")
    write(publisher, item, "Corrected")
    state = fresh(item).current_workflow_task_state
    assert state.revision_id == fresh(item).latest_revision_id
    preview = (
        reverse("wagtailadmin_pages:workflow_preview", args=[item.pk, state.task_id])
        if isinstance(item, Page)
        else address(type(item), "workflow_preview", item.pk, state.task_id)
    )
    assert b"Corrected" in browser_of(publisher).get(preview).content
    assert Revision.objects.filter(pk=state.revision_id).exists()


def test_the_status_panel_says_who_decides(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    assert "Paul and Rita can decide." in screen_words(browser_of(editor).get(edit_url(item)))
    assert "You can decide. So can Paul." in screen_words(browser_of(reviewer).get(edit_url(item)))


def test_the_decided_address_is_for_those_who_decide(page: Any, editor: Any, reviewer: Any) -> None:
    submit(editor, page, "New words")
    state = fresh(page).current_workflow_task_state
    for reason in ("decided", "own", "changed", "newer", "anything"):
        url = reverse("review:decided", args=[state.pk, reason])
        assert browser_of(editor).get(url)["Location"] == "/admin/"
        assert browser_of(reviewer).get(url)["Location"] == edit_url(page)
        assert "/login/" in Client().get(url)["Location"]
