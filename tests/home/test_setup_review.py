"""`setup_portal` and the review: made, repaired, never undone."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from consultation.workflow.models import FourEyesTask
from ideas.models import Area, Idea, Theme
from tests.factories import SectionPageFactory
from tests.home.conftest import Command
from tests.review.actions import named_user

pytestmark = pytest.mark.django_db

NOTHING = "Everything was in place: nothing changed."
MODELS = (Area, Theme, Idea)


def steps(workflow: Workflow | None = None) -> list[tuple[str, list[str]]]:
    """Return the steps of the review, with who decides at each."""
    workflow = workflow or Workflow.objects.get(name="Review")
    return [
        (task.name, sorted(task.specific.groups.values_list("name", flat=True)))
        for task in workflow.tasks
    ]


AS_SET_UP = [
    ("Content review", ["Administrator", "Publisher", "Reviewer"]),
    ("Sign-off", ["Administrator", "Publisher"]),
]


def everything() -> list[Any]:
    return [
        list(Workflow.objects.values()),
        list(Task.objects.values()),
        steps(),
        list(WorkflowPage.objects.values_list("page", "workflow")),
        list(WorkflowContentType.objects.values_list("content_type", "workflow")),
    ]


def test_a_new_portal_has_a_review_of_two_steps_for_pages_and_ideas(run: Command) -> None:
    run("setup_portal")
    review = Workflow.objects.get(name="Review")
    assert steps() == AS_SET_UP
    assert all(isinstance(task.specific, FourEyesTask) for task in review.tasks)
    assert SectionPageFactory().get_workflow() == review
    assert [model.get_default_workflow() for model in MODELS] == [review] * 3
    assert Workflow.objects.count() == 1


def test_a_second_run_says_that_nothing_changed(run: Command) -> None:
    assert NOTHING not in run("setup_portal")
    before = everything()
    assert NOTHING in run("setup_portal")
    assert everything() == before


def test_what_a_run_changes_it_says(run: Command) -> None:
    run("setup_portal")
    Group.objects.get(name="Publisher").delete()
    output = run("setup_portal")
    assert "Made the role Publisher." in output
    assert "Let the role Publisher decide at “Sign-off”." in output
    assert NOTHING not in output
    assert steps() == AS_SET_UP


def test_a_missing_step_comes_back_in_its_place(run: Command) -> None:
    run("setup_portal")
    FourEyesTask.objects.get(step="content_review").delete()
    assert "Made the step “Content review”." in run("setup_portal")
    assert steps() == AS_SET_UP
    FourEyesTask.objects.get(step="sign_off").delete()
    run("setup_portal")
    assert steps() == AS_SET_UP
    assert NOTHING in run("setup_portal")


def test_a_step_that_was_taken_out_of_the_review_comes_back(run: Command) -> None:
    run("setup_portal")
    Workflow.objects.get(name="Review").workflow_tasks.last().delete()
    run("setup_portal")
    assert steps() == AS_SET_UP
    assert FourEyesTask.objects.count() == 2


def test_a_missing_group_comes_back_and_further_ones_stay(run: Command) -> None:
    run("setup_portal")
    legal = Group.objects.create(name="Legal")
    task = FourEyesTask.objects.get(step="sign_off")
    task.groups.set([legal])
    run("setup_portal")
    assert steps()[1] == ("Sign-off", ["Administrator", "Legal", "Publisher"])


def test_a_review_that_is_gone_is_made_again(run: Command) -> None:
    run("setup_portal")
    Workflow.objects.all().delete()
    Task.objects.all().delete()
    assert "Made the workflow “Review”." in run("setup_portal")
    assert steps() == AS_SET_UP
    assert Idea.get_default_workflow() == Workflow.objects.get()
    assert SectionPageFactory().get_workflow() == Workflow.objects.get()


def test_what_an_administrator_changed_stays(run: Command) -> None:
    run("setup_portal")
    review = Workflow.objects.get(name="Review")
    review.name = "Two pairs of eyes"
    review.save()
    Task.objects.filter(name="Sign-off").update(name="Last look")
    own_task = GroupApprovalTask.objects.create(name="Legal check")
    WorkflowTask.objects.create(workflow=review, task=own_task, sort_order=9)
    own = Workflow.objects.create(name="Our own")
    WorkflowContentType.objects.filter(content_type__model="idea").update(workflow=own)
    WorkflowContentType.objects.filter(content_type__model="area").delete()
    before = steps(review)
    assert NOTHING in run("setup_portal")
    review.refresh_from_db()
    assert review.name == "Two pairs of eyes"
    assert steps(review) == before
    assert [name for name, _ in before] == ["Content review", "Last look", "Legal check"]
    assert Idea.get_default_workflow() == own
    assert Area.get_default_workflow() is None
    assert Theme.get_default_workflow() == review


def test_another_workflow_for_all_pages_stays(run: Command) -> None:
    run("setup_portal")
    own = Workflow.objects.create(name="Our own")
    WorkflowPage.objects.update(workflow=own)
    assert NOTHING in run("setup_portal")
    assert SectionPageFactory().get_workflow() == own


def test_a_step_or_review_that_was_switched_off_stays_off(run: Command) -> None:
    run("setup_portal")
    FourEyesTask.objects.get(step="sign_off").deactivate()
    assert NOTHING in run("setup_portal")
    assert not FourEyesTask.objects.get(step="sign_off").active
    Workflow.objects.get(name="Review").deactivate()
    assert NOTHING in run("setup_portal")
    assert not Workflow.objects.get(name="Review").active
    assert SectionPageFactory().get_workflow() is None


def test_a_group_of_wagtail_with_people_in_it_stays(run: Command) -> None:
    named_user("Editor", "Mo").groups.add(Group.objects.get(name="Moderators"))
    run("setup_portal")
    assert set(Group.objects.values_list("name", flat=True)) & {"Editors", "Moderators"} == {
        "Moderators"
    }


def test_a_task_of_the_same_name_in_another_workflow_is_no_business_of_ours(run: Command) -> None:
    own = Workflow.objects.create(name="Our own")
    task = GroupApprovalTask.objects.create(name="Content review")
    WorkflowTask.objects.create(workflow=own, task=task)
    run("setup_portal")
    assert type(Task.objects.get(pk=task.pk).specific) is GroupApprovalTask
    assert Page.get_first_root_node().workflowpage.workflow.name == "Review"
