"""The portal's roles and its review: what each role may do, and at which step it decides."""

from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from consultation.workflow.models import FourEyesTask
from ideas.models import MODELS

# The actions of each role on each model, such as "add change" on "ideas.idea".
ROLES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("roles.yaml").read_text("utf-8")
)
REVIEW = gettext_lazy("Review")
# What Wagtail's own migrations make: our roles and our review replace them.
STOCK_GROUPS = ("Editors", "Moderators")
STOCK_REVIEW = "Moderators approval"
# The roles that decide at each step. The set-up finds a task by its step,
# even if it was renamed.
STEPS = {
    FourEyesTask.Step.CONTENT_REVIEW: ("Reviewer", "Publisher", "Administrator"),
    FourEyesTask.Step.SIGN_OFF: ("Publisher", "Administrator"),
}


def ensure_role(role: str) -> list[str]:
    """Give a role's group all of its permissions, taking none away; return what changed."""
    group, is_new = Group.objects.get_or_create(name=role)
    files = GroupCollectionPermission, {"collection": Collection.get_first_root_node()}
    below_the_root: dict[str, tuple[Any, dict[str, Any]]] = {
        "wagtailcore.page": (GroupPagePermission, {"page": Page.get_first_root_node()}),
        "wagtailimages.image": files,
        "wagtaildocs.document": files,
    }
    given = 0
    for label, actions in ROLES[role].items():
        model, scope = below_the_root.get(label, (Group.permissions.through, {}))
        app, name = label.split(".")
        wanted = [f"{action}_{name}" for action in actions.split()]
        missing = Permission.objects.filter(
            content_type__app_label=app, codename__in=wanted
        ).exclude(pk__in=model.objects.filter(group=group, **scope).values("permission"))
        given += len(missing)
        model.objects.bulk_create(
            model(group=group, permission=permission, **scope) for permission in missing
        )
    if is_new:
        return [_("Made the role %(role)s.") % {"role": role}]
    text = ngettext(
        "Gave the role %(role)s %(count)d missing right.",
        "Gave the role %(role)s %(count)d missing rights.",
        given,
    )
    return [text % {"role": role, "count": given}] if given else []


@transaction.atomic
def ensure_review() -> list[str]:
    """Make or repair the review and return what was changed, in words.

    A missing step comes back, and a missing group on a step. What an administrator
    added or changed stays: other groups and steps, names, order, what the review is used
    for, a review or a step that is switched off, and workflows of their own.
    """
    changes = _remove_stock()
    newest = Workflow.objects.order_by("-active", "pk")
    own_tasks = FourEyesTask.objects.exclude(step=None)
    workflow = (
        newest.filter(workflow_tasks__task__in=own_tasks).first()
        or newest.filter(name=REVIEW).first()
    )
    if workflow is None:
        workflow = Workflow.objects.create(name=str(REVIEW))
        changes.append(_("Made the workflow “%(workflow)s”.") % {"workflow": workflow.name})
        # For everything that has no workflow of its own.
        use = {"workflow": workflow}
        WorkflowPage.objects.get_or_create(page=Page.get_first_root_node(), defaults=use)
        for content_type in ContentType.objects.get_for_models(*MODELS).values():
            WorkflowContentType.objects.get_or_create(content_type=content_type, defaults=use)
    if workflow.active:
        for step in STEPS:
            changes += _ensure_step(workflow, step)
    return changes


def _remove_stock() -> list[str]:
    """Delete Wagtail's own groups and workflow if they are unused."""
    Workflow.objects.filter(name=STOCK_REVIEW, workflow_states=None).delete()
    GroupApprovalTask.objects.filter(
        name=STOCK_REVIEW, foureyestask=None, task_states=None, workflow_tasks=None
    ).delete()
    groups = list(Group.objects.filter(name__in=STOCK_GROUPS, user=None))
    for group in groups:
        group.delete()
    text = _("Removed Wagtail’s empty group %(group)s.")
    return [text % {"group": group.name} for group in groups]


def _ensure_step(workflow: Workflow, step: FourEyesTask.Step) -> list[str]:
    changes = []
    task = FourEyesTask.objects.filter(step=step).first()
    if task is None:
        task = FourEyesTask.objects.create(name=str(step.label), step=step)
        changes.append(_("Made the step “%(step)s”.") % {"step": task.name})
    if not task.active:
        return changes
    if not workflow.workflow_tasks.filter(task=task).exists():
        orders = [each.sort_order or 0 for each in workflow.workflow_tasks.all()]
        is_first = step == FourEyesTask.Step.CONTENT_REVIEW
        order = min(orders, default=1) - 1 if is_first else max(orders, default=-1) + 1
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
        text = _("Put the step “%(step)s” into the workflow “%(workflow)s”.")
        changes.append(text % {"step": task.name, "workflow": workflow.name})
    missing = Group.objects.filter(name__in=STEPS[step]).exclude(pk__in=task.groups.values("pk"))
    for group in missing.order_by("name"):
        task.groups.add(group)
        text = _("Let the role %(role)s decide at “%(step)s”.")
        changes.append(text % {"role": group.name, "step": task.name})
    return changes
