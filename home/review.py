from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType

from home.roles import ROLES
from ideas.models import Area, Idea, Theme

# The groups that Wagtail's migrations make: our roles stand in for them.
STOCK_GROUPS = ("Editors", "Moderators")
REVIEWERS = ("Reviewer", "Publisher", "Administrator")


def ensure_review() -> None:
    """Let our reviewers decide in Wagtail's own review, of ideas too, and drop its empty groups.

    A workflow that an administrator has changed keeps what they gave it.
    """
    reviewers = Group.objects.filter(
        name__in=[role.name for role in ROLES if role.name in REVIEWERS]
    )
    for workflow in Workflow.objects.filter(active=True, name="Moderators approval"):
        workflow.name = "Review"
        workflow.save()
        for content_type in ContentType.objects.get_for_models(Area, Theme, Idea).values():
            WorkflowContentType.objects.get_or_create(
                content_type=content_type, defaults={"workflow": workflow}
            )
    for task in GroupApprovalTask.objects.filter(active=True, name="Moderators approval"):
        task.name = "Content review"
        task.save()
        task.groups.add(*reviewers)
    for group in Group.objects.filter(name__in=STOCK_GROUPS, user=None):
        group.delete()
