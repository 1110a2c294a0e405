"""A review that ends without a second person publishes nothing, whatever its steps were.

The steps themselves keep authors away. Here they are gone round: by steps of other types, by
code that approves, and by a review that has no steps.
"""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    GroupApprovalTask,
    ModelLogEntry,
    PageLogEntry,
    WorkflowState,
    WorkflowTask,
)

from tests.review.actions import decide, fresh, step_of, submit, words_field, words_of, write

pytestmark = pytest.mark.django_db


def expect_unpublished(item: Any, words: str) -> None:
    """See that it stayed a draft, that its review is over, and that the log says why."""
    assert words_of(item) != words
    stored = fresh(item)
    assert getattr(stored.get_latest_revision_as_object(), words_field(item)) == words
    assert stored.current_workflow_state is None
    assert WorkflowState.objects.latest("pk").status == WorkflowState.STATUS_CANCELLED
    logged = [
        *PageLogEntry.objects.filter(action="review.not_published", page=item.pk),
        *ModelLogEntry.objects.filter(action="review.not_published", object_id=str(item.pk)),
    ]
    assert len(logged) == 1


def approve_by_code(item: Any, user: Any) -> None:
    """Approve each step that waits, as a command or another app may."""
    while state := fresh(item).current_workflow_task_state:
        state.approve(user=user)


def last_step_of_wagtails_own(item: Any) -> None:
    """Have the last step of the review be one in which Wagtail lets authors decide."""
    task = GroupApprovalTask.objects.create(name="Our own step")
    task.groups.set(Group.objects.filter(name__in=("Publisher", "Administrator")))
    workflow = item.get_workflow()
    workflow.workflow_tasks.last().delete()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=9)


def save_by_code(item: Any, user: Any, words: str) -> None:
    draft = fresh(item).get_latest_revision_as_object()
    setattr(draft, words_field(item), words)
    draft.save_revision(user=user)


def test_approved_by_code_for_its_author(anything: Any, publisher: Any) -> None:
    submit(publisher, anything, "My own words")
    approve_by_code(anything, publisher)
    expect_unpublished(anything, "My own words")


def test_approved_by_code_for_each_of_its_two_authors(
    item: Any, editor: Any, publisher: Any
) -> None:
    write(editor, item, "Words of Anna")
    submit(publisher, item, "Words of both")
    fresh(item).current_workflow_task_state.approve(user=editor)
    approve_by_code(item, publisher)
    expect_unpublished(item, "Words of both")


def test_approved_by_code_for_someone_else(item: Any, publisher: Any, other_publisher: Any) -> None:
    submit(publisher, item, "My own words")
    approve_by_code(item, other_publisher)
    assert words_of(item) == "My own words"


def test_a_review_without_steps(item: Any, publisher: Any) -> None:
    write(publisher, item, "My own words")
    item.get_workflow().workflow_tasks.all().delete()
    item.get_workflow().start(fresh(item), publisher)
    expect_unpublished(item, "My own words")


def test_who_wrote_over_what_was_approved_decides_alone_in_the_last_step(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    last_step_of_wagtails_own(item)
    submit(editor, item, "New words")
    decide(reviewer, item)
    save_by_code(item, publisher, "Words of Paul")
    assert step_of(item) == "Our own step"
    decide(publisher, item)
    expect_unpublished(item, "Words of Paul")


def test_who_wrote_nothing_decides_alone_in_the_last_step(
    item: Any, editor: Any, reviewer: Any, publisher: Any
) -> None:
    last_step_of_wagtails_own(item)
    submit(editor, item, "New words")
    decide(reviewer, item)
    save_by_code(item, publisher, "New words")
    decide(publisher, item)
    assert words_of(item) == "New words"
