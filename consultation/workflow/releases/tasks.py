from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from consultation.common.addresses import absolute_url
from consultation.common.email_addresses import is_deliverable
from consultation.common.task_queue import enqueue_with_commit
from consultation.workflow.models import Release
from consultation.workflow.releases.permissions import PUBLISH

# Django asks which, as soon as there is more than one.
BACKEND = "django.contrib.auth.backends.ModelBackend"


@task()
def tell_publishers(release_id: int) -> None:
    """Queue a mail to each who may release that a release was not released at its moment.

    The mail names the release and leads to it. What speaks against it stays in the
    admin: a reviewer's remark is not for mailboxes.

    Args:
        release_id: which.
    """
    release = Release.objects.filter(pk=release_id).first()
    if release is None or not release.is_held:
        return
    users = get_user_model()._default_manager
    people = users.with_perm(PUBLISH, backend=BACKEND).order_by("pk")
    # All of them or none: a second try tells nobody twice.
    with transaction.atomic():
        for user_id, address in people.values_list("pk", "email"):
            if is_deliverable(address):
                enqueue_with_commit(tell_publisher, release.pk, user_id)


@task()
def tell_publisher(release_id: int, user_id: int) -> None:
    """Mail one of those who may release that a release was not released.

    Args:
        release_id: which.
        user_id: who is told; a task each, so that a second try writes to nobody twice.
    """
    release = Release.objects.filter(pk=release_id).first()
    user = get_user_model()._default_manager.filter(pk=user_id).first()
    if release is None or not release.is_held or user is None or not is_deliverable(user.email):
        return
    address = absolute_url(reverse("releases:inspect", args=[release.pk]))
    EmailMessage(
        subject=f"Not released: {release}",
        body=render_to_string(
            "workflow/releases/not_released_email.txt", {"release": release, "address": address}
        ),
        to=[user.email],
    ).send()
