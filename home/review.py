"""The portal's review as data: two steps, each decided by a second pair of eyes."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the review.

    Args:
        step: under which the set-up finds it again, whatever it is called by then.
        groups: the roles that decide.
    """

    step: FourEyesTask.Step
    groups: tuple[str, ...]


STEPS = (
    Step(FourEyesTask.Step.CONTENT_REVIEW, ("Reviewer", "Publisher", "Administrator")),
    Step(FourEyesTask.Step.SIGN_OFF, ("Publisher", "Administrator")),
)


@transaction.atomic
def ensure_review() -> list[str]:
    """Make or repair the review and return what was changed, in words.

    A missing step comes back, and a missing group on a step. Whatever an administrator
    added or changed stays: other groups and steps, names, order, what the review is used
    for, a review or a step that is switched off, and workflows of their own.
    """
    changes: list[str] = []
    workflow, is_new = _find_or_make_workflow(changes)
    if workflow.active:
        for step in STEPS:
            _ensure_step(workflow, step, changes)
    if is_new:
        _assign(workflow)
    for group in Group.objects.filter(name__in=STOCK_GROUPS, user=None):
        group.delete()
        changes.append(f"Removed Wagtail’s empty group {group.name}.")
    return changes


def _find_or_make_workflow(changes: list[str]) -> tuple[Workflow, bool]:
    """Return the review, and whether it was not there before."""
    ours = FourEyesTask.objects.exclude(step=None)
    found = (
        Workflow.objects.filter(workflow_tasks__task__in=ours).order_by("-active", "pk").first()
        or Workflow.objects.filter(name=NAME).order_by("-active", "pk").first()
    )
    if found:
        return found, False
    stock = Workflow.objects.filter(active=True, name=STOCK_NAME).first()
    if stock:
        stock.name = NAME
        stock.save()
        changes.append(f"Made Wagtail’s own workflow the workflow “{NAME}”.")
        return stock, True
    changes.append(f"Made the workflow “{NAME}”.")
    return Workflow.objects.create(name=NAME), True


def _ensure_step(workflow: Workflow, step: Step, changes: list[str]) -> None:
    task = FourEyesTask.objects.filter(step=step.step).first()
    if task is None:
        task = _convert_earlier_task(workflow, step, changes) or _make_task(step, changes)
    if not task.active:
        return
    if not workflow.workflow_tasks.filter(task=task).exists():
        places = [each.sort_order or 0 for each in workflow.workflow_tasks.all()]
        is_first = step == STEPS[0]
        place = min(places, default=1) - 1 if is_first else max(places, default=-1) + 1
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
        changes.append(f"Put the step “{task.name}” into the workflow “{workflow.name}”.")
    there = set(task.groups.values_list("name", flat=True))
    for group in Group.objects.filter(name__in=set(step.groups) - there).order_by("name"):
        task.groups.add(group)
        changes.append(f"Let the role {group.name} decide at “{task.name}”.")


def _convert_earlier_task(
    workflow: Workflow, step: Step, changes: list[str]
) -> FourEyesTask | None:
    """Turn the single step of earlier portals into the first of the two.

    It stays the same row, so that what waits there just now goes on waiting there.
    """
    if step != STEPS[0]:
        return None
    names = (STOCK_NAME, step.step.label)
    earlier = GroupApprovalTask.objects.filter(
        foureyestask=None, active=True, name__in=names, workflow_tasks__workflow=workflow
    ).first()
    if earlier is None:
        return None
    task = FourEyesTask(groupapprovaltask_ptr=earlier, step=step.step)
    task.__dict__.update(
        {field.attname: getattr(earlier, field.attname) for field in earlier._meta.fields}
    )
    task.name = step.step.label
    task.content_type = ContentType.objects.get_for_model(FourEyesTask)
    task.save()
    task.groups.remove(*Group.objects.filter(name__in=STOCK_GROUPS, user=None))
    changes.append(f"Made “{task.name}” a step that needs a second pair of eyes.")
    return task


def _make_task(step: Step, changes: list[str]) -> FourEyesTask:
    changes.append(f"Made the step “{step.step.label}”.")
    return FourEyesTask.objects.create(name=step.step.label, step=step.step)


def _assign(workflow: Workflow) -> None:
    """Use a review that is new for everything that nothing else is used for."""
    root = Page.get_first_root_node()
    WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})
    for content_type in ContentType.objects.get_for_models(Area, Theme, Idea).values():
        WorkflowContentType.objects.get_or_create(
            content_type=content_type, defaults={"workflow": workflow}
        )
