"""Who approved which version, for whatever gathers approved versions; and what is kept back."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.admin.utils import get_user_display_name
from wagtail.models import GroupApprovalTask, WorkflowState, WorkflowTask

from consultation.workflow.models import FourEyesTask
from consultation.workflow.review.services import read_approvals, version_approved
from ideas.deletion import on_purpose
from tests.factories import SectionPageFactory
from tests.review.actions import decide, fresh, step_of, submit, words_of, write

pytestmark = pytest.mark.django_db


def decisions(item: Any) -> list[tuple[str, str, str]]:
    newest = fresh(item).latest_revision_id
    found = read_approvals([newest])
    return [
        (each.task.name, get_user_display_name(each.finished_by), each.comment)
        for each in found.get(newest, [])
    ]


def test_the_decisions_of_a_finished_review(
    item: Any, editor: Any, reviewer: Any, publisher: Any, django_assert_num_queries: Any
) -> None:
    submit(editor, item, "New words")
    decide(reviewer, item, comment="Good")
    assert decisions(item) == []
    decide(publisher, item)
    assert decisions(item) == [("Content review", "Rita", "Good"), ("Sign-off", "Paul", "")]
    newest = fresh(item).latest_revision_id
    with django_assert_num_queries(1):
        read_approvals([newest, 0])


def test_a_step_that_was_decided_twice_counts_once(
    page: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, page, "New words")
    decide(reviewer, page)
    decide(publisher, page, "reject", "No")
    submit(editor, page, "Other words")
    decide(reviewer, page)
    decide(publisher, page)
    assert [task for task, _, _ in decisions(page)] == ["Content review", "Sign-off"]


def test_a_comment_between_the_steps_takes_no_approval_away(
    page: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, page, "New words")
    decide(reviewer, page)
    # Saved without other words, as with a comment.
    write(publisher, page)
    decide(publisher, page)
    assert words_of(page) == "New words"
    assert [by for _, by, _ in decisions(page)] == ["Rita", "Paul"]


def test_someone_whose_account_is_gone(
    page: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    submit(editor, page, "New words")
    decide(reviewer, page)
    with on_purpose("Behind the admin’s back"):
        reviewer.delete()
    decide(publisher, page)
    assert [by for _, by, _ in decisions(page)] == ["", "Paul"]


def test_nothing_is_approved_that_was_sent_back_or_published_directly(
    page: Any, editor: Any, publisher: Any, reviewer: Any
) -> None:
    submit(editor, page, "New words")
    decide(reviewer, page, "reject", "No")
    assert decisions(page) == []
    write(publisher, page, None, "action-publish")
    assert words_of(page) == "New words"
    assert decisions(page) == []


def test_a_receiver_may_keep_an_approved_version_back(
    item: Any, editor: Any, publisher: Any
) -> None:
    kept: list[Any] = []

    def keep(workflow_state: Any, revision: Any, user: Any, **kwargs: Any) -> bool:
        kept.append((workflow_state.content_object.pk, revision.pk, user))
        return True

    submit(editor, item, "New words")
    version_approved.connect(keep)
    try:
        decide(publisher, item)
        assert kept == []
        decide(publisher, item)
    finally:
        version_approved.disconnect(keep)
    assert kept == [(item.pk, fresh(item).latest_revision_id, publisher)]
    assert words_of(item) != "New words"
    assert [by for _, by, _ in decisions(item)] == ["Paul", "Paul"]
    # It is approved: its author may now publish it, too.
    fresh(item).latest_revision.publish(user=publisher)
    assert words_of(item) == "New words"


def own_review(page: Any, *groups: str) -> None:
    """Have the page reviewed by a single step of Wagtail's own type."""
    task = GroupApprovalTask.objects.create(name="Our own step")
    task.groups.set(Group.objects.filter(name__in=groups))
    workflow = page.get_workflow()
    workflow.workflow_tasks.all().delete()
    WorkflowTask.objects.create(workflow=workflow, task=task)


def test_a_step_of_wagtails_own_type_publishes_what_another_approved(
    editor: Any, publisher: Any
) -> None:
    page = SectionPageFactory()
    own_review(page, "Reviewer", "Publisher")
    submit(editor, page, "New words")
    decide(publisher, page)
    assert words_of(page) == "New words"


def test_a_step_of_wagtails_own_type_publishes_nothing_for_its_author(publisher: Any) -> None:
    page = SectionPageFactory()
    own_review(page, "Publisher")
    submit(publisher, page, "My own words")
    decide(publisher, page)
    assert words_of(page) != "My own words"
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert "My own words" in fresh(page).draft_title


def test_switching_a_step_off_publishes_nothing_that_no_one_approved(
    item: Any, editor: Any, superuser: Any
) -> None:
    submit(editor, item, "New words")
    for task in FourEyesTask.objects.all():
        task.deactivate(user=superuser)
    assert step_of(item) == ""
    assert words_of(item) != "New words"
