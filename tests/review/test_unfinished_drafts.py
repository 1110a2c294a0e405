"""What is not finished does not go out, by whichever way it is sent, approved or published."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from consultation.pages.models import SectionPage
from tests.factories import SectionPageFactory, feedback_form, question
from tests.ideas.admin import words as screen_words
from tests.review.actions import (
    approve_in_editor,
    browser_of,
    decide,
    edit_url,
    fresh,
    members,
    step_of,
    submit,
    write,
)

pytestmark = pytest.mark.django_db

UNFINISHED = [feedback_form(question("single_choice", "choice", options=[]))]
TO_DO = "Complete or correct these first: Body (block 1, Feedback form)."


def leave_unfinished(user: Any, item: Any) -> None:
    """Save a draft that lacks something, as the editor lets people do."""
    gap = {"body": UNFINISHED} if isinstance(item, Page) else {"statement": ""}
    assert write(user, item, **gap).status_code == 302


@pytest.fixture
def draft(editor: Any) -> SectionPage:
    """Return a page that was never public, with a question that has no options."""
    page = SectionPageFactory(live=False)
    leave_unfinished(editor, page)
    return page


def test_an_unfinished_draft_cannot_be_sent(item: Any, editor: Any) -> None:
    leave_unfinished(editor, item)
    assert submit(editor, item).status_code == 200
    assert step_of(item) == ""


def test_what_was_made_unfinished_in_review_cannot_be_approved(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    leave_unfinished(reviewer, item)
    response = decide(publisher, item)
    assert step_of(item) == "Content review"
    told = screen_words(response.client.get(response["Location"], follow=True))
    assert "is not finished. Complete or correct these first: " in told
    assert ("Body (block 1, Feedback form)" if isinstance(item, Page) else "Statement") in told


def test_nor_in_the_editor(item: Any, editor: Any, reviewer: Any, publisher: Any) -> None:
    submit(editor, item, "New words")
    leave_unfinished(reviewer, item)
    approve_in_editor(publisher, item)
    assert step_of(item) == "Content review"


def test_what_is_unfinished_can_be_sent_back_and_not_sent_again(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, item, "New words")
    leave_unfinished(reviewer, item)
    decide(publisher, item, "reject", "Options are missing")
    state = fresh(item).current_workflow_state
    assert state.status == "needs_changes"
    assert submit(editor, item).status_code == 200
    state.refresh_from_db()
    assert state.status == "needs_changes"


def test_several_pages_are_not_published_where_one_is_unfinished(
    draft: SectionPage, publisher: Any
) -> None:
    other = SectionPageFactory(live=False)
    other.save_revision()
    browser = browser_of(publisher)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    ids = "&".join(f"id={page.pk}" for page in (draft, other))
    response = browser.post(f"{url}?{ids}&next=/admin/")
    assert not fresh(draft).live and not fresh(other).live
    told = screen_words(browser.get(response["Location"]))
    assert f"Nothing was published. “{draft.title}” is not finished. {TO_DO}" in told


def test_the_admin_api_does_not_publish_what_is_unfinished(
    draft: SectionPage, publisher: Any
) -> None:
    url = reverse("wagtailadmin_api:pages:action", args=[draft.pk, "publish"])
    response = browser_of(publisher).post(url)
    assert response.status_code == 403
    assert TO_DO in response.content.decode()
    assert not fresh(draft).live


def test_a_review_of_wagtails_own_steps_does_not_publish_what_is_unfinished(
    draft: SectionPage, publisher: Any
) -> None:
    task = GroupApprovalTask.objects.create(name="Our own step")
    task.groups.add(*publisher.groups.all())
    workflow = Workflow.objects.create(name="Our own review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(fresh(draft), members("Editor").get())
    state.current_task_state.approve(user=publisher)
    state.refresh_from_db()
    assert state.status == "cancelled"
    assert not fresh(draft).live
    history = reverse("wagtailadmin_pages:history", args=[draft.pk])
    told = screen_words(browser_of(publisher).get(history))
    assert "Not published: it was approved before it was complete" in told
    assert edit_url(draft)
