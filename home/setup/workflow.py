"""The portal's review as data: two steps, each decided by a second pair of eyes."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from consultation.workflow.models import FourEyesTask
from ideas.models import Area, Idea, Theme

NAME = "Review"
# What Wagtail's own migrations make: our roles and our review stand in for them.
STOCK_GROUPS = ("Editors", "Moderators")
STOCK_NAME = "Moderators approval"
# The roles that decide at each step. The step is how the set-up finds it again, whatever it is
# called by then.
STEPS = {
    FourEyesTask.Step.CONTENT_REVIEW: ("Reviewer", "Publisher", "Administrator"),
    FourEyesTask.Step.SIGN_OFF: ("Publisher", "Administrator"),
}


@transaction.atomic
def ensure_review() -> list[str]:
    """Make or repair the review and return what was changed, in words.

    A missing step comes back, and a missing group on a step. Whatever an administrator
    added or changed stays: other groups and steps, names, order, what the review is used
    for, a review or a step that is switched off, and workflows of their own.
    """
    changes = _remove_stock()
    workflow = (
        Workflow.objects.filter(workflow_tasks__task__in=FourEyesTask.objects.exclude(step=None))
        .order_by("-active", "pk")
        .first()
        or Workflow.objects.filter(name=NAME).order_by("-active", "pk").first()
    )
    if workflow is None:
        changes.append(f"Made the workflow “{NAME}”.")
        workflow = Workflow.objects.create(name=NAME)
        # Where nothing else is used.
        use = {"workflow": workflow}
        WorkflowPage.objects.get_or_create(page=Page.get_first_root_node(), defaults=use)
        for content_type in ContentType.objects.get_for_models(Area, Theme, Idea).values():
            WorkflowContentType.objects.get_or_create(content_type=content_type, defaults=use)
    if workflow.active:
        for step in STEPS:
            _ensure_step(workflow, step, changes)
    return changes


def _remove_stock() -> list[str]:
    """Delete Wagtail's own groups and workflow as far as nobody has used them."""
    Workflow.objects.filter(name=STOCK_NAME, workflow_states=None).delete()
    GroupApprovalTask.objects.filter(
        name=STOCK_NAME, foureyestask=None, task_states=None, workflow_tasks=None
    ).delete()
    changes = []
    for group in Group.objects.filter(name__in=STOCK_GROUPS, user=None):
        group.delete()
        changes.append(f"Removed Wagtail’s empty group {group.name}.")
    return changes


def _ensure_step(workflow: Workflow, step: FourEyesTask.Step, changes: list[str]) -> None:
    task = FourEyesTask.objects.filter(step=step).first()
    if task is None:
        task = FourEyesTask.objects.create(name=step.label, step=step)
        changes.append(f"Made the step “{step.label}”.")
    if not task.active:
        return
    if not workflow.workflow_tasks.filter(task=task).exists():
        orders = [each.sort_order or 0 for each in workflow.workflow_tasks.all()]
        is_first = step == FourEyesTask.Step.CONTENT_REVIEW
        order = min(orders, default=1) - 1 if is_first else max(orders, default=-1) + 1
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
        changes.append(f"Put the step “{task.name}” into the workflow “{workflow.name}”.")
    there = task.groups.values_list("name", flat=True)
    for group in Group.objects.filter(name__in=set(STEPS[step]) - set(there)).order_by("name"):
        task.groups.add(group)
        changes.append(f"Let the role {group.name} decide at “{task.name}”.")
