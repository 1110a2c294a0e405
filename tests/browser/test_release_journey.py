"""A reworded page and its idea, from the editor's desk through review to readers, together."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from time_machine import travel

from consultation.pages.models import SectionPage
from consultation.workflow.models import Release
from ideas.models import Idea
from tests.browser.axe import findings
from tests.browser.complaints import Watch
from tests.browser.conftest import OpenBrowser
from tests.browser.staff import (
    choose_action,
    expect_message,
    in_actions,
    menu,
    open_editor,
    question_panel,
    sign_in,
    submit_for_review,
    write_rich_text,
)
from tests.factories import IdeaFactory, SectionPageFactory, answer, feedback_form, question

pytestmark = pytest.mark.django_db(transaction=True)

OLD = ("We plan a small centre.", "What do you think of it?", "Share what works")
NEW = ("We plan a large centre.", "What would you change?", "Share what failed")
RELEASE = "Second round"


@pytest.fixture
def idea(live_server: Any) -> Idea:
    call_command("setup_portal", verbosity=0)
    return IdeaFactory(lead="Share", statement="what works")


@pytest.fixture
def page(idea: Idea) -> SectionPage:
    return SectionPageFactory(
        title="The centre",
        blocks=[
            {"type": "rich_text", "value": f"<p>{OLD[0]}</p>"},
            feedback_form(
                question("short_text", "view", OLD[1]),
                question("idea_scoring", "score", "How good are these ideas?"),
            ),
        ],
    )


def edit_url(item: SectionPage | Idea) -> str:
    if isinstance(item, Idea):
        return f"/admin/snippets/ideas/idea/edit/{item.pk}/"
    return f"/admin/pages/{item.pk}/edit/"


def rewrite(editor: Page, page: SectionPage, idea: Idea) -> None:
    """Change wording and a question of the page, and the wording of the idea."""
    open_editor(editor, edit_url(page))
    write_rich_text(editor.locator("#panel-child-content-body-section"), NEW[0])
    question_panel(editor, "Short text", OLD[1]).get_by_label("Question*").fill(NEW[1])
    editor.get_by_role("button", name="Save draft").click()
    expect_message(editor, "The centre")
    editor.goto(edit_url(idea))
    editor.get_by_label("Statement").fill("what failed")
    editor.get_by_role("button", name="Save draft").click()
    expect_message(editor, NEW[2])


def gather(editor: Page, page: SectionPage, idea: Idea) -> str:
    """Begin a release from the page, put the idea into it, and return its address."""
    editor.goto(edit_url(page))
    in_actions(editor, editor.get_by_role("link", name="Add to a release")).click()
    editor.get_by_role("link", name="Create a release").click()
    editor.get_by_label("Title").fill(RELEASE)
    editor.get_by_role("button", name="Create").click()
    expect_message(editor, "Added to “Second round”: “The centre”.")
    address = editor.url
    editor.get_by_role("link", name="Add drafts").click()
    editor.get_by_label(NEW[2]).check()
    editor.get_by_role("button", name="Add to release").click()
    expect(editor.get_by_text("2 of 2 are not ready.")).to_be_visible()
    return address


def submit(editor: Page, item: SectionPage | Idea) -> None:
    editor.goto(edit_url(item))
    submit_for_review(editor)


def cannot_approve(editor: Page, item: SectionPage | Idea) -> None:
    editor.goto(edit_url(item))
    expect(menu(editor)).to_be_visible()
    expect(editor.get_by_role("button", name="Approve")).to_have_count(0)


def approve(decider: Page, item: SectionPage | Idea) -> None:
    decider.goto(edit_url(item))
    choose_action(decider, "Approve")
    expect_message(decider, NEW[2] if isinstance(item, Idea) else item.title)


def shown(reader: Page, page: SectionPage) -> set[str]:
    """Return which of the old and the new words a reader sees."""
    reader.goto(page.url)
    text = reader.get_by_role("main").inner_text()
    return {words for words in (*OLD, *NEW) if words in text}


def test_page_and_idea_are_changed_reviewed_and_released_together(
    open_browser: OpenBrowser, watch: Watch, client: Client, page: SectionPage, idea: Idea
) -> None:
    response = answer(client, page, view="A good plan")

    editor = open_browser()
    sign_in(editor, "Editor")
    rewrite(editor, page, idea)
    address = gather(editor, page, idea)
    for item in (page, idea):
        submit(editor, item)
        cannot_approve(editor, item)

    reviewer = open_browser()
    sign_in(reviewer, "Reviewer")
    reviewer.goto(address)
    expect(reviewer.get_by_role("link", name="Schedule")).to_have_count(0)
    reviewer.get_by_role("link", name="Compare with the public version").first.click()
    expect(reviewer.get_by_text(f"“{NEW[1]}”").first).to_be_visible()
    expect(
        reviewer.get_by_text("1 response was given to the earlier wording").first
    ).to_be_visible()
    publisher = open_browser()
    sign_in(publisher, "Publisher")
    for item in (page, idea):
        approve(reviewer, item)
        approve(publisher, item)

    reader = open_browser(360, java_script_enabled=False)
    assert shown(reader, page) == set(OLD)

    publisher.goto(address)
    expect(publisher.get_by_text("Everything is ready.")).to_be_visible()
    assert findings(publisher, "main") == []
    publisher.get_by_role("link", name="Schedule").click()
    moment = timezone.localtime() + timedelta(hours=1)
    publisher.get_by_label("Date and time").fill(f"{moment:%Y-%m-%d %H:%M}")
    # By keyboard: the calendar that opens may lie over the button.
    publisher.get_by_role("button", name="Schedule").press("Enter")
    expect_message(publisher, "United Kingdom time")
    call_command("publish_scheduled")
    assert shown(reader, page) == set(OLD)
    with travel(moment + timedelta(minutes=1)):
        call_command("publish_scheduled")
    assert shown(reader, page) == set(NEW)

    release = Release.objects.get()
    assert release.released_at is not None
    publisher.goto(address)
    expect(publisher.locator(".w-status", has_text="Released")).to_be_visible()
    expect(publisher.get_by_text("Sign-off: publisher").first).to_be_visible()

    analyst = open_browser()
    sign_in(analyst, "Analyst")
    analyst.goto(f"/admin/responses/{response.pk}/")
    analyst.get_by_role("link", name="See the page as the respondent saw it").click()
    for words in OLD:
        expect(analyst.get_by_text(words).first).to_be_visible()
    for words in NEW:
        expect(analyst.get_by_text(words)).to_have_count(0)

    assert watch.complaints == []
    assert watch.foreign == []
