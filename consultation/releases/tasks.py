from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from consultation.common.addresses import absolute_url
from consultation.releases.models import Release
from consultation.releases.permissions import PUBLISH

# Django asks which, as soon as there is more than one.
BACKEND = "django.contrib.auth.backends.ModelBackend"


@task()
def tell_publishers(release_id: int) -> None:
    """Mail those who may release that a release was not released at its moment.

    The mail names the release and leads to it. What speaks against it stays in the
    admin: a reviewer's remark is not for mailboxes.

    Args:
        release_id: which.
    """
    release = Release.objects.filter(pk=release_id).first()
    if release is None or not release.is_held:
        return
    users = get_user_model()._default_manager
    people = users.with_perm(PUBLISH, backend=BACKEND).exclude(email="")
    address = absolute_url(reverse("releases:inspect", args=[release.pk]))
    for email in sorted(set(people.values_list("email", flat=True))):
        EmailMessage(
            subject=f"Not released: {release}",
            body=render_to_string(
                "releases/not_released_email.txt", {"release": release, "address": address}
            ),
            to=[email],
        ).send()
